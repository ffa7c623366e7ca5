"""Somebody else signs, too: the link in the letter leads here. They see the document, and nothing else of the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Stream
from xidmet.cases.signing import LARGEST, CaseToSign, several, sign_with_file
from xidmet.cases.signing.several import Invited, own_signature
from xidmet.documents.preview import NotDrawn, draw
from xidmet.errors import NotFound, Refused, Stale, WrongAnswers

from xidmet_ui.build.signers import co_sign_page
from xidmet_ui.build.signing import signing_page
from xidmet_ui.handed_out import HANDED_OUT, handed_out
from xidmet_ui.multipart_form import form_with_one_file
from xidmet_ui.pages.signing import LARGEST_FORM, offered
from xidmet_ui.pages.signing_tries import begin_with
from xidmet_ui.rendering import page
from xidmet_ui.requests import (
    PUBLIC,
    Asked,
    actor_of,
    form_of,
    need_actor,
    page_number,
    signed_in,
    site_of,
    value_in,
    visit_of,
    words_of,
)

HERE = "/co-sign/{wanted:uuid}"


@dataclass(frozen=True)
class Wrong:
    """at: the field. why, mend: in the reader's language. word: what was typed."""

    at: str
    why: str
    mend: str = ""
    word: str = ""


@get(HERE, opt=PUBLIC, include_in_schema=False)
async def show(request: Asked, wanted: FromPath[UUID]) -> Response[Any]:
    """Who is not signed in, or has not proved a FIN, learns nothing here but how to come in, whatever the link is."""
    actor = actor_of(request)
    if actor is None or not actor.fin:
        return await page(request, "co_sign_door.html", {"there": f"/co-sign/{wanted}", "is_in": actor is not None})
    return await _shown(request, await _invited(request, wanted))


@get(f"{HERE}/document.pdf", guards=[signed_in], include_in_schema=False)
async def download(request: Asked, wanted: FromPath[UUID]) -> Stream:
    invited = await _invited(request, wanted)
    if invited.document is None:
        raise NotFound
    return handed_out(site_of(request).files, invited.document)


@get(f"{HERE}/signed", guards=[signed_in], include_in_schema=False)
async def download_signed(request: Asked, wanted: FromPath[UUID]) -> Stream:
    """Their own copy: the file with their signature."""
    found = await own_signature(site_of(request), await _invited(request, wanted))
    if found is None:
        raise NotFound
    return handed_out(site_of(request).files, found[1])


@get(f"{HERE}/page/{{place:int}}", guards=[signed_in], include_in_schema=False)
async def picture(request: Asked, wanted: FromPath[UUID], place: FromPath[int]) -> Response[bytes]:
    invited = await _invited(request, wanted)
    if invited.document is None:
        raise NotFound
    try:
        drawn = await draw(site_of(request).files, invited.document, page_number(str(place)))
    except NotDrawn:
        raise NotFound from None
    return Response(drawn.png, media_type="image/png", headers=HANDED_OUT)


@post(f"{HERE}/file", guards=[signed_in], include_in_schema=False, status_code=200, request_max_body_size=LARGEST_FORM)
async def send(request: Asked, wanted: FromPath[UUID]) -> Response[Any] | Redirect:
    """A file that was signed with any program."""
    _pairs, file = await form_with_one_file(request, LARGEST)
    invited = await _invited(request, wanted)
    site, actor, words = site_of(request), need_actor(request), words_of(request, invited.case.service.slug)
    try:
        await sign_with_file(site, actor, invited.pending, file or b"", visit_of(request).language)
    except Refused as refused:
        said = refused.refusal
        why, mend = (words.text(text, **said.values) for text in (said.why, said.mend))
        return await _shown(request, invited, Wrong("file", why, mend))
    except Stale:
        pass  # the page says what became of it
    return Redirect(f"/co-sign/{wanted}", status_code=303)


@post(f"{HERE}/means/{{name:str}}", guards=[signed_in], include_in_schema=False)
async def begin(request: Asked, wanted: FromPath[UUID], name: FromPath[str]) -> Response[Any]:
    await form_of(request)
    invited = await _invited(request, wanted)
    try:
        return await begin_with(request, CaseToSign(invited.pending), name)
    except Stale:
        return Response(b"", status_code=303, headers={"Location": f"/co-sign/{wanted}"})


@post(f"{HERE}/refuse", guards=[signed_in], include_in_schema=False, status_code=200)
async def refuse(request: Asked, wanted: FromPath[UUID]) -> Response[Any] | Redirect:
    pairs = await form_of(request)
    invited, word = await _invited(request, wanted), value_in(pairs, "word")
    try:
        await several.refuse(site_of(request), need_actor(request), invited, word)
    except WrongAnswers as wrong:
        said = wrong.errors["word"]
        return await _shown(
            request, invited, Wrong("word", words_of(request).text(said.text, **said.values), word=word)
        )
    except Stale:
        pass  # the page says what became of it
    return Redirect(f"/co-sign/{wanted}", status_code=303)


async def _invited(request: Asked, wanted: UUID) -> Invited:
    return await several.invited_for(site_of(request), need_actor(request), wanted)


async def _shown(request: Asked, invited: Invited, wrong: Wrong | None = None) -> Response[Any]:
    site, words = site_of(request), words_of(request, invited.case.service.slug)
    wanted, signing = page_number(str(request.query_params.get("page", "1"))), None
    if invited.waits:
        try:
            pages = (await draw(site.files, invited.pending.document, wanted)).pages
        except NotDrawn:
            pages = 0
        signing = signing_page(invited.pending, need_actor(request), wanted, pages, words)
    has_signature = await own_signature(site, invited) is not None
    values = {
        "co": co_sign_page(invited, words, has_signature=has_signature),
        "signing": signing,
        "means": offered(request) if signing else [],
        "wrong": wrong,
        "most": LARGEST,
    }
    return await page(request, "co_sign.html", values, status=422 if wrong else 200)


ROUTES = [show, download, download_signed, picture, send, begin, refuse]
