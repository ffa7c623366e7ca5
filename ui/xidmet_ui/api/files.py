"""Files of a case: attached, listed, handed out and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.params import FromPath
from litestar.response import Stream
from xidmet.cases import Case, case_for
from xidmet.cases.attach import detach
from xidmet.cases.attach_once import attach_once
from xidmet.cases.attached import Placed, file_for, file_seen, files_seen
from xidmet.documents import Stored
from xidmet.errors import NotFound

from xidmet_ui.api.answering import answered
from xidmet_ui.api.description import told
from xidmet_ui.api.models import FILE, NOTHING, FileLine, FileLines, Scan
from xidmet_ui.api.problems import headers_for
from xidmet_ui.api.raw import sent_file
from xidmet_ui.api.reading import from_this_session, who_of
from xidmet_ui.handed_out import handed_out
from xidmet_ui.multipart_form import LARGEST_FORM
from xidmet_ui.requests import Asked, signed_in, site_of, visit_of

SCANS: Mapping[str, Scan] = {
    "waiting": "waiting",
    "clean": "clean",
    "infected": "infected",
    "too large": "too-large",
    "not scanned": "not-scanned",
    "erased": "erased",
}
FILES = "/api/v1/cases/{number:str}/files"


@post(
    f"{FILES}/{{file:str}}",
    guards=[signed_in],
    request_max_body_size=LARGEST_FORM,
    opt=told("attachFile", "Attach a file to a question of a draft", takes=FILE, scope="fill", gives={201: FileLine}),
)
async def add(request: Asked, number: FromPath[str], file: FromPath[str]) -> Response[Any]:
    """The body is the file. It stands among the answers at once; of a question for one file it takes the place of the
    one before. Its kind is told by its bytes. The case's version grows by one.
    """
    sent, site, actor = sent_file(request), site_of(request), who_of(request)
    stored = await attach_once(site, actor, number, file, sent.content, sent.name, sent.key)
    case = await case_for(site, actor, number)
    line = _line(case, Placed(file, stored))
    return answered(request, line, 201, Location=line.href)


@get(
    FILES,
    guards=[signed_in],
    opt=told("listFiles", "The files among the answers of a case", scope="read", gives={200: FileLines}),
)
async def every(request: Asked, number: FromPath[str]) -> Response[Any]:
    """For its party, and for the officials of its service once it was sent; their look is journalled."""
    case, found = await files_seen(site_of(request), who_of(request), number)
    return answered(request, FileLines(version=case.version, files=[_line(case, one) for one in found]))


@get(
    f"{FILES}/{{file:str}}",
    guards=[signed_in],
    opt=told(
        "readFile", "What is known of a file, and what the virus scan says of it", scope="read", gives={200: FileLine}
    ),
)
async def one(request: Asked, number: FromPath[str], file: FromPath[str]) -> Response[Any]:
    """Ask again after some seconds while the scan is "waiting"."""
    case, placed = await file_seen(site_of(request), who_of(request), number, document_in(file))
    return answered(request, _line(case, placed))


@get(
    f"{FILES}/{{file:str}}/content",
    guards=[signed_in],
    opt=told("downloadFile", "The file itself", scope="read", gives={200: FILE}),
)
async def content(request: Asked, number: FromPath[str], file: FromPath[str]) -> Stream:
    """For its party, and for officials once it was found clean; one in which something was found is given to nobody."""
    __, stored = await file_for(site_of(request), who_of(request), number, document_in(file))
    given = handed_out(site_of(request).files, stored)
    given.headers.update(headers_for(visit_of(request).language))
    return given


@delete(
    f"{FILES}/{{file:str}}",
    guards=[signed_in],
    status_code=204,
    opt=told(
        "removeFile",
        "Take a file out of a draft, and remove it for good",
        scope="fill",
        gives={204: NOTHING},
        changes=True,
    ),
)
async def remove(request: Asked, number: FromPath[str], file: FromPath[str]) -> Response[None]:
    """The case's version grows by one. Once more is answered with 404, and does nothing."""
    from_this_session(request)
    await detach(site_of(request), who_of(request), number, document_in(file))
    return Response(None, status_code=204, headers=headers_for(visit_of(request).language))


def document_in(text: str) -> UUID:
    """Raises NotFound for what is no id."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def _line(case: Case, placed: Placed) -> FileLine:
    href = f"/api/v1/cases/{case.number}/files/{placed.stored.id}"
    known = known_of(placed.stored)
    return FileLine(**known, question=placed.path, version=case.version, href=href, content=f"{href}/content")


def known_of(stored: Stored) -> dict[str, Any]:
    """The values of KnownOfFile."""
    return {
        "id": str(stored.id),
        "name": stored.name,
        "kind": stored.kind,
        "media_type": stored.media_type,
        "size": stored.size,
        "sha256": stored.sha256,
        "scan": SCANS[stored.scan],
        "finding": stored.finding,
        "added_at": stored.created_at,
    }


ROUTES = [add, every, one, content, remove]
