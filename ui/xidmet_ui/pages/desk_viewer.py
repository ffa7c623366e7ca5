"""The viewer of the desk: one page of one document as a picture that the portal made, or its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xidmet.cases import Case
from xidmet.cases.attached import may_preview
from xidmet.contract.texts import _
from xidmet.documents import Stored
from xidmet.documents.preview import SIDES, NotDrawn, can_be_drawn, draw, text_of
from xidmet.errors import NotFound

from xidmet_ui.build.desk_case import At, FileLine
from xidmet_ui.requests import Asked, need_actor, site_of

WAITS = _("It is shown here once the virus scanner has found nothing in it.")
INFECTED = _("A virus was found in it, so nobody is given it. Ask for another file.")
LARGE = _("It is too large for the virus scanner, so it is not shown.")
ERASED = _("It was erased, because its time of keeping is over.")
UNSCANNED = _("Files are not scanned for viruses here, so they are not shown. Download it with care.")
OTHER_KIND = _("A file of this kind is not shown here. Download it.")
BROKEN = _("This page can't be shown here: the file is damaged, locked with a password, or too much. Download it.")
NOT_SHOWN = {
    "infected": INFECTED,
    "waiting": WAITS,
    "too large": LARGE,
    "not scanned": UNSCANNED,
    "erased": ERASED,
}


@dataclass(frozen=True)
class Viewer:
    """why: a msgid, where there is no picture. picture: its address. text: of the page, None unless it was asked for.

    The others are addresses, "" for what can't be done: before, after: the documents beside it (following: the id of
    the one after); earlier, later: pages; nearer, farther: sizes.
    """

    file: FileLine
    page: int
    pages: int
    near: int
    picture: str
    text: str | None
    why: str
    before: str
    after: str
    following: str
    earlier: str
    later: str
    nearer: str
    farther: str
    turned: str
    as_text: str
    as_picture: str


async def viewer_of(request: Asked, case: Case, at: At, given: Sequence[Stored], files: Sequence[FileLine]) -> Viewer:
    """Raises NotFound for a document that is none of this case's."""
    place = next((place for place, one in enumerate(given) if one.id == at.file), None)
    if place is None:
        raise NotFound
    stored, number = given[place], case.number
    pages, text, why = await _drawn(request, case, at, stored)
    turned = (at.turn + 90) % 360
    query = f"?turn={at.turn}&near={at.near}" if at.turn or at.near > 1 else ""
    return Viewer(
        file=files[place],
        page=at.page,
        pages=pages,
        near=at.near,
        picture=f"/cases/{number}/files/{stored.id}/preview/{at.page}{query}" if pages and text is None else "",
        text=text,
        why=why,
        before=files[place - 1].href if place else "",
        after=files[place + 1].href if place + 1 < len(files) else "",
        following=str(files[place + 1].id) if place + 1 < len(files) else "",
        earlier=at.address(number, page=at.page - 1) if at.page > 1 else "",
        later=at.address(number, page=at.page + 1) if at.page < pages else "",
        nearer=at.address(number, near=at.near + 1) if at.near + 1 in SIDES and pages else "",
        farther=at.address(number, near=at.near - 1) if at.near > 1 and pages else "",
        turned=at.address(number, turn=turned) if pages else "",
        as_text=at.address(number, text=True) if stored.kind == "pdf" and pages and text is None else "",
        as_picture=at.address(number, text=False) if text is not None else "",
    )


async def _drawn(request: Asked, case: Case, at: At, stored: Stored) -> tuple[int, str | None, str]:
    """How many pages there are, 0 where none is shown; the text if it was asked for; why nothing is shown."""
    site = site_of(request)
    if not may_preview(site, case, need_actor(request), stored):
        return 0, None, NOT_SHOWN.get(stored.scan, WAITS)
    if not can_be_drawn(stored):
        return 0, None, OTHER_KIND
    try:
        drawn = await draw(site.files, stored, at.page, at.turn, at.near)
        text = await text_of(site.files, stored, at.page) if at.text and stored.kind == "pdf" else None
    except NotDrawn:
        return 0, None, BROKEN
    return drawn.pages, text, ""
