"""What rules may know besides the answers: fetched first, so that a rule is a pure function."""

from __future__ import annotations

from typing import Any

from xidmet import clock
from xidmet.cases.case import Case
from xidmet.cases.site import Site
from xidmet.contract.answers import Ask, row_key
from xidmet.contract.form import Form
from xidmet.contract.registers import Query
from xidmet.contract.rule import Facts, Refusal
from xidmet.contract.shown import value_of
from xidmet.contract.states import Transition
from xidmet.store import cases


async def first_broken(
    site: Site, case: Case, transition: Transition, answers: Form, asked: Form | None
) -> Refusal | None:
    """The first rule that does not hold, with its law; None when all hold."""
    if not transition.needs:
        return None
    queries = {query for rule in transition.needs for query in rule.reads}
    facts = Facts(
        now=clock.local(clock.now()),
        asks=asked,
        rows={query: await _rows(site, query, answers, case.party) for query in queries},
        others=await cases.count_where(case.service.slug, case.party, transition.target.name, case.record.id),
    )
    return next((refusal for rule in transition.needs if (refusal := rule(answers, facts))), None)


async def _rows(site: Site, query: Query[Any], answers: Form, party: str) -> tuple[Form, ...]:
    match = tuple((column, _plain(value_of(field, answers))) for column, field in query.match.items())
    first = dict(match).get(query.register.key)
    return await site.registers.offered(Ask(query.register.name, False, first, match), party)


def _plain(value: Any) -> str:
    return row_key(value) if isinstance(value, Form) else str(value if value is not None else "")
