"""What a move makes of one of many cases: the rows that are written of it. Pure: nothing is read or written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from json.encoder import encode_basestring as quoted
from typing import Any
from uuid import UUID

from xidmet.auth.may import Mover
from xidmet.cases.case import LEGAL, Case, Done
from xidmet.cases.consequences import notices, unique_key
from xidmet.cases.desk.take import had_after
from xidmet.cases.hand import Hand, hand_of, said, who
from xidmet.cases.indexed import Indexed, indexed
from xidmet.cases.many.asked import Asked
from xidmet.cases.many.counting import Counting
from xidmet.cases.many.papers import Paper, Papers
from xidmet.cases.many.reading import Item
from xidmet.cases.many.times import Times
from xidmet.cases.many.values import Values
from xidmet.cases.signed import ListSigned
from xidmet.contract.alike import AS_JSON, Alike
from xidmet.contract.form import Form
from xidmet.contract.legal_terms import LegalRow
from xidmet.contract.plain import to_store
from xidmet.contract.retyped import retyped
from xidmet.contract.roles import Officer
from xidmet.contract.service import Service
from xidmet.contract.states import Transition
from xidmet.journal.together import Together
from xidmet.store.cases import Record
from xidmet.store.drawn import Drawn
from xidmet.store.effects import Lane
from xidmet.store.many import Row, Stood, plain
from xidmet.store.totals import Row as Total
from xidmet.working_days import WorkingDays


@dataclass(slots=True)
class Made:
    """id: where another version or another length of its chain stands now, none of this is written. case: the id as the
    engine takes it.

    was, now: the case as it was read, and as it will be. asked, typed: columns of it, as JSON. rows, head: of its
    chain, before and after. figure, totals: None where they stay. indexed: of a draft, what it is found by now.
    """

    item: Item
    id: UUID
    case: str
    was: Record
    now: Record
    rows: int
    ended: list[tuple[UUID, str]]
    paper: Paper | None
    asked: str
    typed: str
    key: str | None
    head: str = ""
    journal: list[Row] = field(default_factory=list)
    values: list[Row] = field(default_factory=list)
    effects: list[Row] = field(default_factory=list)
    figure: Row | None = None
    indexed: Indexed | None = None
    totals: list[Row] | None = None


@dataclass(frozen=True)
class Maker:
    """What is alike for all of them. asked: what the move asked. signed: the signature over the list. legal: what the
    agency's table says today of how this decision can be disputed. lane: in which their notices wait.
    """

    service: type[Service]
    transition: Transition
    mover: Mover
    moment: dt.datetime
    days: WorkingDays
    asked: Form | None
    signed: ListSigned | None
    alike: Alike
    legal: Mapping[str, LegalRow] = field(default_factory=dict)
    lane: Lane = Lane.PROMPT
    ids: Drawn = field(default_factory=Drawn)

    @cached_property
    def at(self) -> Any:
        return plain(self.moment)

    @cached_property
    def _done(self) -> Done:
        return Done(self.transition.name, who(self.mover), self.moment)

    @cached_property
    def _asked(self) -> Asked:
        done = {"transition": self._done.transition, "by": self._done.by, "at": self.moment.isoformat()}
        kept = {LEGAL: {name: to_store(row) for name, row in self.legal.items()}} if self.legal else {}
        return Asked(self.service, self.asked, done, self.alike, kept)

    @cached_property
    def _values(self) -> Values:
        return Values(self.asked)

    @cached_property
    def _times(self) -> Times:
        return Times(self.service, self.transition, self.moment, self.days, self._values)

    @cached_property
    def _counting(self) -> Counting:
        return Counting(self.service, self._values)

    @cached_property
    def _papers(self) -> Papers | None:
        return Papers(self.transition.issues, self._values, self.alike) if self.transition.issues else None

    @cached_property
    def _hand(self) -> Hand:
        return hand_of(self.mover)

    @cached_property
    def _chains(self) -> Together:
        return Together(self.moment, self.at, self.ids)

    @cached_property
    def _keeps_typed(self) -> bool:
        return any(move.amends for move in self.service.leaving(self.transition.target))

    def made(self, item: Item, case: Case, stood: Stood, ended: list[tuple[UUID, str]], away: str) -> Made:
        """ended: ids and numbers of what loses its force by this move."""
        after, id_ = self.after(case), str(case.record.id)
        record = after.record
        paper = self._papers.drawn(after) if self._papers else None
        columns = (self._asked.column(record.asked), _json(self._typed(after)), self._key(after))
        made = Made(item, record.id, id_, case.record, record, stood.rows, ended, paper, *columns)
        made.head = self._say(made, stood.head, case, after, away)
        number = paper.number if paper else ""
        made.effects = [self._effect(id_, *told) for told in notices(case, self.transition, after, number)]
        made.indexed = indexed(case, case.answers) if case.is_draft else None
        made.figure = self._counting.figure(case, after)
        totals = self._counting.totals(case, after)
        made.totals = None if totals is None else [self._total(id_, row) for row in totals]
        return made

    def after(self, case: Case) -> Case:
        """The case as it will be: as consequences.case_after has it, where no answer changes."""
        was, target = case.record, self.transition.target
        record = Record.__new__(Record)
        values = vars(record)
        values |= vars(was)
        values |= {
            "state": target.name,
            "state_since": was.state_since if target is case.state else self.moment,
            "version": was.version + 1,
            "asked": self._asked.after(was.asked),
            "sent_at": was.sent_at or self.moment,
            "changed_at": self.moment,
        }
        if not self._keeps_hands:
            values |= had_after(case, self.transition, self.mover, self.moment)
        asked = case.asked
        if self.asked is not None:
            kind = type(self.asked)
            asked = (*[one for one in asked if type(one) is not kind], self.asked)
        after = Case(
            record, self.service, target, case.answers, asked, (*case.done, self._done), self.legal or case.legal
        )
        values |= self._times.after(case, after)  # nobody has seen this record yet
        return after

    def _typed(self, after: Case) -> dict[str, Any]:
        return after.record.typed or retyped(after.answers, after.unconfirmed) if self._keeps_typed else {}

    def _key(self, after: Case) -> str | None:
        """As unique_key() has it: of answers that do not change it stays."""
        known = after.record.unique_key if after.record.sent_at != self.moment else None
        return known or unique_key(after) if self._holds else None

    @cached_property
    def _holds(self) -> bool:
        return bool(self.service.one_per) and self.service.holds(self.transition.target)

    @cached_property
    def _keeps_hands(self) -> bool:
        """No officer's work begins or ends by it."""
        return not any(isinstance(one, Officer) for one in (*self.transition.actors, *self.transition.target.waiting))

    def _say(self, made: Made, before: str, case: Case, after: Case, away: str) -> str:
        """The hash of the last of its rows."""
        signed = self.signed.facts_of(made.item.place) if self.signed else {}
        facts, personal = said(case, self.transition, self._hand, after, signed, away, self._asked.digests(after))
        head = self._row(made, before, "moved", facts, personal)
        by = {"transition": self.ended_by}
        for _id, number in made.ended:
            head = self._row(made, head, "ended", by, {"number": number})
        if made.paper and self._papers:
            what = {"attestation": self._papers.issues.name}
            head = self._row(made, head, "issued", what, {"number": made.paper.number})
        return head

    @property
    def ended_by(self) -> str:
        return "reissued" if self.transition.target.in_force else self.transition.name

    def _row(self, made: Made, before: str, kind: str, facts: Mapping[str, Any], personal: Mapping[str, str]) -> str:
        place = made.rows + len(made.journal) + 1
        row, values = self._chains.row(made.case, before, place, kind, facts, personal)
        made.journal.append(row)
        made.values += values
        hash_: str = row[-1]
        return hash_

    def _effect(self, case: str, payload: Mapping[str, Any], once: str) -> Row:
        told = (self.ids.id(), "notice", _json(payload), once, case)
        return (*told, "pending", 0, self.at, None, "", self.at, None, int(self.lane))

    def _total(self, case: str, row: Total) -> Row:
        keys = (*row.keys, "", "")[:3]
        return (self.ids.id(), case, self.service.slug, row.place, row.span, row.party, *keys, row.labels, row.adds)


def _json(said: Mapping[str, Any]) -> str:
    """As json.dumps() has it: most are empty, or short and flat."""
    if not said:
        return "{}"
    parts = list[str]()
    for name, one in said.items():
        if type(one) is str:
            parts.append(f"{quoted(name)}: {quoted(one)}")
        elif type(one) is int:
            parts.append(f"{quoted(name)}: {one}")
        else:
            return AS_JSON(said)
    return f"{{{', '.join(parts)}}}"
