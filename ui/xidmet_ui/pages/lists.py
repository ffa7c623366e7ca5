"""Lists of a roster: one move in many cases, asked once, checked, and worked off; where it is signed: lists_sign."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Stream
from xidmet.cases import lists
from xidmet.cases.lists import TheList
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import BadInput, NotFound, Refused, RegisterDown, Stale, WrongAnswers
from xidmet.language import Translator
from xidmet.tables.writing import KINDS, write_table

from xidmet_ui.build.case import answers_of
from xidmet_ui.build.lists import STATES, counters, lines, list_page
from xidmet_ui.build.sending import FINAL, Rows, is_final
from xidmet_ui.build.typed import raw_of
from xidmet_ui.handed_out import handed_json, handed_out, handed_table
from xidmet_ui.pages.asked_in_move import asked_in
from xidmet_ui.pages.lists_choosing import chosen_in
from xidmet_ui.rendering import page, wants_fragment
from xidmet_ui.requests import (
    Asked,
    form_of,
    need_actor,
    signed_in,
    site_of,
    token_in,
    value_in,
    visit_of,
    words_of,
)

ALL = "/roster/{slug:str}/lists"
HERE = ALL + "/{wanted:uuid}"
BUSY = (lists.CHECKING, lists.WORKING)


@get(ALL, guards=[signed_in], include_in_schema=False)
async def show_all(request: Asked, slug: FromPath[str]) -> Response[str]:
    """The party's lists, the newest first."""
    service, found = await lists.lists_of(site_of(request), need_actor(request), slug)
    words = words_of(request, slug)
    values = {
        "service": words.text(service.title),
        "roster": f"/roster/{slug}",
        "rows": [(list_page(one, words), lists.counted(one)) for one in found],
    }
    return await page(request, "lists.html", values, here="roster")


@post(ALL, guards=[signed_in], include_in_schema=False)
async def begin(request: Asked, slug: FromPath[str]) -> Response[str] | Redirect:
    """From the roster: the rows that were marked, or everything that its filter finds."""
    pairs = await form_of(request)
    site, actor, name = site_of(request), need_actor(request), value_in(pairs, "move")
    try:
        chosen = await chosen_in(site, actor, slug, name, pairs)
        wanted = await lists.begin(
            site,
            actor,
            slug,
            name,
            chosen,
            token=value_in(pairs, "token")[:64] or secrets.token_urlsafe(24),
            language=visit_of(request).language,
        )
    except Refused as refused:
        return await _refused(request, slug, refused)
    await _answered_by_registers(request, await _found(request, slug, wanted))
    return Redirect(f"/roster/{slug}/lists/{wanted}", status_code=303)


async def _answered_by_registers(request: Asked, found: TheList) -> None:
    """Where each question has one possible answer nobody is shown a page on which there is nothing to choose."""
    site, asks = site_of(request), found.move.asks
    if asks is None or found.listed.state != lists.ASKING:
        return
    with suppress(WrongAnswers, RegisterDown, Stale):  # then it is asked on the page, which says what is wrong
        questions = await asked_in(request, await lists.example(site, found), asks, {}, {})
        if all(one.widget == "shown" and not one.error for one in questions):
            await lists.answer(site, found, {one.name: one.options[0].value for one in questions if one.options})


async def _refused(request: Asked, slug: str, refused: Refused) -> Response[str]:
    """Nobody was marked, or too many: said on a page from which one goes back to the roster."""
    service = lists.roster_of(site_of(request), need_actor(request), slug)
    words = words_of(request, slug)
    values = {
        "service": words.text(service.title),
        "roster": f"/roster/{slug}",
        "refusal": _told(request, slug, refused.refusal),
    }
    return await page(request, "list_refused.html", values, here="roster", status=409)


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, slug: FromPath[str], wanted: FromPath[UUID]) -> Response[Any]:
    """Where it stands: what is asked, how far the check or the work is, or each row with what became of it."""
    found = await _found(request, slug, wanted)
    if found.listed.state == lists.ASKING:
        return await _asking(request, found, found.listed.asked, {})
    if found.listed.state in BUSY:
        values = {"list": list_page(found, words_of(request, slug))}
        return await page(request, "list_progress.html", values, here="roster", block="progress")
    if wants_fragment(request) and request.query_params.get("watch"):
        return Response("", headers={"HX-Redirect": found.here})
    return await _rows(request, found)


