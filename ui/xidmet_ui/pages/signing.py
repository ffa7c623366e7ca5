"""Sign a document: it is shown, page by page, and then signed with any program, with a means, or on paper."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Stream
from xidmet.cases import Case, read_answers
from xidmet.cases.co_signers import CoSigner, co_signers
from xidmet.cases.roster import keeps_roster
from xidmet.cases.signing import LARGEST, CaseToSign, Pending, pending_for, sign_on_paper, sign_with_file
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.documents.preview import NotDrawn, draw
from xidmet.errors import BadInput, FileRefused, NotFound, Refused, Stale
from xidmet.language import translator

from xidmet_ui.build.signing import signing_page
from xidmet_ui.handed_out import HANDED_OUT, handed_out
from xidmet_ui.multipart_form import Pairs, form_with_files, form_with_one_file
from xidmet_ui.pages.case import late
from xidmet_ui.pages.roster_back import ROSTER, done_in
from xidmet_ui.rendering import gone_to, page
from xidmet_ui.requests import Asked, need_actor, page_number, signed_in, site_of, visit_of, words_of

HERE = "/cases/{number:str}/sign/{wanted:uuid}"
LARGEST_FORM = LARGEST + 100_000
NO_SCAN = Mistake(_("Choose the scanned file, then send it."))


@dataclass(frozen=True)
class Wrong:
    """at: the field. why, mend: in the reader's language."""

    at: str
    why: str
    mend: str = ""


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, number: FromPath[str], wanted: FromPath[UUID]) -> Response[Any]:
    return await _shown(request, await _pending(request, number, wanted))


@get(f"{HERE}/document.pdf", guards=[signed_in], include_in_schema=False)
async def download(request: Asked, number: FromPath[str], wanted: FromPath[UUID]) -> Stream:
    pending = await _pending(request, number, wanted)
    return handed_out(site_of(request).files, pending.document)


@get(f"{HERE}/page/{{place:int}}", guards=[signed_in], include_in_schema=False)
async def picture(
    request: Asked, number: FromPath[str], wanted: FromPath[UUID], place: FromPath[int]
) -> Response[bytes]:
    pending = await _pending(request, number, wanted)
    try:
        drawn = await draw(site_of(request).files, pending.document, page_number(str(place)))
    except NotDrawn:
        raise NotFound from None
    return Response(drawn.png, media_type="image/png", headers=HANDED_OUT)


@post(f"{HERE}/file", guards=[signed_in], include_in_schema=False, status_code=200, request_max_body_size=LARGEST_FORM)
async def send(request: Asked, number: FromPath[str], wanted: FromPath[UUID]) -> Response[Any] | Redirect:
    """A file that was signed with any program."""
    _pairs, file = await form_with_one_file(request, LARGEST)
    pending = await _pending(request, number, wanted)
    site, actor = site_of(request), need_actor(request)
    try:
        await sign_with_file(site, actor, pending, file or b"", visit_of(request).language)
    except Refused as refused:
        return await _shown(request, pending, _said(request, pending, "file", refused.refusal))
    except Stale as stale:
        return await stale_page(request, pending, stale)
    return Redirect(done(pending), status_code=303)


@post(f"{HERE}/scan", guards=[signed_in], include_in_schema=False, status_code=200, request_max_body_size=LARGEST_FORM)
async def send_scan(request: Asked, number: FromPath[str], wanted: FromPath[UUID]) -> Response[Any] | Redirect:
    """The document on paper, signed by hand and scanned."""
    found: list[Pending] = []

    async def signed(_name: str, file: str, content: AsyncIterator[bytes], _before: Pairs) -> str:
        if found:
            raise BadInput
        found.append(await _pending(request, number, wanted))
        await sign_on_paper(site_of(request), need_actor(request), found[0], content, file)
        return ""

    try:
        await form_with_files(request, signed)
        if not found:
            found.append(await _pending(request, number, wanted))
            raise FileRefused(NO_SCAN)
    except FileRefused as refused:
        said = words_of(request).text(refused.mistake.text, **refused.mistake.values)
        return await _shown(request, found[0], Wrong("scan", said))
    except Refused as refused:
        return await _shown(request, found[0], _said(request, found[0], "scan", refused.refusal))
    except Stale as stale:
        return await stale_page(request, found[0], stale)
    return Redirect(done(found[0]), status_code=303)


def done(pending: Pending) -> str:
    """Where it leads when the case has moved: somebody who was entered into a roster stands there."""
    case = pending.case
    if case.is_draft and keeps_roster(case.service) and not pending.other and not pending.transition.also:
        return done_in(f"{ROSTER}{case.service.slug}?sort=changed", case.number)
    return CaseToSign(pending).done


async def stale_page(request: Asked, pending: Pending, stale: Stale) -> Response[Any]:
    """Nothing typed is lost: a draft keeps it, and the page of a move shows it again."""
    if pending.other:
        return gone_to(request, pending.address)  # it says what became of it
    if pending.case.is_draft:
        raise Stale(pending.case.number) from stale
    return await late(request, pending.case.number, pending.transition.name, dict(pending.wanted.asked), stale)


async def _pending(request: Asked, number: str, wanted: UUID) -> Pending:
    return await pending_for(site_of(request), need_actor(request), number, wanted)


async def _shown(request: Asked, pending: Pending, wrong: Wrong | None = None) -> Response[Any]:
    if pending.is_used:
        return Response(b"", status_code=303, headers={"Location": done(pending)})
    if pending.is_stale:
        return await stale_page(request, pending, Stale(pending.case.number))
    words = words_of(request, pending.case.service.slug)
    wanted = page_number(str(request.query_params.get("page", "1")))
    try:
        pages = (await draw(site_of(request).files, pending.document, wanted)).pages
    except NotDrawn:
        pages = 0
    others = await others_of(request, pending.case, pending.transition)
    shown = signing_page(pending, need_actor(request), wanted, pages, words, others)
    values = {
        "signing": shown,
        "means": offered(request),
        "wrong": wrong,
        "most": LARGEST,
    }
    return await page(
        request, "signing.html", values, here="cases" if shown.is_theirs else "desk", status=422 if wrong else 200
    )


async def others_of(request: Asked, case: Case, transition: Transition) -> list[CoSigner]:
    """Who signs beside the applicant; asks the store for nothing where nobody ever does."""
    if not transition.also or not case.is_draft:
        return []
    read = await read_answers(site_of(request), case.service.form, case.record.typed, case.party)
    return co_signers(transition, read.so_far)


def _said(request: Asked, pending: Pending, at: str, refusal: Refusal) -> Wrong:
    words = words_of(request, pending.case.service.slug)
    return Wrong(at, words.text(refusal.why, **refusal.values), words.text(refusal.mend, **refusal.values))


def offered(request: Asked) -> list[Mapping[str, str]]:
    """The means of signing that plugins offer."""
    return [named(request, name) for name in site_of(request).catalogue.signing]


def named(request: Asked, name: str) -> Mapping[str, str]:
    site = site_of(request)
    means = site.catalogue.signing[name]
    words = translator(visit_of(request).language, site.catalogue.offers_signing(name))
    return {"name": name, "title": words.text(means.title), "about": words.text(means.about)}


ROUTES = [show, download, picture, send, send_scan]
