"""What a move makes of one of many cases: the rows that are written of it. Pure: nothing is read or written here."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from xidmet import journal
from xidmet.attestations.issue import drawn
from xidmet.auth.may import Mover
from xidmet.capsules import canonical
from xidmet.cases.case import Case, Done
from xidmet.cases.consequences import TIMES, notices, said, unique_key, who
from xidmet.cases.desk.take import had_after
from xidmet.cases.due import next_due
from xidmet.cases.figures.outcome import figure_of
from xidmet.cases.internal import is_internal
from xidmet.cases.many.reading import Item
from xidmet.cases.reminders import next_reminder
from xidmet.cases.said import digest_of, internal_digest
from xidmet.cases.signed import ListSigned
from xidmet.cases.terms import terms_after
from xidmet.cases.totals import totals_rows
from xidmet.contract.alike import AS_JSON, Alike
from xidmet.contract.form import Form
from xidmet.contract.plain import to_store
from xidmet.contract.retyped import retyped
from xidmet.contract.service import Service
from xidmet.contract.states import Transition
from xidmet.store.cases import Record
from xidmet.store.issued import Attested
from xidmet.store.many import FIGURES, Row, Stood, new_id, plain
from xidmet.working_days import WorkingDays

COLUMNS = (
    *("state", "state_since", "asked", "typed", "sent_at", "unique_key", *TIMES),
    *("version", "changed_at", "journal_head", "journal_rows"),
)


@dataclass(slots=True)
class Made:
    """case, version, rows: as it was read; where another version or another row stands now, none of this is written.

    place: of its row in its chain. now: its columns as they will be. record: what the attestation shows, as JSON.
    figure, totals: None where they stay.
    """

    item: Item
    case: UUID
    version: int
    rows: int
    place: int
    now: dict[str, Any]
    ended: list[UUID]
    attested: Attested | None
    record: str
    journal: list[Row] = field(default_factory=list)
    values: list[Row] = field(default_factory=list)
    effects: list[Row] = field(default_factory=list)
    figure: Row | None = None
    totals: list[Row] | None = None


@dataclass(frozen=True)
class Maker:
    """What is alike for all of them. asked: what the move asked. signed: the signature over the list."""

    service: type[Service]
    transition: Transition
    mover: Mover
    moment: dt.datetime
    days: WorkingDays
    asked: Form | None
    signed: ListSigned | None
    alike: Alike

    @cached_property
    def _at(self) -> Any:
        return plain(self.moment)

    @cached_property
    def _asked_text(self) -> str:
        return self.alike.text(self.asked) if self.asked is not None else ""

    @cached_property
    def _asked_canonical(self) -> str:
        return canonical(to_store(self.asked)) if self.asked is not None else ""

    @cached_property
    def _asked_plain(self) -> dict[str, Any]:
        return to_store(self.asked) if self.asked is not None else {}

    @cached_property
    def _is_open(self) -> bool:
        """Nothing in this service is for officers alone."""
        return not any(is_internal(self.service, move) for move in self.service.transitions)

    def made(self, item: Item, case: Case, stood: Stood, ended: list[tuple[UUID, str]], away: str) -> Made:
        """ended: ids and numbers of what loses its force by this move."""
        after = self.after(case)
        issues = self.transition.issues
        attested, shown = drawn(after, case.record.id, issues, self.moment) if issues else (None, None)
        record, place = after.record, stood.rows + 1
        made = Made(
            item,
            record.id,
            case.version,
            stood.rows,
            place,
            {},
            [one for one, _number in ended],
            attested,
            self.alike.text(shown) if shown is not None else "",
        )
        head = self._say(made, stood.head, case, after, ended, away)
        for payload, once in notices(case, self.transition, after, attested.number if attested else ""):
            made.effects.append(self._effect(record.id, payload, once))
        self._count(made, case, after)
        made.now = {name: getattr(record, name) for name in TIMES} | {
            "state": record.state,
            "state_since": self._at if record.state_since is self.moment else record.state_since,
            "asked": self._asked_column(record.asked),
            "typed": AS_JSON(self._typed(after)),
            "sent_at": record.sent_at,
            "unique_key": unique_key(after),
            "version": record.version,
            "changed_at": self._at,
            "journal_head": head,
            "journal_rows": stood.rows + len(made.journal),
        }
        return made

    def after(self, case: Case) -> Case:
        """The case as it will be: as consequences.case_after has it, where no answer changes."""
        record, target, moment = case.record, self.transition.target, self.moment
        name, by = self.transition.name, who(self.mover)
        forms, asked = dict(record.asked.get("forms", {})), case.asked
        if self.asked is not None:
            kind = type(self.asked)
            forms.pop(kind.__name__, None)
            forms[kind.__name__] = self._asked_plain
            asked = (*(one for one in asked if type(one) is not kind), self.asked)
        done = [*record.asked.get("done", []), {"transition": name, "by": by, "at": moment.isoformat()}]
        values = {
            **vars(record),
            "state": target.name,
            "state_since": record.state_since if target is case.state else moment,
            "version": record.version + 1,
            "asked": {**record.asked, "forms": forms, "done": done},
            "sent_at": record.sent_at or moment,
            "changed_at": moment,
            **had_after(case, self.transition, self.mover, moment),
        }
        history = (*case.done, Done(name, by, moment))
        return self._timed(case, Case(Record(**values), self.service, target, case.answers, asked, history))

    def _timed(self, case: Case, after: Case) -> Case:
        terms = terms_after(case, after, self.transition, self.moment, self.days)
        due, name = next_due(after, terms.state_ends)
        times = {**vars(terms), "due_at": due, "due_move": name, "remind_at": None}
        made = replace(after, record=Record(**{**vars(after.record), **times}))
        remind_at = next_reminder(made, self.days, self.moment)
        if remind_at is None:
            return made
        return replace(made, record=Record(**{**vars(made.record), "remind_at": remind_at}))

    def _asked_column(self, asked: Mapping[str, Any]) -> str:
        """The same text as json.dumps() would make: what all have in common is written out once."""
        parts = (
            f'"{name}": {self._forms_text(part) if name == "forms" else AS_JSON(part)}' for name, part in asked.items()
        )
        return f"{{{', '.join(parts)}}}"

    def _forms_text(self, forms: Mapping[str, Any]) -> str:
        own = type(self.asked).__name__ if self.asked is not None else ""
        said = (f'"{name}": {self._asked_text if name == own else AS_JSON(one)}' for name, one in forms.items())
        return f"{{{', '.join(said)}}}"

    def _digests(self, after: Case) -> tuple[str, str]:
        """As said.digest_of() and internal_digest() have them."""
        if not self._is_open:
            return digest_of(after), internal_digest(after)
        own = type(self.asked).__name__ if self.asked is not None else ""
        given = sorted(after.record.asked["forms"].items())
        texts = (f'"{name}":{self._asked_canonical if name == own else canonical(said)}' for name, said in given)
        text = f'{{"answers":{canonical(after.record.answers)},"given":{{{",".join(texts)}}}}}'
        return hashlib.sha256(text.encode()).hexdigest(), ""

    def _typed(self, after: Case) -> dict[str, Any]:
        if not any(move.amends for move in self.service.leaving(after.state)):
            return {}
        return after.record.typed or retyped(after.answers, after.unconfirmed)

    def _say(self, made: Made, before: str, case: Case, after: Case, ended: list[tuple[UUID, str]], away: str) -> str:
        """The hash of the last of its rows."""
        signed = self.signed.facts_of(made.item.place) if self.signed else {}
        facts, personal = said(case, self.transition, self.mover, after, signed, away, self._digests(after))
        head = self._row(made, before, "moved", facts, personal)
        by = {"transition": self.ended_by}
        for _id, number in ended:
            head = self._row(made, head, "ended", by, {"number": number})
        if made.attested:
            what = {"attestation": made.attested.attestation}
            head = self._row(made, head, "issued", what, {"number": made.attested.number})
        return head

    @property
    def ended_by(self) -> str:
        return "reissued" if self.transition.target.in_force else self.transition.name

    def _row(self, made: Made, before: str, kind: str, facts: Mapping[str, Any], personal: Mapping[str, str]) -> str:
        place = made.rows + len(made.journal) + 1
        row = journal.next_row(made.case, before, place, self.moment, kind, facts, personal)
        made.journal.append(
            (row.id, row.chain, row.place, row.form, self._at, row.kind, row.body, row.before, row.hash)
        )
        made.values += [(new_id(), row.id, value.name, value.salt, value.value) for value in row.values]
        return row.hash

    def _effect(self, case: UUID, payload: Mapping[str, Any], once: str) -> Row:
        moment = self._at
        return (new_id(), "notice", AS_JSON(payload), once, case, "pending", 0, moment, None, "", moment, None)

    def _count(self, made: Made, case: Case, after: Case) -> None:
        figure = figure_of(after)
        if figure is not None and figure != figure_of(case):
            made.figure = tuple(getattr(figure, name) for name in FIGURES)
        if self.service.totals and (rows := totals_rows(after)) != totals_rows(case):
            made.totals = [
                (
                    new_id(),
                    made.case,
                    self.service.slug,
                    row.place,
                    row.span,
                    row.party,
                    *_three(row.keys),
                    row.labels,
                    row.adds,
                )
                for row in rows
            ]


def _three(keys: tuple[str, ...]) -> tuple[str, ...]:
    return (*keys, "", "")[:3]
