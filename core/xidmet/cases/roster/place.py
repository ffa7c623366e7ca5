"""Where a case stands in its party's roster, and what it is found by there; written whenever its answers are.

A case of a service without a roster stands in none. Drafts stand there too, by what was typed into them so far.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xidmet.cases.case import Case, case_of
from xidmet.cases.site import Site
from xidmet.check.reading import roster_moves
from xidmet.contract.answers import row_key
from xidmet.contract.fields import Choice, Field, Text
from xidmet.contract.form import Form
from xidmet.contract.registers import Codelist, Lookup
from xidmet.contract.service import Service
from xidmet.contract.shown import name_of, value_of
from xidmet.language import sort_text
from xidmet.store import roster, searching, transaction
from xidmet.store.roster_search import MARK

NAMED = 2  # columns that make up the name by which a roster is sorted
LONGEST = 200  # signs of it
NAMELESS = "~~"  # behind every name
AT_ONCE = 500


def keeps_roster(service: type[Service]) -> bool:
    return bool(roster_moves(service))


def filters_of(service: type[Service]) -> list[Field[Any]]:
    """The columns by which a roster is narrowed: those with a few known answers."""
    return [one for one in service.columns if isinstance(one, Choice | Lookup) and not one.rows and _is_coded(one)]


def _is_coded(one: Field[Any]) -> bool:
    return not isinstance(one, Lookup) or isinstance(one.register, Codelist)


def mark(name: str, key: str) -> str:
    """What a case is found by whose answer to this question is this one."""
    return f"{mark_begin(name)}{key.replace(MARK, ' ')[:100]}{MARK}"


def mark_begin(name: str) -> str:
    return f"{MARK}{name}{MARK}"


def key_in(found: str) -> str:
    """The answer that such a mark stands for."""
    return found.rstrip(MARK).rpartition(MARK)[2]


@dataclass(frozen=True)
class Placed:
    """party: whose roster it is in, "" for none. fields: path and folded text. name: by which it stands there."""

    party: str
    fields: list[tuple[str, str]]
    name: str | None


def placed(case: Case, answers: Form, texts: list[tuple[str, str]]) -> Placed:
    """Pure. texts: those that are searched anyway, as (path, text)."""
    service = case.service
    if not keeps_roster(service):
        return Placed("", searching.fields_of(texts), None)
    values = {one.name: value_of(one, answers) for one in _shown(service) if one.name in type(answers).fields}
    return _placed(case, {name: value for name, value in values.items() if value is not None}, texts)


def placed_typed(case: Case, typed: Mapping[str, Any]) -> Placed | None:
    """The same of a draft, by what was typed, right or wrong; None of what stands in no roster."""
    if not case.is_draft or not keeps_roster(case.service):
        return None
    names = {one.name for one in _shown(case.service)}
    said = {name: text for name, value in typed.items() if name in names and (text := str(value).strip())}
    return _placed(case, {name: text for name, text in said.items() if isinstance(typed[name], str)}, [])


async def index_typed(case: Case, typed: Mapping[str, Any]) -> None:
    """Inside the transaction that writes what was typed into a draft."""
    if there := placed_typed(case, typed):
        await place(case, there)


async def place(case: Case, there: Placed) -> None:
    """Inside the transaction that writes the answers."""
    await searching.replace_fields(case.record.id, case.service.slug, there.fields, there.party)
    if there.name is not None:
        await roster.put(case.record.id, there.name)


def _placed(case: Case, values: Mapping[str, Any], texts: list[tuple[str, str]]) -> Placed:
    service = case.service
    named = [(one.name, _text(values[one.name])) for one in _found_by(service) if one.name in values]
    found = list(dict.fromkeys([*texts, *named]))
    marks = {one.name: mark(one.name, _key(values[one.name])) for one in filters_of(service) if one.name in values}
    name = " ".join(_text(values[one.name]) for one in service.columns[:NAMED] if one.name in values)
    return Placed(case.party, searching.fields_of(found, marks), sort_text(name)[:LONGEST] or NAMELESS)


def _shown(service: type[Service]) -> list[Field[Any]]:
    return list(dict.fromkeys([*service.columns, *service.one_per]))


def _found_by(service: type[Service]) -> Iterator[Field[Any]]:
    """What names somebody: texts among the columns, and what there may be only one of."""
    return (one for one in _shown(service) if isinstance(one, Text))


def _text(value: Any) -> str:
    return name_of(value, "az") if isinstance(value, Form) else str(value)


def _key(value: Any) -> str:
    return row_key(value) if isinstance(value, Form) else str(value)


async def place_old(site: Site) -> None:
    """By the worker: the cases that are from before their service kept a roster."""
    slugs = [service.slug for service in site.catalogue.services.values() if keeps_roster(service)]
    while records := await roster.unplaced(slugs, AT_ONCE):
        for case in (found for record in records if (found := case_of(site, record))):
            async with transaction():
                there = placed_typed(case, case.record.typed) if case.is_draft else placed(case, case.answers, [])
                if there:
                    await place(case, there)
