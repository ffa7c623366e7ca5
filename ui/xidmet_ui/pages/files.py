"""Files of a case: added, shown, handed out and taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from litestar import Response, get, post
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Stream
from xidmet.cases import Case, case_for
from xidmet.cases.attach import Change, attach, detach, keep
from xidmet.cases.attached import file_for, files_given, files_of, may_preview, own_file
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.contract.uploads import upload_at
from xidmet.documents.pictures import Drawn
from xidmet.documents.preview import SIDES, TURNS, NotDrawn, draw
from xidmet.errors import BadInput, FileRefused, NotAllowed, NotFound

from xidmet_ui.build.case import is_theirs
from xidmet_ui.build.files import AtHand, FileRow, row_of, shown_row
from xidmet_ui.handed_out import HANDED_OUT, handed_out
from xidmet_ui.multipart_form import LARGEST_FORM, Pairs, form_with_files
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, page_number, signed_in, site_of, value_in, words_of

VERSIONS = "X-Versions"  # of the case, before and after a change: the page that made it goes on from there
DROP = "drop:"
Failed = Mapping[str, Sequence[Mistake]]


@dataclass
class Posted:
    """A form with its files. failed: what was not taken, by the path of the question. dropped: a file to be removed."""

    pairs: Pairs = field(default_factory=list)
    failed: dict[str, list[Mistake]] = field(default_factory=dict)
    dropped: UUID | None = None

    @property
    def errors(self) -> dict[str, Mistake]:
        return {path: said[0] for path, said in self.failed.items()}


@dataclass(frozen=True)
class PreviewPage:
    number: str
    is_theirs: bool
    service: str
    file: FileRow
    page: int
    pages: int


async def posted_with_files(request: Asked, number: str) -> Posted:
    """What a page of the form posted; its files are kept, and stand among the pairs by their ids."""
    site, actor, posted = site_of(request), need_actor(request), Posted()

    async def kept(path: str, name: str, content: AsyncIterator[bytes], before: Pairs) -> str:
        beside = sum(1 for given, value in before if given == path and value)
        try:
            return str((await keep(site, actor, number, path, content, name, beside)).id)
        except FileRefused as refused:
            posted.failed.setdefault(path, []).append(refused.mistake)
            return ""

    posted.pairs = await form_with_files(request, kept)
    path, document = _dropped(value_in(posted.pairs, "op"))
    if document and upload_at((await case_for(site, actor, number)).service.form, path):
        posted.dropped = document
        posted.pairs = [pair for pair in posted.pairs if pair != (path, str(document))]
    return posted


def _dropped(op: str) -> tuple[str, UUID | None]:
    """drop:path:document is the button beside a file; rows of registers have such buttons, too."""
    path, _colon, document = op.removeprefix(DROP).rpartition(":")
    try:
        return path, UUID(document) if op.startswith(DROP) else None
    except ValueError:
        return path, None


async def remove_dropped(request: Asked, number: str, posted: Posted) -> bool:
    """After the answers were kept without it: the file goes, too. False when none was to be removed."""
    if posted.dropped is None:
        return False
    await detach(site_of(request), need_actor(request), number, posted.dropped)
    return True


async def at_hand(request: Asked, case: Case, failed: Failed | None = None) -> AtHand:
    """For the questions of a form. failed: files that were not taken just now, by path."""
    return AtHand(case.number, await files_of(case), failed or {}, site_of(request).scanner is not None)


@post(
    "/cases/{number:str}/files",
    guards=[signed_in],
    include_in_schema=False,
    status_code=201,
    request_max_body_size=LARGEST_FORM,
)
async def add(request: Asked, number: FromPath[str]) -> Response[str]:
    """One file, alone, by the portal's script; the answer is its line in the list. Its field's name is the path."""
    site, actor, changes = site_of(request), need_actor(request), list[tuple[str, Change]]()

    async def kept(path: str, name: str, content: AsyncIterator[bytes], before: Pairs) -> str:
        if changes:
            raise BadInput
        window = value_in(before, "window")[:40]
        changes.append((path, await attach(site, actor, number, path, content, name, window)))
        return ""

    await case_for(site, actor, number)  # first: to a stranger a case of others is none, whatever is sent
    await form_with_files(request, kept)
    if not changes:
        raise BadInput
    path, change = changes[0]
    row = row_of(change.stored, number, words_of(request), path)
    shown = await page(request, "file_row.html", {"file": row}, status=201)
    shown.headers[VERSIONS] = f"{change.before} {change.after}"
    return shown


@post("/cases/{number:str}/files/{document:uuid}/remove", guards=[signed_in], include_in_schema=False, status_code=200)
async def remove(request: Asked, number: FromPath[str], document: FromPath[UUID]) -> Response[str]:
    """By the portal's script; without it the button posts the whole form."""
    window = value_in(await form_of(request), "window")[:40]
    change = await detach(site_of(request), need_actor(request), number, document, window)
    return Response("", media_type=MediaType.TEXT, headers={VERSIONS: f"{change.before} {change.after}"})