async def _found(request: Asked, slug: str, wanted: UUID) -> TheList:
    return await lists.list_for(site_of(request), need_actor(request), slug, wanted)


async def _asking(
    request: Asked, found: TheList, typed: Mapping[str, Any], errors: Mapping[str, Mistake]
) -> Response[str]:
    case, asks = await lists.example(site_of(request), found), found.move.asks
    questions = await asked_in(request, case, asks, typed, errors) if asks else ()
    values = {
        "list": list_page(found, words_of(request, found.service.slug)),
        "questions": questions,
        "found": [(one.first, f"{one.label}: {one.error}") for one in questions if one.error],
    }
    return await page(request, "list_asks.html", values, here="roster", status=422 if errors else 200)


@post(HERE + "/answer", guards=[signed_in], include_in_schema=False, status_code=200)
async def answer(request: Asked, slug: FromPath[str], wanted: FromPath[UUID]) -> Response[str] | Redirect:
    """What the move asks, once for all."""
    pairs = await form_of(request)
    found = await _found(request, slug, wanted)
    asked = raw_of(found.move.asks.fields.values(), pairs) if found.move.asks else {}
    try:
        if found.listed.state == lists.ASKING:
            await lists.answer(site_of(request), found, asked)
    except WrongAnswers as wrong:
        return await _asking(request, found, asked, wrong.errors)
    return Redirect(found.here, status_code=303)


async def _rows(request: Asked, found: TheList, refusal: Refusal | None = None) -> Response[str]:
    words, kind = words_of(request, found.service.slug), str(request.query_params.get("show", ""))
    after = _place(str(request.query_params.get("after", "0")))
    if kind and kind not in lists.KINDS:
        raise NotFound
    if not kind and found.is_open:
        kind = "able" if found.able else "not"
    shown = await lists.rows(found, kind, after)
    asked = await lists.answered(site_of(request), found) if found.listed.state == lists.CHECKED else None
    values = {
        "list": list_page(found, words),
        "counters": counters(found, kind, words),
        "asked": _what_it_brings(found, asked, words),
        "kind": kind,
        "reasons": await lists.reasons(found),
        "rows": lines(shown[: lists.PAGE], words),
        "after": after,
        "next": shown[lists.PAGE - 1].place if len(shown) > lists.PAGE else 0,
        "token": secrets.token_urlsafe(24),
        "refusal": _told(request, found.service.slug, refusal) if refusal else None,
    }
    return await page(request, "list_rows.html", values, here="roster", status=409 if refusal else 200)


def _what_it_brings(found: TheList, asked: Form | None, words: Translator) -> Rows:
    """What was answered for every row, and that nothing leads back."""
    final = ((words.text(_("Can it be undone?")), words.text(FINAL)),) if is_final(found.service, found.move) else ()
    return (*final, *(answers_of(asked, words) if asked is not None else ()))


def _told(request: Asked, slug: str, refusal: Refusal) -> dict[str, str]:
    words = words_of(request, slug)
    return {"why": words.text(refusal.why, **refusal.values), "mend": words.text(refusal.mend, **refusal.values)}


