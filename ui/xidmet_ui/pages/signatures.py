"""The signatures under a case: what each says, its files, and the check made once more."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream
from xidmet.cases import Case
from xidmet.cases.signing import (
    Again,
    Signature,
    judged_again,
    signature_for,
    signatures_of,
    signed_file,
)
from xidmet.cases.signing.seen import Which
from xidmet.documents.preview import NotDrawn, draw
from xidmet.errors import NotFound

from xidmet_ui.build.case import is_theirs
from xidmet_ui.build.check_signature import shown
from xidmet_ui.build.signing import SignedLine, signed_line, signed_lines
from xidmet_ui.handed_out import HANDED_OUT, handed_out
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, page_number, signed_in, site_of, words_of

HERE = "/cases/{number:str}/signatures/{wanted:uuid}"
KINDS: dict[str, Which] = {"original": "original", "file": "file"}


async def lines_of(request: Asked, case: Case) -> tuple[SignedLine, ...]:
    """For the page of the case."""
    return signed_lines(case, await signatures_of(case), words_of(request, case.service.slug))


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, number: FromPath[str], wanted: FromPath[UUID]) -> Response[str]:
    case, kept = await signature_for(site_of(request), need_actor(request), number, wanted)
    return await _page(request, case, kept, None)


@post(f"{HERE}/check", guards=[signed_in], include_in_schema=False, status_code=200)
async def check(request: Asked, number: FromPath[str], wanted: FromPath[UUID]) -> Response[str]:
    """Judge it again, as of the day it was made."""
    await form_of(request)
    case, kept = await signature_for(site_of(request), need_actor(request), number, wanted)
    return await _page(request, case, kept, await judged_again(site_of(request), kept))


@get(f"{HERE}/{{kind:str}}", guards=[signed_in], include_in_schema=False)
async def download(request: Asked, number: FromPath[str], wanted: FromPath[UUID], kind: FromPath[str]) -> Stream:
    """What was signed ("original"), or the file with the signature ("file")."""
    found = await signed_file(site_of(request), need_actor(request), number, wanted, _which(kind))
    return handed_out(site_of(request).files, found[2])


@get(f"{HERE}/{{kind:str}}/page/{{place:int}}", guards=[signed_in], include_in_schema=False)
async def picture(
    request: Asked, number: FromPath[str], wanted: FromPath[UUID], kind: FromPath[str], place: FromPath[int]
) -> Response[bytes]:
    """A page as a picture, made by the portal: nothing of the file's own bytes."""
    site, actor = site_of(request), need_actor(request)
    case, _kept, stored = await signed_file(site, actor, number, wanted, _which(kind))
    if not (stored.made_here or stored.scan == "clean" or is_theirs(case, actor)):
        raise NotFound
    try:
        drawn = await draw(site.files, stored, page_number(str(place)))
    except NotDrawn:
        raise NotFound from None
    return Response(drawn.png, media_type="image/png", headers=HANDED_OUT)


def _which(kind: str) -> Which:
    if kind not in KINDS:
        raise NotFound
    return KINDS[kind]


async def _page(request: Asked, case: Case, kept: Signature, again: Again | None) -> Response[str]:
    words = words_of(request, case.service.slug)
    values: dict[str, Any] = {
        "number": case.number,
        "is_theirs": is_theirs(case, need_actor(request)),
        "signature": signed_line(case, kept, words),
        "result": shown(kept.report, words) if kept.report else None,
        "again": again and {"same": again.same, "said": words.text(again.said)},
        "place": page_number(str(request.query_params.get("page", "1"))),
    }
    return await page(request, "signature.html", values, here="cases" if values["is_theirs"] else "desk")


ROUTES = [show, check, download, picture]
