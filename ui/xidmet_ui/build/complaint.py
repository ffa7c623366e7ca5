"""A decision that can be disputed, and a complaint about it, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Case
from xidmet.cases.complaint_files import Files
from xidmet.cases.complaints import Disputed, Kept
from xidmet.cases.dispute import last_day_for_court, law
from xidmet.contract.texts import _
from xidmet.documents import Stored
from xidmet.language import Translator
from xidmet.working_days import ONE

from xidmet_ui.build.along import along_row
from xidmet_ui.build.calendar_files import calendar_with
from xidmet_ui.build.files import FileRow
from xidmet_ui.build.sending import Rows
from xidmet_ui.build.terms import TODAY

LEFT = _("{count} day is left", "{count} days are left")


@dataclass(frozen=True)
class ComplaintShown:
    """rows: where, until when, under which law. left: days, "" when the term is over. complaint: what was filed.

    files, waiting: that came with it, and that go along with one that is not filed yet.
    """

    number: str
    title: str
    decision: tuple[str, Rows] | None
    rows: Rows
    left: str
    over: bool
    file: str
    filed: Rows
    text: str
    outcome: str
    reason: str
    files: tuple[FileRow, ...]
    waiting: tuple[FileRow, ...]


def complaint_shown(
    found: Disputed, along: Files, decision: tuple[str, Rows] | None, words: Translator, *, scans: bool
) -> ComplaintShown:
    """along: files of what was filed, and of what is being written. scans: there is a scanner."""
    case, kept, until = found.case, found.complaint, found.until
    over = until is not None and clock.today() > until
    left = (until - clock.today()).days if until else 0
    return ComplaintShown(
        number=case.number,
        title=words.text(case.service.title),
        decision=decision if found.decided else None,
        rows=_rows(found, words),
        left="" if over or until is None else words.text(LEFT, count=left) if left else words.text(TODAY),
        over=over,
        file=f"/cases/{case.number}/complaint.ics" if until and not over else "",
        filed=_filed(kept, words, named=found.readable) if kept else (),
        text=kept.text if kept and found.readable else "",
        outcome=_outcome(kept, words) if kept else "",
        reason=kept.reason if kept and found.readable else "",
        files=tuple(_file(case, one, words, own=along.own, scans=scans) for one in along.sent),
        waiting=tuple(_file(case, one, words, own=True, scans=scans) for one in along.waiting),
    )


def _file(case: Case, stored: Stored, words: Translator, *, own: bool, scans: bool) -> FileRow:
    return along_row(stored, f"/cases/{case.number}/complaint/files/{stored.id}", words, own=own, scans=scans)


def _rows(found: Disputed, words: Translator) -> Rows:
    rows = [
        (words.text(_("Decided on")), words.moment(found.decided.at) if found.decided else ""),
        (words.text(_("Where")), words.text(found.appeal.to)),
        (words.text(_("Last day")), words.date(found.until) if found.until else ""),
        (words.text(_("Last day to go to court")), _court(found, words)),
        (words.text(_("Legal basis")), law(found.case, words)),
        (words.text(_("Heard by")), ", ".join(words.text(role.label) for role in found.appeal.heard_by)),
    ]
    return tuple(row for row in rows if row[1])


def _court(found: Disputed, words: Translator) -> str:
    """The term begins anew with a decision on the complaint."""
    kept = found.complaint
    begins = kept.decided_at if kept and kept.decided_at else found.decided.at if found.decided else None
    day = last_day_for_court(found.case, begins) if begins and found.decided else None
    return words.date(day) if day else ""


def _filed(kept: Kept, words: Translator, *, named: bool) -> Rows:
    rows = [
        (words.text(_("Number of the complaint")), kept.number),
        (words.text(_("Filed on")), words.moment(kept.filed_at)),
        (words.text(_("Filed by")), kept.name if named else ""),
        (words.text(_("Decided on")), words.moment(kept.decided_at) if kept.decided_at else ""),
        (words.text(_("Heard by")), kept.decided_name),
    ]
    return tuple(row for row in rows if row[1])


def _outcome(kept: Kept, words: Translator) -> str:
    if kept.decided_at is None:
        return words.text(_("The complaint waits to be heard"))
    upheld, not_upheld = _("The complaint was upheld: the case is opened again"), _("The complaint was not upheld")
    return words.text(upheld if kept.upheld else not_upheld)


@dataclass(frozen=True)
class WaitingRow:
    number: str
    case: str
    title: str
    filed: dt.datetime
    apart: bool


def waiting_row(case: Case, kept: Kept, actor: Actor, words: Translator) -> WaitingRow:
    """apart: the reader had a hand in the case, so a colleague hears it."""
    apart = str(actor.account) in {done.by for done in case.done}
    return WaitingRow(kept.number, case.number, words.text(case.service.title), kept.filed_at, apart)


def complaint_file(found: Disputed, words: Translator, address: str) -> str:
    """The last day of the term, as a calendar takes it (RFC 5545); it says the case's number and nothing of it."""
    assert found.until is not None and found.decided is not None
    case, day = found.case, found.until
    stamp = f"{found.decided.at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        *("BEGIN:VEVENT", f"UID:{case.number}-complaint@{address.partition('://')[2]}", f"DTSTAMP:{stamp}"),
        *(f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + ONE:%Y%m%d}"),
        f"SUMMARY:{words.text(_('Case {number}: last day for a complaint'), number=case.number)}",
        f"URL:{address}/cases/{case.number}/complaint",
        *("CLASS:PRIVATE", "TRANSP:TRANSPARENT"),
        *("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P3D", f"DESCRIPTION:{case.number}", "END:VALARM"),
        "END:VEVENT",
    ]
    return calendar_with(lines)