def _place(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise NotFound
    return int(text)


@post(HERE + "/rows", guards=[signed_in], include_in_schema=False)
async def leave_out(request: Asked, slug: FromPath[str], wanted: FromPath[UUID]) -> Redirect:
    """Leave the marked rows out, or take them in again."""
    pairs = await form_of(request)
    found = await _found(request, slug, wanted)
    places = [value for name, value in pairs if name == "place"]
    if not all(one.isascii() and one.isdigit() and len(one) < 8 for one in places):
        raise BadInput
    back = value_in(pairs, "op") == "back"
    await lists.leave_out(found, [int(one) for one in places], back=back)
    return Redirect(f"{found.here}?show={'left' if back else 'able'}", status_code=303)


@post(HERE + "/go", guards=[signed_in], include_in_schema=False, status_code=200)
async def go(request: Asked, slug: FromPath[str], wanted: FromPath[UUID]) -> Response[str] | Redirect:
    """With those that can be done: to the signature, or to the work where none is due."""
    await form_of(request)
    found, site, actor = await _found(request, slug, wanted), site_of(request), need_actor(request)
    try:
        await lists.make_ready(site, actor, found, visit_of(request).language)
    except Refused as refused:
        return await _rows(request, found, refused.refusal)
    return Redirect(f"{found.here}/sign" if found.move.signed else found.here, status_code=303)


@post(HERE + "/back", guards=[signed_in], include_in_schema=False)
async def back(request: Asked, slug: FromPath[str], wanted: FromPath[UUID]) -> Redirect:
    """From the signature back to the rows."""
    await form_of(request)
    found = await _found(request, slug, wanted)
    if found.listed.state == lists.SIGNING:
        await lists.back_to_rows(site_of(request), found)
    return Redirect(found.here, status_code=303)


@post(HERE + "/drop", guards=[signed_in], include_in_schema=False)
async def drop(request: Asked, slug: FromPath[str], wanted: FromPath[UUID]) -> Redirect:
    """Throw it away; nothing was done."""
    await form_of(request)
    found = await _found(request, slug, wanted)
    if found.is_open:
        await lists.drop(site_of(request), found)
    return Redirect(f"/roster/{slug}/lists", status_code=303)


@post(HERE + "/stop", guards=[signed_in], include_in_schema=False)
async def stop(request: Asked, slug: FromPath[str], wanted: FromPath[UUID]) -> Redirect:
    """Half-way: the rest stays as it is."""
    await form_of(request)
    found = await _found(request, slug, wanted)
    await lists.stop(site_of(request), found)
    return Redirect(found.here, status_code=303)


@post(HERE + "/again", guards=[signed_in], include_in_schema=False)
async def again(request: Asked, slug: FromPath[str], wanted: FromPath[UUID]) -> Redirect:
    """A new list of those that were not done; what was asked is asked again by a button of its own alone."""
    pairs = await form_of(request)
    found, asks = await _found(request, slug, wanted), value_in(pairs, "op") == "ask"
    new = await lists.begin_again(site_of(request), need_actor(request), found, token=token_in(pairs), asks=asks)
    return Redirect(f"/roster/{slug}/lists/{new}", status_code=303)


@get(HERE + "/rows/{kind:str}", guards=[signed_in], include_in_schema=False)
async def table(request: Asked, slug: FromPath[str], wanted: FromPath[UUID], kind: FromPath[str]) -> Response[bytes]:
    """Every row as a table."""
    found, words = await _found(request, slug, wanted), words_of(request, slug)
    if kind not in KINDS:
        raise NotFound
    states = {name: words.text(label) for name, label in STATES.items()}
    written = await asyncio.to_thread(write_table, kind, await lists.table(found, states, words))
    return handed_table(written, words.text(found.move.label), kind)


@get(HERE + "/result", guards=[signed_in], include_in_schema=False)
async def result(request: Asked, slug: FromPath[str], wanted: FromPath[UUID]) -> Stream:
    """The sealed container: what was signed, the signature, and what became of each row."""
    found = await _found(request, slug, wanted)
    return handed_out(site_of(request).files, await lists.result_of(found))


@get("/cases/{number:str}/lists/{wanted:uuid}/proof", guards=[signed_in], include_in_schema=False)
async def proof(request: Asked, number: FromPath[str], wanted: FromPath[UUID]) -> Response[bytes]:
    """That this case was an item of a signed list: a file that proves it alone, and tells of no other item."""
    _case, made = await lists.proof_for(site_of(request), need_actor(request), number, str(wanted))
    return handed_json(made, f"{number}-proof.json")


ROUTES = [show_all, begin, show, answer, leave_out, go, back, drop, stop, again, table, result, proof]
