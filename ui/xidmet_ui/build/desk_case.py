"""A case as an officer works on it: the answers with their files on one side, what is looked at on the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from xidmet.auth import Actor, may
from xidmet.cases import Case
from xidmet.cases.checklist import Check, wants_original
from xidmet.cases.earlier import Earlier
from xidmet.cases.notes import Note, may_change
from xidmet.cases.register_data import Change, Compared, TakenRow
from xidmet.check.reading import against_the_party
from xidmet.contract.form import Marks
from xidmet.contract.listed import Group, Line
from xidmet.contract.registers import Register
from xidmet.contract.shown import show
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.documents import Stored
from xidmet.language import Translator

from xidmet_ui.build.case import MoveLink
from xidmet_ui.build.cases_list import CaseRow
from xidmet_ui.build.files import FileRow

FORWARD, ASK, END = _("Forward"), _("Ask the applicant"), _("End the case")
TAKEN = {
    "taken": (_("It is taken"), "ok"),
    "refused": (_("It is not taken"), "no"),
    "": (_("Not looked at yet"), "wait"),
}
APPLICANT = _("The applicant")


@dataclass(frozen=True)
class At:
    """What the right side shows: a pane, or one file. turn: degrees; near: how large; text: words in place of it."""

    pane: str = ""
    file: UUID | None = None
    page: int = 1
    turn: int = 0
    near: int = 1
    text: bool = False

    def address(self, number: str, **changes: object) -> str:
        usual = {"pane": "", "file": None, "page": 1, "turn": 0, "near": 1, "text": False}
        asked = {**vars(self), **changes}
        said = {name: value for name, value in asked.items() if value != usual[name]}
        query = urlencode({name: "yes" if value is True else value for name, value in said.items()})
        return f"/desk/cases/{number}" + (f"?{query}" if query else "")


@dataclass(frozen=True)
class FileLine:
    """A document of the checklist. question: under which it was given. href: where it is looked at.

    taken: words and the kind of their mark. original: "", wanted or seen.
    """

    id: UUID
    question: str
    row: FileRow
    href: str
    taken: tuple[str, str]
    why: str
    original: str
    by: str
    at: dt.datetime | None
    version: int


@dataclass(frozen=True)
class MoveGroup:
    """variant: how its buttons look."""

    label: str
    moves: tuple[MoveLink, ...]
    variant: str


@dataclass(frozen=True)
class NoteLine:
    """mine: its writer may strike it; editable: and may still change it."""

    id: UUID
    name: str
    text: str
    before: str
    made_at: dt.datetime
    changed_at: dt.datetime | None
    struck_at: dt.datetime | None
    mine: bool
    editable: bool


@dataclass(frozen=True)
class ChangeLine:
    label: str
    before: str
    now: str


@dataclass(frozen=True)
class RegisterLine:
    """rows: label and value of the row's columns. kept: who keeps the register. said: what a comparison found."""

    label: str
    register: str
    kept: str
    rows: tuple[tuple[str, str], ...]
    said: str
    kind: str
    changes: tuple[ChangeLine, ...]


@dataclass(frozen=True)
class EarlierLine:
    """who: the question that names them, and how. count: how many are shown."""

    who: str
    key: str
    cases: tuple[CaseRow, ...]
    more: bool


def file_lines(
    case: Case,
    files: Sequence[Stored],
    rows: Sequence[FileRow],
    checks: Mapping[UUID, Check],
    groups: Sequence[Group],
) -> tuple[FileLine, ...]:
    """files, rows: the same documents, as they are stored and as they are shown."""
    questions = dict(_questions(groups))
    found = []
    for stored, row in zip(files, rows, strict=True):
        check = checks.get(stored.id)
        seen = "seen" if check and check.original else "wanted" if wants_original(case, stored.id) else ""
        found.append(
            FileLine(
                id=stored.id,
                question=questions.get(str(stored.id), ""),
                row=row,
                href=At(file=stored.id).address(case.number),
                taken=TAKEN[check.taken if check else ""],
                why=check.why if check else "",
                original=seen,
                by=check.name if check else "",
                at=check.at if check else None,
                version=check.version if check else 0,
            )
        )
    return tuple(found)


def _questions(groups: Sequence[Group]) -> list[tuple[str, str]]:
    """Document -> label of the question under which it stands."""
    return [pair for group in groups for line in group.lines for pair in _in_line(line, "")]


