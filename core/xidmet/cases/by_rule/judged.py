"""Does a case fit what is looked for? Rules are asked as they stand now: over the answers as they were sent, over what
a move asked last, and over the rows of registers as they are today.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from xidmet import clock
from xidmet.cases.by_rule.asked import RuleOf, Wanted, rules_of
from xidmet.cases.case import Case
from xidmet.cases.site import Site
from xidmet.contract.answers import Ask, compared, row_key
from xidmet.contract.conditions import NotYet
from xidmet.contract.fields import Field
from xidmet.contract.form import Form
from xidmet.contract.registers import Lookup, Query
from xidmet.contract.rule import Facts, Refusal
from xidmet.contract.service import Service
from xidmet.contract.shown import value_of
from xidmet.registers.periods import as_now
from xidmet.store import through_cases

log = structlog.get_logger()


@dataclass(frozen=True)
class Fits:
    """reasons: what the broken rules say; () where only answers were looked for."""

    case: Case
    reasons: tuple[Refusal, ...]


@dataclass
class Judge:
    """For a stretch of cases: what registers say is asked once for all of them.

    unsaid: how many there were about which a rule could not be asked, and that are not hit for another reason.
    """

    site: Site
    service: type[Service]
    wanted: Wanted
    unsaid: int = 0
    now: dict[tuple[str, str], list[Form]] = field(default_factory=dict)
    rows: dict[Ask, tuple[Form, ...]] = field(default_factory=dict)
    others: dict[tuple[str, str], int] = field(default_factory=dict)

    async def fitting(self, cases: Sequence[Case]) -> list[Fits]:
        """Raises RegisterDown."""
        able = [case for case in cases if self._has_values(case)]
        rules = [one for one in rules_of(self.service) if one.key in self.wanted.rules]
        if not rules:
            return [Fits(case, ()) for case in able]
        await self._fetch(able, rules)
        judged = [(case, self._broken(case, rules)) for case in able]
        return [Fits(case, broken) for case, broken in judged if broken]

    def _has_values(self, case: Case) -> bool:
        wanted = self.wanted.values or {}
        return all(key_of(self.service.form.fields[name], case) in keys for name, keys in wanted.items())

    async def _fetch(self, cases: Sequence[Case], rules: Sequence[RuleOf]) -> None:
        """Rows as they are now: those that were copied, and those that the rules read."""
        wanted = dict[str, set[str]]()
        for form in (one for case in cases for one in (case.answers, *case.asked)):
            for lookup, row in _copied(form):
                wanted.setdefault(lookup.register.name, set()).add(row_key(row))
        for register, keys in wanted.items():
            found = await self.site.registers.periods(register, sorted(keys))
            self.now |= {(register, key): rows for key, rows in found.items()}
        asks = {_ask(query, self._fresh(case.answers)) for case in cases for one in rules for query in one.rule.reads}
        self.rows = await self.site.registers.offered_for(asks, "") if asks else {}
        for target in {one.move.target.name for one in rules}:
            counts = await through_cases.count_in(self.service.slug, target, sorted({case.party for case in cases}))
            self.others |= {(party, target): count for party, count in counts.items()}

    def _fresh(self, form: Form) -> Form:
        """The same answers over rows as they are now; a row that is gone stays as it was copied."""
        changed = dict[str, Any]()
        for lookup, _row in _copied(form):
            value = vars(form)[lookup.name]
            one = (
                tuple(self._row(lookup, row) for row in value) if isinstance(value, tuple) else self._row(lookup, value)
            )
            changed[lookup.name] = one
        return type(form)(**{**vars(form), **changed}) if changed else form

    def _row(self, lookup: Lookup[Any], row: Form) -> Form:
        return as_now(lookup.register, row, self.now.get((lookup.register.name, row_key(row)), []))

    def _broken(self, case: Case, rules: Sequence[RuleOf]) -> tuple[Refusal, ...]:
        answers, found, silent = self._fresh(case.answers), list[Refusal](), False
        for one in rules:
            try:
                refusal = one.rule(answers, self._facts(case, answers, one))
            except (NotYet, TypeError):  # it wants what nobody was asked in this case
                silent = True
            except Exception:  # one rule and one case must not hold up all the others
                log.exception("a rule failed", case=case.number, rule=one.key)
                silent = True
            else:
                found += [refusal] if refusal else []
        self.unsaid += silent and not found
        return tuple(found)

    def _facts(self, case: Case, answers: Form, one: RuleOf) -> Facts:
        asked = next((form for form in reversed(case.asked) if type(form) is one.move.asks), None)
        others = self.others.get((case.party, one.move.target.name), 0) - (case.state is one.move.target)
        return Facts(
            now=clock.local(clock.now()),
            asks=self._fresh(asked) if asked is not None else None,
            rows={query: self.rows.get(_ask(query, answers), ()) for query in one.rule.reads},
            others=others,
        )


def _copied(form: Form) -> Iterable[tuple[Lookup[Any], Form]]:
    """Rows that were copied into these answers."""
    for name, one in type(form).fields.items():
        value = vars(form).get(name)
        if isinstance(one, Lookup):
            yield from (
                (one, row) for row in (value if isinstance(value, tuple) else (value,)) if isinstance(row, Form)
            )


def _ask(query: Query[Any], answers: Form) -> Ask:
    match = tuple((column, compared(value_of(one, answers))) for column, one in query.match.items())
    return Ask(query.register.name, False, dict(match).get(query.register.key), match)


def key_of(one: Field[Any], case: Case) -> str:
    """Under which key of its list an answer stands; "" for none."""
    value = value_of(one, case.answers)
    return row_key(value) if isinstance(value, Form) else "" if value is None else str(value)