@get("/cases/{number:str}/files/{document:uuid}/state", guards=[signed_in], include_in_schema=False)
async def state(request: Asked, number: FromPath[str], document: FromPath[UUID]) -> Response[str]:
    """The line of a file in the form, as it is by now."""
    case, stored = await own_file(site_of(request), need_actor(request), number, document)
    path, looked = str(request.query_params.get("path", "")), str(request.query_params.get("looked", ""))
    path = path if upload_at(case.service.form, path) else ""
    asked = int(looked) if looked.isascii() and looked.isdigit() and len(looked) < 4 else 0
    return await page(request, "file_row.html", {"file": row_of(stored, number, words_of(request), path, asked)})


@get("/cases/{number:str}/files/{document:uuid}", guards=[signed_in], include_in_schema=False)
async def download(request: Asked, number: FromPath[str], document: FromPath[UUID]) -> Stream:
    __, stored = await file_for(site_of(request), need_actor(request), number, document)
    return handed_out(site_of(request).files, stored)


@get("/cases/{number:str}/files/{document:uuid}/preview", guards=[signed_in], include_in_schema=False)
async def preview(request: Asked, number: FromPath[str], document: FromPath[UUID]) -> Response[str]:
    """A page of a file as a picture, with ways to the pages beside it."""
    wanted = page_number(str(request.query_params.get("page", "1")))
    case, row, drawn = await _drawn(request, number, document, wanted)
    shown = PreviewPage(
        number=number,
        is_theirs=is_theirs(case, need_actor(request)),
        service=words_of(request, case.service.slug).text(case.service.title),
        file=row,
        page=wanted,
        pages=drawn.pages if drawn else 0,
    )
    here = "cases" if shown.is_theirs else "desk"
    return await page(request, "preview.html", {"preview": shown}, here=here)


@get("/cases/{number:str}/files/{document:uuid}/preview/{place:int}", guards=[signed_in], include_in_schema=False)
async def picture(
    request: Asked, number: FromPath[str], document: FromPath[UUID], place: FromPath[int]
) -> Response[bytes]:
    """The picture itself, made by the portal: nothing of the file's own bytes. turn: degrees; near: how large."""
    turn, near = (str(request.query_params.get(name, usual)) for name, usual in (("turn", "0"), ("near", "1")))
    if turn not in map(str, TURNS) or near not in map(str, SIDES):
        raise NotFound
    drawn = (await _drawn(request, number, document, page_number(str(place)), int(turn), int(near)))[2]
    if drawn is None:
        raise NotFound
    return Response(drawn.png, media_type="image/png", headers=HANDED_OUT)


async def _drawn(
    request: Asked, number: str, document: UUID, wanted: int, turn: int = 0, near: int = 1
) -> tuple[Case, FileRow, Drawn | None]:
    """None for a page that can't be drawn. Raises NotFound, and NotAllowed where only a download is allowed."""
    site, actor = site_of(request), need_actor(request)
    case, stored = await file_for(site, actor, number, document)
    if not may_preview(site, case, actor, stored):
        raise NotAllowed(_("This file was not scanned for viruses, so it is not shown."), _("Download it instead."))
    own, scans = is_theirs(case, actor), site.scanner is not None
    row = shown_row(stored, number, words_of(request), own=own, scans=scans)
    try:
        return case, row, await draw(site.files, stored, wanted, turn, near)
    except NotDrawn:
        return case, row, None


async def rows_of(request: Asked, case: Case) -> tuple[FileRow, ...]:
    """The files among a case's answers, for its page."""
    words, own = words_of(request), is_theirs(case, need_actor(request))
    scans = site_of(request).scanner is not None
    return tuple(shown_row(one, case.number, words, own=own, scans=scans) for one in await files_given(case))


ROUTES = [add, remove, state, download, preview, picture]
