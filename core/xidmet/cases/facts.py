"""What rules may know besides the answers: fetched first, so that a rule is a pure function."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xidmet import clock
from xidmet.cases.case import Case
from xidmet.cases.counting import Counting, broken
from xidmet.cases.site import Site
from xidmet.check.reading import roster_moves
from xidmet.contract.answers import Ask, compared
from xidmet.contract.conditions import NotYet
from xidmet.contract.form import Form
from xidmet.contract.registers import Query
from xidmet.contract.rule import Facts, Refusal, Rule
from xidmet.contract.shown import value_of
from xidmet.contract.states import Transition
from xidmet.errors import RegisterDown
from xidmet.store import counts


async def first_broken(
    site: Site, case: Case, transition: Transition, answers: Form, asked: Form | None
) -> Refusal | None:
    """The first rule that does not hold, with its law; None when all hold."""
    if not transition.needs:
        return None
    return broken(transition, answers, await facts_of(site, case, transition, answers, asked))


async def facts_of(site: Site, case: Case, transition: Transition, answers: Form, asked: Form | None) -> Counting:
    """What the rules of a move may know. Raises RegisterDown."""
    return await _facts(site, case, transition, transition.needs, answers, asked)


async def broken_now(case: Case, transition: Transition, answers: Form, facts: Counting) -> Refusal | None:
    """Inside the move's transaction, as its first statement: what the rules say of the number of others as it is now.

    facts: as they were judged before. Nothing is asked where no rule looked at that number.
    """
    if not facts.counted:
        return None
    slug, target = case.service.slug, transition.target.name
    await counts.lock_counts(slug, target, [case.party])
    others = await _others(case, transition)
    return broken(transition, answers, facts.with_others(others))


async def judged(
    site: Site, cases_: Sequence[Case], transition: Transition, asked: Form | None, others: int
) -> dict[str, Refusal | None]:
    """Of sent cases of one party, by number: the first rule that does not hold, or None where all hold; one of which no
    rule says no, and some miss an answer to what is asked, is left out. asked: so far. What registers say is fetched
    for all of them together. others: of the party's cases, already where this leads. Raises RegisterDown.
    """
    queries = {query for rule in transition.needs for query in rule.reads}
    asks = {(case.number, query): ask_of(query, case.answers) for case in cases_ for query in queries}
    rows = await site.registers.offered_for(set(asks.values()), cases_[0].party) if asks else {}
    now, found = clock.local(clock.now()), dict[str, Refusal | None]()
    for case in cases_:
        known = {query: rows[asks[case.number, query]] for query in queries}
        facts = Facts(now=now, asks=asked, rows=known, others=others)
        try:
            found[case.number] = next((said for rule in transition.needs if (said := rule(case.answers, facts))), None)
        except NotYet:
            said = next((said for rule in transition.needs if (said := _said(rule, case.answers, facts))), None)
            found |= {case.number: said} if said else {}
    return found


async def broken_already(site: Site, case: Case, answers: Form) -> list[Refusal]:
    """What rules of leaving the draft say of answers that are not all there yet.

    A rule is a pure function: one that found every answer it reads will say the same at the end. One that misses an
    answer, or whose register does not answer, has nothing to say yet.
    """
    found = list[Refusal]()
    for transition in case.service.leaving(case.state):
        if transition.asks is None and transition.by:
            found += await _decided(site, case, transition, answers)
    return found


async def _decided(site: Site, case: Case, transition: Transition, answers: Form) -> list[Refusal]:
    able = [rule for rule in transition.needs if all(_answered(query, answers) for query in rule.reads)]
    try:
        facts = await _facts(site, case, transition, able, answers, None) if able else None
    except RegisterDown:
        return []
    said = (_said(rule, answers, facts) for rule in able if facts)
    return [refusal for refusal in said if refusal]


def _answered(query: Query[Any], answers: Form) -> bool:
    return all(field.name in vars(answers) or not field.asked for field in query.match.values())


def _said(rule: Rule[Any], answers: Form, facts: Facts) -> Refusal | None:
    try:
        return rule(answers, facts)
    except NotYet:
        return None


async def _facts(
    site: Site, case: Case, transition: Transition, rules: Sequence[Rule[Any]], answers: Form, asked: Form | None
) -> Counting:
    queries = {query for rule in rules for query in rule.reads}
    return Counting(
        now=clock.local(clock.now()),
        asks=asked,
        rows={query: await rows_of(site, query, answers, case.party) for query in queries},
        others=await _others(case, transition),
    )


async def _others(case: Case, transition: Transition) -> int:
    """The party's other cases that are where the move leads."""
    slug, target = case.service.slug, transition.target.name
    in_roster = bool(roster_moves(case.service))
    return await counts.others(slug, case.party, target, case.record.id, in_roster=in_roster)


async def rows_of(site: Site, query: Query[Any], answers: Form, party: str) -> tuple[Form, ...]:
    return await site.registers.offered(ask_of(query, answers), party)


def ask_of(query: Query[Any], answers: Form) -> Ask:
    """What a rule wants of a register, for these answers."""
    return ask_for(query, match_of(query, answers))


def match_of(query: Query[Any], answers: Form) -> list[str]:
    """What its columns must equal, in their order."""
    return [compared(value_of(field, answers)) for field in query.match.values()]


def ask_for(query: Query[Any], match: Sequence[str]) -> Ask:
    pairs = tuple(zip(query.match, match, strict=True))
    return Ask(query.register.name, False, dict(pairs).get(query.register.key), pairs)
