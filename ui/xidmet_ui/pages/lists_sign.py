"""Sign a list: what is signed is shown, and signed with any program or with a means."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.cases import lists
from xidmet.cases.lists import ListToSign, TheList
from xidmet.cases.signing import LARGEST
from xidmet.errors import NotFound, Refused

from xidmet_ui.build.lists import FIRST_ROWS, about_head, lines, list_page
from xidmet_ui.handed_out import handed_json
from xidmet_ui.multipart_form import form_with_one_file
from xidmet_ui.pages.lists import HERE
from xidmet_ui.pages.papers import HEADERS
from xidmet_ui.pages.signing import LARGEST_FORM, Wrong, offered
from xidmet_ui.pages.signing_tries import begin_with
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, visit_of, words_of

SIGN = HERE + "/sign"


@get(SIGN, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, slug: FromPath[str], wanted: FromPath[UUID]) -> Response[Any]:
    return await _shown(request, await lists.list_for(site_of(request), need_actor(request), slug, wanted))


async def _shown(request: Asked, found: TheList, wrong: Wrong | None = None) -> Response[Any]:
    if found.listed.state != lists.SIGNING:
        return Response(b"", status_code=303, headers={"Location": found.here})
    words = words_of(request, found.service.slug)
    rows = lines((await lists.rows(found, "able"))[:FIRST_ROWS], words)
    values = {
        "list": list_page(found, words),
        "here": f"{found.here}/sign",
        "head": about_head(found, need_actor(request).party_name, words),
        "rows": rows,
        "left": found.able - len(rows),
        "means": offered(request),
        "wrong": wrong,
        "most": LARGEST,
    }
    return await page(request, "list_sign.html", values, here="roster", status=422 if wrong else 200)


@get(SIGN + "/head.json", guards=[signed_in], include_in_schema=False)
async def head(request: Asked, slug: FromPath[str], wanted: FromPath[UUID]) -> Response[bytes]:
    """The very file that is signed."""
    found = await lists.list_for(site_of(request), need_actor(request), slug, wanted)
    if not found.listed.head:
        raise NotFound
    return handed_json(found.listed.head.encode(), "head.json")


@get(SIGN + "/list.pdf", guards=[signed_in], include_in_schema=False)
async def sheet(request: Asked, slug: FromPath[str], wanted: FromPath[UUID]) -> Response[bytes]:
    """The same to read and to keep: what is signed, and its first rows."""
    site, actor = site_of(request), need_actor(request)
    found = await lists.list_for(site, actor, slug, wanted)
    if not found.listed.head:
        raise NotFound
    words = words_of(request, slug)
    pdf = await lists.sheet(found, about_head(found, actor.party_name, words), words)
    headers = {**HEADERS, "Content-Disposition": 'attachment; filename="list.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


@post(SIGN + "/file", guards=[signed_in], include_in_schema=False, status_code=200, request_max_body_size=LARGEST_FORM)
async def send(request: Asked, slug: FromPath[str], wanted: FromPath[UUID]) -> Response[Any] | Redirect:
    """A file that was signed with any program."""
    _pairs, file = await form_with_one_file(request, LARGEST)
    site, actor = site_of(request), need_actor(request)
    found = await lists.list_for(site, actor, slug, wanted)
    try:
        await lists.sign_with_file(site, actor, found, file or b"", visit_of(request).language)
    except Refused as refused:
        words, refusal = words_of(request, slug), refused.refusal
        wrong = Wrong("file", words.text(refusal.why, **refusal.values), words.text(refusal.mend, **refusal.values))
        return await _shown(request, found, wrong)
    return Redirect(found.here, status_code=303)


@post(SIGN + "/means/{name:str}", guards=[signed_in], include_in_schema=False)
async def begin(request: Asked, slug: FromPath[str], wanted: FromPath[UUID], name: FromPath[str]) -> Response[Any]:
    """With a means of a plugin; its steps are the pages of every try."""
    await form_of(request)
    found = await lists.list_for(site_of(request), need_actor(request), slug, wanted)
    return await begin_with(request, ListToSign(found), name)


ROUTES = [show, head, sheet, send, begin]
