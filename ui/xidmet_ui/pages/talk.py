"""The messages of a case: read them, write one, take the files that came along."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Stream
from xidmet.cases import Case, talk
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.errors import FileRefused, Refused, WrongAnswers

from xidmet_ui.build.talk import talk_page
from xidmet_ui.handed_out import handed_out
from xidmet_ui.multipart_form import LARGEST_FORM, Pairs, form_with_files
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of, token_in, uuids_in, value_in, words_of

HERE, FILES = "/cases/{number:str}/messages", "files"
DROP = "drop:"


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, number: FromPath[str]) -> Response[str]:
    """What the other side wrote counts as read from now on."""
    return await _page(request, number, "", {}, None)


@post(HERE, guards=[signed_in], include_in_schema=False, request_max_body_size=LARGEST_FORM)
async def write(request: Asked, number: FromPath[str]) -> Response[str] | Redirect:
    """Files that came with a text that can't be sent yet stay on the page, with the text."""
    site, actor, wrong = site_of(request), need_actor(request), dict[str, Mistake]()
    await talk.conversation(site, actor, number, reads=False)  # first: a stranger is told nothing, whatever they send

    async def kept(path: str, name: str, content: AsyncIterator[bytes], before: Pairs) -> str:
        try:
            return str((await talk.keep(site, actor, number, content, name)).id)
        except FileRefused as refused:
            wrong.setdefault(FILES, refused.mistake)
            return ""

    pairs = await form_with_files(request, kept)
    text, dropped = value_in(pairs, "text"), uuids_in([value_in(pairs, "op").removeprefix(DROP)])
    if dropped:
        await talk.drop(site, actor, number, dropped[0])
        return await _page(request, number, text, {}, None)
    if wrong:
        return await _page(request, number, text, wrong, None)
    files = uuids_in([value for name, value in pairs if name == FILES])
    try:
        await talk.write(site, actor, number, text, files, token_in(pairs))
    except WrongAnswers as mistakes:
        return await _page(request, number, text, mistakes.errors, None)
    except Refused as refused:
        return await _page(request, number, text, {}, refused.refusal)
    return Redirect(f"/cases/{number}/messages#last", status_code=303)


async def _page(
    request: Asked, number: str, text: str, errors: Mapping[str, Mistake], refusal: Refusal | None
) -> Response[str]:
    site = site_of(request)
    found = await talk.conversation(site, need_actor(request), number)
    words = words_of(request, found.place.case.service.slug)
    shown = talk_page(found, text, errors, refusal, words, scans=site.scanner is not None)
    values = {"talk": shown, "token": secrets.token_urlsafe(24)}
    status = 409 if refusal else 422 if errors else 200
    return await page(request, "talk.html", values, here="cases" if shown.is_theirs else "desk", status=status)


@get(f"{HERE}/files/{{document:uuid}}", guards=[signed_in], include_in_schema=False)
async def download(request: Asked, number: FromPath[str], document: FromPath[UUID]) -> Stream:
    found = await talk.file_along(site_of(request), need_actor(request), number, document)
    return handed_out(site_of(request).files, found.stored)


async def way_in(request: Asked, case: Case) -> tuple[str, int] | None:
    """For the page of a case: where its messages are, and how many are new; None for who has no part in them."""
    unread = await talk.unread_in(need_actor(request), case)
    return None if unread is None else (f"/cases/{case.number}/messages", unread)


ROUTES = [show, write, download]
