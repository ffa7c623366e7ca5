"""One press for one person of a roster: what it brings is said first, then it is made, and the row says how it went."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import parse_qsl, urlencode

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.attestations import known
from xidmet.cases import Case, move
from xidmet.cases.roster import MANY, Page, Wanted, counts_of, one_of, pairs_of, wanted_in
from xidmet.cases.roster.press import Foreseen, asks_nothing, foresee, moves_of
from xidmet.contract.states import Transition
from xidmet.errors import BadInput, NotFound, Refused, Stale, WrongAnswers

from xidmet_ui.build.roster import counters
from xidmet_ui.build.roster_person import PersonRows, Ready
from xidmet_ui.build.roster_press import PressPage, press_page
from xidmet_ui.pages.roster import need_number
from xidmet_ui.rendering import gone_to, page, wants_fragment
from xidmet_ui.requests import (
    Asked,
    form_of,
    need_actor,
    signed_in,
    site_of,
    token_in,
    value_in,
    version_in,
    words_of,
)

Pairs = list[tuple[str, str]]


@post("/roster/{slug:str}/press", guards=[signed_in], include_in_schema=False, status_code=200)
async def ask(request: Asked, slug: FromPath[str]) -> Response[str] | Redirect:
    """What the button of a row will do: who, until when, by which act. Nothing is done yet."""
    pairs = await form_of(request)
    number, _tilde, rest = value_in(pairs, "one").partition("~")
    version, _tilde, name = rest.partition("~")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise BadInput
    case, transition = await _wanted(request, slug, number, name)
    query = _query(value_in(pairs, "back"))
    stale = None if case.version == int(version) else Stale(case.number)
    return await _confirm(request, case, transition, query, stale=stale)


@post("/roster/{slug:str}/{number:str}/{name:str}", guards=[signed_in], include_in_schema=False)
async def do(
    request: Asked, slug: FromPath[str], number: FromPath[str], name: FromPath[str]
) -> Response[str] | Redirect:
    pairs = await form_of(request)
    case, transition = await _wanted(request, slug, number, name)
    query = _query(value_in(pairs, "back"))
    token, version = token_in(pairs), version_in(pairs)
    if transition.signed_alone:
        raise BadInput
    try:
        await move(site_of(request), need_actor(request), number, name, version=version, token=token)
    except WrongAnswers:
        return gone_to(request, _move_page(case, transition, query))
    except (Refused, Stale) as error:
        return await _not_done(request, case, transition, query, error)
    if wants_fragment(request):
        return await _row(request, slug, number, query, None)
    return Redirect(f"/roster/{slug}?{query}{'&' if query else ''}done={number}#p-{number}", status_code=303)


async def _wanted(request: Asked, slug: str, number: str, name: str) -> tuple[Case, Transition]:
    case = await one_of(site_of(request), need_actor(request), slug, need_number(number))
    transition = next((one for one in moves_of(case.service) if one.name == name), None)
    if transition is None or case.is_draft:
        raise NotFound
    return case, transition


def _query(text: str) -> str:
    """Of where somebody was only what a roster knows."""
    return urlencode(pairs_of(wanted_in(dict(parse_qsl(text[:600], max_num_fields=20)))))


def _move_page(case: Case, transition: Transition, query: str) -> str:
    back = f"/roster/{case.service.slug}{'?' if query else ''}{query}"
    return f"/cases/{case.number}/move/{transition.name}?{urlencode({'back': back})}"


async def _confirm(
    request: Asked, case: Case, transition: Transition, query: str, *, stale: Stale | None = None
) -> Response[str] | Redirect:
    """The page, or the dialog, that says it; on to the move's own page where something has to be answered or signed."""
    site, actor = site_of(request), need_actor(request)
    if transition.signed_alone or not await asks_nothing(site, transition, actor.party):
        return gone_to(request, _move_page(case, transition, query))
    seen = await foresee(site, actor, case, transition)
    words = words_of(request, case.service.slug)
    shown = press_page(seen, actor, query, secrets.token_urlsafe(24), words)
    return await _page(request, shown, stale=stale)


async def _page(request: Asked, shown: PressPage, *, stale: Stale | None) -> Response[str]:
    words = words_of(request)
    told = (words.text(stale.why), words.text(stale.mend)) if stale else None
    values = {"press": shown, "stale": told, "in_dialog": wants_fragment(request)}
    status = 409 if shown.refusal or stale else 200
    return await page(request, "roster_press.html", values, here="roster", status=status, block="press")


async def _not_done(
    request: Asked, case: Case, transition: Transition, query: str, error: Refused | Stale
) -> Response[str] | Redirect:
    """Beside the row, or on the page that asked for it: why it was not done, and what mends it."""
    words = words_of(request, case.service.slug)
    case = await one_of(site_of(request), need_actor(request), case.service.slug, case.number)
    if wants_fragment(request):
        said = _said(error, words)
        return await _row(request, case.service.slug, case.number, query, said)
    if isinstance(error, Stale):
        return await _confirm(request, case, transition, query, stale=error)
    seen = Foreseen(case, transition, error.refusal)
    return await _page(request, press_page(seen, need_actor(request), query, "", words), stale=None)


def _said(error: Refused | Stale, words: Any) -> Ready:
    values = {name: words.text(value) if isinstance(value, str) else value for name, value in error.values.items()}
    law = words.text(error.refusal.law) if isinstance(error, Refused) else ""
    return Ready("", words.text(error.why, **values), law, words.text(error.mend, **values))


async def _row(request: Asked, slug: str, number: str, query: str, refused: Ready | None) -> Response[str]:
    """The row as it is now, and the counters. refused: why nothing was done."""
    actor, words = need_actor(request), words_of(request, slug)
    case = await one_of(site_of(request), actor, slug, number)
    papers = await known.numbers_in_force([case.record.id] if case.state.in_force else [])
    wanted: Wanted = wanted_in(dict(parse_qsl(query)))
    counted = Page(case.service, wanted, await counts_of(actor, case.service), (), MANY, False, False, {})
    shown = PersonRows(case.service, actor, words).person(case, papers.get(case.record.id, ""), refused)
    path = f"/roster/{slug}"
    values = {"p": shown, "counters": counters(counted, path, words), "path": path, "refused": refused is not None}
    status = 200 if refused is None else 409
    return await page(request, "roster_row.html", values, here="roster", status=status, block="row")


ROUTES = [ask, do]
