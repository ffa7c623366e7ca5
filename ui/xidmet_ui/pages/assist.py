"""An officer of a service centre fills in for somebody who is present: who it is, their agreement, and the visit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from functools import lru_cache
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet import clock
from xidmet.auth.assisting import begin, seen
from xidmet.auth.assisting.ask import PROOFS, Presented, ask, centres
from xidmet.auth.assisting.begin import LARGEST_CONSENT
from xidmet.auth.assisting.end import end
from xidmet.auth.assisting.seen import Visit
from xidmet.auth.sessions import Kept
from xidmet.contract.fields import Choice
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.documents import Stored
from xidmet.errors import BadInput, FileRefused, NotFound, WrongAnswers

from xidmet_ui.build.assisting import done_lines
from xidmet_ui.multipart_form import Pairs, form_with_files
from xidmet_ui.pages.asked import answers_in, asked_in
from xidmet_ui.rendering import page
from xidmet_ui.requests import (
    Asked,
    form_of,
    need_actor,
    settings_of,
    signed_in,
    site_of,
    value_in,
    visit_of,
    words_of,
)

HERE = "/assist/{wanted:uuid}"
FILE, NO_FILE = "file", Mistake(_("Choose the file of the signed consent."))
Errors = Mapping[str, Mistake]


@get("/assist", guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    """Who is present; while a visit lasts, what was begun in it."""
    actor = need_actor(request)
    if actor.assistant is None:
        return await _form(request, [], {})
    catalogue, done = site_of(request).catalogue, await seen.done_now(actor)
    lines = done_lines(catalogue, [one for one in done if not one.removed], visit_of(request).language)
    return await page(request, "assist_now.html", {"name": actor.party_name, "done": lines})


@post("/assist", guards=[signed_in], include_in_schema=False)
async def present(request: Asked) -> Response[str] | Redirect:
    pairs = await form_of(request)
    catalogue, actor = site_of(request).catalogue, need_actor(request)
    held = centres(catalogue, actor)
    answers = answers_in(_asked(request), pairs)
    if answers.errors:
        return await _form(request, pairs, answers.errors)
    agency = vars(answers.so_far).get("agency", held[0].code)
    more = (visit_of(request).language, settings_of(request).assist_everywhere)
    try:
        wanted = await ask(catalogue, actor, _session(request), agency, answers.so_far, *more)
    except WrongAnswers as wrong:
        return await _form(request, pairs, wrong.errors)
    site_of(request).wake.ring()
    return Redirect(f"/assist/{wanted}", status_code=303)


def _session(request: Asked) -> Kept:
    session = visit_of(request).session
    assert session is not None
    return session


@lru_cache(64)  # one for each set of agencies and language
def _form_with(agencies: tuple[tuple[str, str], ...]) -> type[Presented]:
    if len(agencies) == 1:
        return Presented
    return type("PresentedAt", (Presented,), {"agency": Choice(_("For which agency"), dict(agencies))})


def _asked(request: Asked) -> type[Presented]:
    held = centres(site_of(request).catalogue, need_actor(request))
    return _form_with(tuple((one.code, one.name(visit_of(request).language)) for one in held))


async def _form(request: Asked, pairs: Pairs, errors: Errors) -> Response[str]:
    values = asked_in(request, _asked(request), pairs, errors)
    status = 422 if errors else 200
    ended = "ended" in request.query_params
    return await page(request, "assist.html", {**values, "ended": ended}, status=status)


@get(HERE, guards=[signed_in], include_in_schema=False)
async def agreement(request: Asked, wanted: FromPath[UUID]) -> Response[str]:
    return await _agreement(request, await _waiting(request, wanted), {})


async def _waiting(request: Asked, wanted: UUID) -> Visit:
    return await begin.waiting(site_of(request).catalogue, need_actor(request), _session(request), wanted)


async def _agreement(request: Asked, visit: Visit, errors: Errors) -> Response[str]:
    words = words_of(request)
    said = {name: words.text(one.text, **one.values) for name, one in errors.items()}
    values = {
        "id": visit.id,
        "name": visit.name,
        "proof": words.text(PROOFS[visit.proof]),
        "last": visit.proof_last,
        "errors": {"code": "", "device": "", FILE: "", **said},
        "found": list(said.items()),
        "most": LARGEST_CONSENT,
    }
    return await page(request, "assist_agree.html", values, status=422 if errors else 200)


@post(f"{HERE}/code", guards=[signed_in], include_in_schema=False)
async def by_code(request: Asked, wanted: FromPath[UUID]) -> Response[str] | Redirect:
    pairs = await form_of(request)
    visit = await _waiting(request, wanted)
    catalogue, actor = site_of(request).catalogue, need_actor(request)
    try:
        await begin.begin_by_code(catalogue, actor, _session(request), wanted, value_in(pairs, "code")[:20])
    except WrongAnswers as wrong:
        return await _agreement(request, visit, wrong.errors)
    return _begun(request)


@post(f"{HERE}/device", guards=[signed_in], include_in_schema=False)
async def on_device(request: Asked, wanted: FromPath[UUID]) -> Response[str] | Redirect:
    await form_of(request)
    visit = await _waiting(request, wanted)
    try:
        await begin.begin_agreed(site_of(request).catalogue, need_actor(request), _session(request), wanted)
    except WrongAnswers as wrong:
        return await _agreement(request, visit, wrong.errors)
    return _begun(request)


def _begun(request: Asked) -> Redirect:
    site_of(request).wake.ring()
    return Redirect("/assist", status_code=303)


@get(f"{HERE}/paper", guards=[signed_in], include_in_schema=False)
async def paper(request: Asked, wanted: FromPath[UUID]) -> Response[str]:
    """The consent, to be printed by the browser."""
    visit, words = await _waiting(request, wanted), words_of(request)
    (agency,) = [one for one in centres(site_of(request).catalogue, need_actor(request)) if one.code == visit.agency]
    values = {
        "id": visit.id,
        "name": visit.name,
        "clerk": visit.clerk_name,
        "agency": agency.name(words.language),
        "today": clock.today(),
        "proof": words.text(PROOFS[visit.proof]),
        "last": visit.proof_last,
    }
    return await page(request, "assist_paper.html", values)


@post(
    f"{HERE}/paper",
    guards=[signed_in],
    include_in_schema=False,
    request_max_body_size=LARGEST_CONSENT + 100_000,
)
async def on_paper(request: Asked, wanted: FromPath[UUID]) -> Response[str] | Redirect:
    site, files, wrong = site_of(request), list[Stored](), dict[str, Mistake]()

    async def kept(name: str, file: str, content: AsyncIterator[bytes], _before: Pairs) -> str:
        if files or name != FILE:
            raise BadInput
        try:
            files.append(await begin.receive(site.files, content, file, site.scanner is not None))
        except FileRefused as refused:
            wrong[FILE] = refused.mistake
        return ""

    try:
        await form_with_files(request, kept)
        visit = await _waiting(request, wanted)
        if not files:
            return await _agreement(request, visit, {FILE: NO_FILE, **wrong})
        await begin.begin_on_paper(site.catalogue, need_actor(request), _session(request), wanted, files[0])
    except BaseException:
        for stored in files:  # nothing was written that names it
            await asyncio.shield(site.files.erase(stored.place))
        raise
    return _begun(request)


@post("/assist/end", guards=[signed_in], include_in_schema=False)
async def finish(request: Asked) -> Redirect:
    """Again, or after its time: nothing new. Whoever assists nowhere finds nothing here."""
    await form_of(request)
    actor = need_actor(request)
    if actor.assistant is None and not centres(site_of(request).catalogue, actor):
        raise NotFound
    await end(actor, _session(request))
    return Redirect("/assist?ended=1", status_code=303)


ROUTES = [show, present, agreement, by_code, on_device, paper, on_paper, finish]
