"""The rules of one move over many cases: facts are fetched for all of them at once, then each case is judged by itself.

Those that are allowed count for those behind them, so that a limit holds within a list as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from xidmet import clock
from xidmet.cases.case import Case
from xidmet.cases.counting import Counting, broken
from xidmet.cases.facts import ask_for, match_of
from xidmet.cases.site import Site
from xidmet.check.reading import roster_moves
from xidmet.contract.answers import Ask
from xidmet.contract.form import Form
from xidmet.contract.registers import Query
from xidmet.contract.rule import Refusal
from xidmet.contract.service import Service
from xidmet.contract.states import Transition
from xidmet.store import many as store
from xidmet.store.counts import lock_counts


@dataclass
class Judge:
    """asks: what the rules want of registers, by the case's number; rows: what they got. others: cases by party that
    are where the move leads, and those that were allowed to go there; before: without these. counts: a rule looked at
    that number.
    """

    transition: Transition
    asked: Form | None
    asks: Mapping[str, Mapping[Query[Any], Ask]] = field(default_factory=dict)
    rows: Mapping[Ask, tuple[Form, ...]] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    counts: bool = False
    now: dt.datetime = field(default_factory=lambda: clock.local(clock.now()))
    before: Mapping[str, int] = field(default_factory=dict)

    def first_broken(self, case: Case) -> Refusal | None:
        """The first rule that does not hold; a case without one counts from now on."""
        if not self.transition.needs:
            return None
        there = case.state is self.transition.target
        others = self.others.get(case.party, 0)
        facts = Counting(
            now=self.now,
            asks=self.asked,
            rows={query: self.rows[ask] for query, ask in self.asks[case.number].items()},
            others=others - there,
        )
        refusal = broken(self.transition, case.answers, facts)
        self.counts = self.counts or facts.counted
        if refusal is None and not there:
            self.others[case.party] = others + 1
        return refusal

    async def broken_now(self, cases: Sequence[Case]) -> dict[UUID, Refusal]:
        """Inside the transaction that moves these, before it touches a row: which of them may not, as it is now."""
        if not self.counts or not cases:
            return {}
        slug, target, parties = cases[0].service.slug, self.transition.target.name, {case.party for case in cases}
        await lock_counts(slug, target, parties)
        self.others = await _others(cases[0].service, parties, target)
        if all(self.others.get(party, 0) == self.before.get(party, 0) for party in parties):
            return {}  # nobody else came there: a pure rule says the same of the same
        return {case.record.id: no for case in cases if (no := self.first_broken(case))}


def queries_of(transition: Transition) -> list[Query[Any]]:
    return list(dict.fromkeys(query for rule in transition.needs for query in rule.reads))


async def judge_for(site: Site, transition: Transition, asked: Form | None, cases: Sequence[Case]) -> Judge:
    """Raises RegisterDown."""
    if not transition.needs or not cases:
        return Judge(transition, asked)
    asks = _asks_of(queries_of(transition), cases)
    every = dict.fromkeys(ask for wanted in asks.values() for ask in wanted.values())
    rows = await site.registers.offered_for(every, "")
    others = await _others(cases[0].service, {case.party for case in cases}, transition.target.name)
    return Judge(transition, asked, asks, rows, others, before=dict(others))


async def _others(service: type[Service], parties: Iterable[str], state: str) -> dict[str, int]:
    return await store.count_by_party(service.slug, parties, state, in_roster=bool(roster_moves(service)))


def _asks_of(queries: Sequence[Query[Any]], cases: Sequence[Case]) -> dict[str, dict[Query[Any], Ask]]:
    """By the case's number. Where many want the same, as their employer's row, it is one object."""
    known = dict[tuple[Any, ...], Ask]()
    found = dict[str, dict[Query[Any], Ask]]()
    for case in cases:
        wanted = found[case.number] = {}
        for place, query in enumerate(queries):
            match = match_of(query, case.answers)
            key = (place, *match)
            wanted[query] = known[key] = known.get(key) or ask_for(query, match)
    return found