def _in_line(line: Line, above: str) -> list[tuple[str, str]]:
    found = [(file.id, f"{above}{line.label}") for file in line.files]
    inner = [(one, "") for one in line.inner] + [
        (one, f"{row.title}: ") for row in line.rows or () for one in row.lines
    ]
    return found + [pair for one, title in inner for pair in _in_line(one, title)]


def move_groups(case: Case, actor: Actor, words: Translator) -> tuple[MoveGroup, ...]:
    """What this officer may do now, by what it means for the applicant; empty groups are left out."""
    able = [t for t in case.service.leaving(case.state) if t.by and not t.amends and may(actor, t, case) is None]
    kinds = {t.name: _kind(case, t) for t in able}
    links = {kind: tuple(_link(t, words) for t in able if kinds[t.name] == kind) for kind in (FORWARD, ASK, END)}
    return tuple(
        MoveGroup(words.text(kind), moves, "primary" if kind == FORWARD else "secondary")
        for kind, moves in links.items()
        if moves
    )


def _link(transition: Transition, words: Translator) -> MoveLink:
    return MoveLink(transition.name, words.text(transition.label))


def _kind(case: Case, transition: Transition) -> str:
    """What ends a case may be a grant or a refusal: a declaration that issues nothing does not tell them apart."""
    if against_the_party(case.service, transition):
        return END
    fields = transition.asks.fields.values() if transition.asks else ()
    return ASK if transition.target.pauses or any(isinstance(one, Marks) for one in fields) else FORWARD


def note_lines(actor: Actor, notes: Sequence[Note]) -> tuple[NoteLine, ...]:
    return tuple(
        NoteLine(
            id=one.id,
            name=one.name,
            text=one.text,
            before=one.salt,
            made_at=one.made_at,
            changed_at=one.changed_at,
            struck_at=one.struck_at,
            mine=one.account == actor.account and one.struck_at is None,
            editable=may_change(actor, one),
        )
        for one in notes
    )


def register_lines(
    rows: Sequence[TakenRow], compared: Mapping[str, Compared] | None, words: Translator
) -> tuple[RegisterLine, ...]:
    """compared: by path; None before anybody asked."""
    return tuple(_register(one, compared.get(one.path) if compared else None, words) for one in rows)


def _register(taken: TakenRow, compared: Compared | None, words: Translator) -> RegisterLine:
    columns = type(taken.row).fields.values()
    shown = ((words.text(one.label), show(one, vars(taken.row).get(one.name), words)) for one in columns)
    said, kind = _said(compared, words)
    return RegisterLine(
        label=words.text(taken.field.label),
        register=words.text(taken.field.register.label),
        kept=_kept(taken.field.register, taken.host, words),
        rows=tuple(pair for pair in shown if pair[1]),
        said=said,
        kind=kind,
        changes=tuple(_change(one, words) for one in compared.changes) if compared else (),
    )


def _kept(register: Register[Any], host: str, words: Translator) -> str:
    if host:
        return words.text(_("kept at {host}"), host=host)
    if register.kept_by:
        return words.text(_("kept by {agency}"), agency=words.text(register.kept_by.agency.name))
    return words.text(_("kept on this portal"))


def _said(compared: Compared | None, words: Translator) -> tuple[str, str]:
    if compared is None:
        return "", ""
    if compared.silent:
        return words.text(_("The register does not answer just now.")), "wait"
    if compared.gone:
        return words.text(_("There is no such row in force any more.")), "no"
    if compared.changes:
        return words.text(_("It says something else today.")), "no"
    return words.text(_("It says the same today.")), "ok"


def _change(change: Change, words: Translator) -> ChangeLine:
    before, now = (show(change.column, value, words) for value in (change.before, change.now))
    return ChangeLine(words.text(change.column.label), before or "—", now or "—")


def earlier_lines(found: Sequence[Earlier], rows: Mapping[str, CaseRow], words: Translator) -> tuple[EarlierLine, ...]:
    """rows: by number of the case."""
    return tuple(
        EarlierLine(
            who=words.text(one.asked.label if one.asked else APPLICANT),
            key=one.shown,
            cases=tuple(rows[case.number] for case in one.cases),
            more=one.more,
        )
        for one in found
    )
