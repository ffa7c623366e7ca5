"""One case as an officer works on it: two sides, a checklist, notes, and the moves always at hand.

A page of its own, for the page of a case is its party's: what stands there they may read, and what stands here they
may not. Both show the same answers, and the moves of both are the same pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.attestations import known
from xidmet.cases import Case
from xidmet.cases.at_desk import case_at_desk
from xidmet.cases.attached import files_given
from xidmet.cases.checklist import Found, checks_of, mark
from xidmet.cases.earlier import earlier_cases
from xidmet.cases.find import case_for, seen_as
from xidmet.cases.listing import listed
from xidmet.cases.notes import EDITED, add_note, change_note, notes_on, strike_note
from xidmet.cases.printed import helped_lines
from xidmet.cases.register_data import Compared, compare, days_ago, rows_taken, taken_at
from xidmet.contract.mistake import Mistake
from xidmet.documents.preview import SIDES, TURNS
from xidmet.errors import BadInput, NotFound, Stale, WrongAnswers

from xidmet_ui.build.case import kind_of
from xidmet_ui.build.cases_list import case_rows
from xidmet_ui.build.desk_case import At, earlier_lines, file_lines, move_groups, note_lines, register_lines
from xidmet_ui.build.files import shown_row
from xidmet_ui.build.holding import hold_questions
from xidmet_ui.build.terms import deadline_of
from xidmet_ui.build.unconfirmed import doubts_of
from xidmet_ui.pages.desk_viewer import Viewer, viewer_of
from xidmet_ui.pages.until_when import until_when
from xidmet_ui.rendering import page, wants_fragment
from xidmet_ui.requests import (
    Asked,
    form_of,
    need_actor,
    page_number,
    signed_in,
    site_of,
    value_in,
    version_in,
    visit_of,
    words_of,
)

PANES = ("", "registers", "earlier", "notes")


@dataclass(frozen=True)
class Back:
    """What a form that was not taken shows again. errors: by field. stale: a colleague was first.

    hold, hold_errors: of the questions about keeping it for longer.
    """

    errors: Mapping[str, Mistake] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    stale: bool = False
    note: UUID | None = None
    compared: Mapping[str, Compared] | None = None
    hold: Mapping[str, Any] = field(default_factory=dict)
    hold_errors: Mapping[str, Mistake] = field(default_factory=dict)

    @property
    def status(self) -> int:
        return 409 if self.stale else 422 if self.errors or self.hold_errors else 200


@get("/desk/cases/{number:str}", guards=[signed_in], include_in_schema=False)
async def show(request: Asked, number: FromPath[str]) -> Response[str] | Redirect:
    """Whose own case it is goes to the page of their case: an officer, too, has applied for something."""
    at, site, actor = _at(request.query_params), site_of(request), need_actor(request)
    case = await case_for(site, actor, number, "file" if at.file else "case")
    if seen_as(actor, case) is None:
        return Redirect(f"/cases/{number}", status_code=303)
    return await _page(request, case, at, Back())


@post("/desk/cases/{number:str}/documents/{document:uuid}", guards=[signed_in], include_in_schema=False)
async def check(request: Asked, number: FromPath[str], document: FromPath[UUID]) -> Response[str] | Redirect:
    """Taken or not, and whether the original was seen."""
    pairs, at = await form_of(request), At(file=document)
    typed = {name: value_in(pairs, name) for name in ("taken", "why", "original")}
    found = Found(typed["taken"], typed["why"].strip(), typed["original"] == "yes", version_in(pairs))
    try:
        await mark(site_of(request), need_actor(request), number, document, found)
    except WrongAnswers as wrong:
        return await again(request, number, at, Back(wrong.errors, typed))
    except Stale:
        return await again(request, number, at, Back(typed=typed, stale=True))
    following = value_in(pairs, "next")
    return Redirect(
        At(file=UUID(following)).address(number) if _is_id(following) else at.address(number), status_code=303
    )


@post("/desk/cases/{number:str}/notes", guards=[signed_in], include_in_schema=False)
async def note(request: Asked, number: FromPath[str]) -> Response[str] | Redirect:
    pairs = await form_of(request)
    if not _is_id(value_in(pairs, "note")):
        raise BadInput
    wanted, text = UUID(value_in(pairs, "note")), value_in(pairs, "text")
    try:
        await add_note(site_of(request), need_actor(request), number, wanted, text)
    except WrongAnswers as wrong:
        return await again(request, number, At("notes"), Back(wrong.errors, {"text": text}))
    return Redirect(f"{At('notes').address(number)}#note-{wanted}", status_code=303)


@post("/desk/cases/{number:str}/notes/{wanted:uuid}", guards=[signed_in], include_in_schema=False)
async def mend(request: Asked, number: FromPath[str], wanted: FromPath[UUID]) -> Response[str] | Redirect:
    """By its writer, as long as that may be."""
    pairs = await form_of(request)
    before, text = value_in(pairs, "before"), value_in(pairs, "text")
    try:
        await change_note(site_of(request), need_actor(request), number, wanted, before, text)
    except WrongAnswers as wrong:
        return await again(request, number, At("notes"), Back(wrong.errors, {"text": text}, note=wanted))
    except Stale:
        return await again(request, number, At("notes"), Back({}, {"text": text}, stale=True, note=wanted))
    return Redirect(f"{At('notes').address(number)}#note-{wanted}", status_code=303)


@post("/desk/cases/{number:str}/notes/{wanted:uuid}/strike", guards=[signed_in], include_in_schema=False)
async def strike(request: Asked, number: FromPath[str], wanted: FromPath[UUID]) -> Redirect:
    await form_of(request)
    await strike_note(site_of(request), need_actor(request), number, wanted)
    return Redirect(f"{At('notes').address(number)}#note-{wanted}", status_code=303)


@post("/desk/cases/{number:str}/registers", guards=[signed_in], include_in_schema=False, status_code=200)
async def compare_rows(request: Asked, number: FromPath[str]) -> Response[str]:
    """Asks the registers anew; only a press of the button may cost them that."""
    await form_of(request)
    case, compared = await compare(site_of(request), need_actor(request), number)
    return await _page(request, case, At("registers"), Back(compared=compared))


def _at(query: Mapping[str, object]) -> At:
    """Raises NotFound for what no link of the portal leads to."""
    said = {name: str(query.get(name, "")) for name in ("pane", "file", "page", "turn", "near", "text")}
    turn, near = page_number(said["turn"] or "1"), page_number(said["near"] or "1")
    turn = turn if said["turn"] not in ("", "0") else 0
    wanted = not said["file"] or _is_id(said["file"])
    if said["pane"] not in PANES or turn not in TURNS or near not in SIDES or not wanted:
        raise NotFound
    file = UUID(said["file"]) if said["file"] else None
    return At(said["pane"], file, page_number(said["page"] or "1"), turn, near, bool(said["text"]))


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


async def again(request: Asked, number: str, at: At, back: Back) -> Response[str]:
    case = await case_at_desk(site_of(request), need_actor(request), number)
    return await _page(request, case, at, back)


async def _page(request: Asked, case: Case, at: At, back: Back) -> Response[str]:
    site, actor, words = site_of(request), need_actor(request), words_of(request, case.service.slug)
    groups, given = await listed(site, case, words), await files_given(case, to_staff=True)
    scans = site.scanner is not None
    rows = [shown_row(one, case.number, words, own=False, scans=scans) for one in given]
    files = file_lines(case, given, rows, await checks_of(case) if given else {}, groups)
    viewer: Viewer | None = None
    if at.file:
        viewer = await viewer_of(request, case, at, given, files)
    deadline, late = deadline_of(case, words)
    values = {
        "number": case.number,
        "title": words.text(case.service.title),
        "state": (kind_of(case), words.text(case.state_now.label)),
        "deadline": (deadline, late),
        "version": case.version,
        "helped": helped_lines(case, words),
        "kept_until": await until_when(request, case, to_staff=True),
        "steps": groups,
        "files": files,
        "by_id": {str(one.id): one for one in files},
        "groups": move_groups(case, actor, words),
        "at": at,
        "panes": [(one, At(one).address(case.number)) for one in PANES],
        "viewer": viewer,
        "doubts": doubts_of(case, actor, words),
        "back": back,
        "swapped": wants_fragment(request),
        "errors": {name: words.text(said.text, **said.values) for name, said in back.errors.items()},
        **await _pane(request, case, at, back),
    }
    return await page(request, "desk_case.html", values, here="desk", block="pane", status=back.status)


async def _pane(request: Asked, case: Case, at: At, back: Back) -> dict[str, object]:
    """What one of the panes needs beside; nothing is asked for those that are not shown."""
    site, actor, words = site_of(request), need_actor(request), words_of(request, case.service.slug)
    found: dict[str, Any] = {
        "registers": (),
        "taken": None,
        "earlier": (),
        "notes": (),
        "new_note": "",
        "minutes": 0,
    }
    if at.file:
        return found
    if at.pane == "registers":
        taken = taken_at(case)
        found["registers"] = register_lines(rows_taken(site, case), back.compared, words)
        found["taken"] = (taken, days_ago(taken))
    elif at.pane == "earlier":
        others = await earlier_cases(site, actor, case)
        cases = {one.number: one for found_ in others for one in found_.cases}
        papers = await known.from_cases([one.record.id for one in cases.values()]) if cases else {}
        shown = case_rows(site.catalogue, cases.values(), papers, visit_of(request).language)
        found["earlier"] = earlier_lines(others, {row.number: row for row in shown}, words)
    elif at.pane == "notes":
        found["notes"] = note_lines(actor, await notes_on(case))
        found["hold"] = hold_questions(case, back.hold, back.hold_errors, words)
        found["hold_found"] = [(one.first, f"{one.label}: {one.error}") for one in found["hold"] if one.error]
        found["new_note"], found["minutes"] = str(uuid4()), int(EDITED.total_seconds()) // 60
    return found


ROUTES = [show, check, note, mend, strike, compare_rows]
