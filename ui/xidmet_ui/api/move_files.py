"""Files that a move asks for, such as the paper of an opinion: added, listed and taken back before it is made."""

from __future__ import annotations

from typing import Any

from litestar import Response, delete, get, post
from litestar.params import FromPath
from xidmet.cases import move_files
from xidmet.cases.move_files_once import keep_once, listed
from xidmet.documents import Stored
from xidmet.errors import NotFound

from xidmet_ui.api.answering import answered
from xidmet_ui.api.description import told
from xidmet_ui.api.files import document_in, known_of
from xidmet_ui.api.models import FILE, NOTHING
from xidmet_ui.api.models_files import WaitingFile, WaitingFiles
from xidmet_ui.api.problems import headers_for
from xidmet_ui.api.raw import sent_file
from xidmet_ui.api.reading import from_this_session, who_of
from xidmet_ui.multipart_form import LARGEST_FORM
from xidmet_ui.requests import Asked, signed_in, site_of, visit_of

HERE = "/api/v1/cases/{number:str}/moves/{name:str}/files"


@post(
    f"{HERE}/{{file:str}}",
    guards=[signed_in],
    request_max_body_size=LARGEST_FORM,
    opt=told(
        "addFileToMove", "Add a file to what a move asks for", takes=FILE, scope="submit", gives={201: WaitingFile}
    ),
)
async def add(request: Asked, number: FromPath[str], name: FromPath[str], file: FromPath[str]) -> Response[Any]:
    """The body is the file, for whoever can make this move now. It waits for the move, which names its id among what is
    asked; of a question for one file it takes the place of the one before. The case stays as it is.
    """
    sent, site, actor = sent_file(request), site_of(request), who_of(request)
    stored = await keep_once(site, actor, number, name, file, sent.content, sent.name, sent.key)
    return answered(request, _line(number, name, file, stored), 201)


@get(
    HERE,
    guards=[signed_in],
    opt=told("listFilesOfMove", "Files that wait for a move", scope="read", gives={200: WaitingFiles}),
)
async def every(request: Asked, number: FromPath[str], name: FromPath[str]) -> Response[Any]:
    """Those of whoever asks. Ask again after some seconds while the scan of one is "waiting"."""
    case, found = await listed(site_of(request), who_of(request), number, name)
    return answered(request, WaitingFiles(files=[_line(case.number, name, one.path, one.stored) for one in found]))


@delete(
    f"{HERE}/{{file:str}}",
    guards=[signed_in],
    status_code=204,
    opt=told(
        "removeFileOfMove",
        "Take back a file before the move is made, and remove it for good",
        scope="submit",
        gives={204: NOTHING},
        changes=True,
    ),
)
async def remove(request: Asked, number: FromPath[str], name: FromPath[str], file: FromPath[str]) -> Response[None]:
    """Once more is answered with 404, and does nothing."""
    from_this_session(request)
    if not await move_files.drop(site_of(request), who_of(request), number, name, document_in(file)):
        raise NotFound
    return Response(None, status_code=204, headers=headers_for(visit_of(request).language))


def _line(number: str, name: str, path: str, stored: Stored) -> WaitingFile:
    href = f"/api/v1/cases/{number}/moves/{name}/files/{stored.id}"
    return WaitingFile(**known_of(stored), question=path, href=href)


ROUTES = [add, every, remove]
