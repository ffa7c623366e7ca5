"""The messages of a case as one side reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from xidmet.cases import Case
from xidmet.cases.talk import (
    LONGEST,
    Conversation,
    Line,
    may_write,
    open_until,
    speaking,
)
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.documents import Stored
from xidmet.language import Translator

from xidmet_ui.build.along import ACCEPT, along_row, rules
from xidmet_ui.build.files import FileRow


@dataclass(frozen=True)
class LineShown:
    """who: name, and of an officer role and agency. read: whether the other side has read it, of one's own side."""

    who: str
    office: str
    text: str
    at: dt.datetime
    mine: bool
    new: bool
    read: str
    files: tuple[FileRow, ...]


@dataclass(frozen=True)
class TalkPage:
    """closed: why nothing can be written any more, and what then; "" twice while it can. until: the last day for it.

    errors: what is wrong with "text" and "files", "" for nothing.
    """

    number: str
    title: str
    is_theirs: bool
    lines: tuple[LineShown, ...]
    waiting: tuple[FileRow, ...]
    closed: tuple[str, str]
    until: str
    text: str
    longest: int
    rules: str
    accept: str
    errors: Mapping[str, str]
    refused: tuple[str, str]


def talk_page(
    found: Conversation,
    text: str,
    errors: Mapping[str, Mistake],
    refusal: Refusal | None,
    words: Translator,
    *,
    scans: bool,
) -> TalkPage:
    """text: typed, and not sent yet."""
    case = found.place.case
    closed, until = may_write(case), open_until(case)
    return TalkPage(
        number=case.number,
        title=words.text(case.service.title),
        is_theirs=not found.place.by_officer,
        lines=tuple(_line(case, one, words, scans=scans) for one in found.lines),
        waiting=tuple(_file(case, one, words, own=True, scans=scans) for one in found.waiting),
        closed=_said(closed, words),
        until=words.date(until) if until and not closed else "",
        text=text,
        longest=LONGEST,
        rules=rules(words),
        accept=ACCEPT,
        errors={name: _mistake(errors.get(name), words) for name in ("text", "files")},
        refused=_said(refusal, words),
    )


def _mistake(mistake: Mistake | None, words: Translator) -> str:
    return words.text(mistake.text, **mistake.values) if mistake else ""


def _said(refusal: Refusal | None, words: Translator) -> tuple[str, str]:
    if refusal is None:
        return "", ""
    return words.text(refusal.why, **refusal.values), words.text(refusal.mend, **refusal.values)


def _line(case: Case, line: Line, words: Translator, *, scans: bool) -> LineShown:
    said = line.said
    read = _("read on {moment}") if said.read_at else _("not read yet")
    return LineShown(
        who=said.name,
        office=office_named(case, said.office, words),
        text=said.text,
        at=said.sent_at,
        mine=line.mine,
        new=line.new,
        read=words.text(read, moment=words.moment(said.read_at) if said.read_at else "") if line.mine else "",
        files=tuple(_file(case, one, words, own=line.mine, scans=scans) for one in line.files),
    )


def office_named(case: Case, office: str, words: Translator) -> str:
    """Role and agency; "" for the applicant's side."""
    role = next((one for one in speaking(case.service) if one.key == office), None)
    return f"{words.text(role.label)}, {words.text(role.agency.name)}" if role else ""


def _file(case: Case, stored: Stored, words: Translator, *, own: bool, scans: bool) -> FileRow:
    return along_row(stored, f"/cases/{case.number}/messages/files/{stored.id}", words, own=own, scans=scans)
