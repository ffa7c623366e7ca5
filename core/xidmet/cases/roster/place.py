"""Where a case stands in its party's roster, and what it is found by there; written whenever its answers are.

A case of a service without a roster stands in none. Drafts stand there too, by what was typed into them so far.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


async def index(case: Case, answers: Form, texts: list[tuple[str, str]]) -> None:
    """Inside the transaction that writes the answers. texts: those that are searched anyway, as (path, text)."""
    service = case.service
    if not keeps_roster(service):
        await searching.replace_fields(case.record.id, service.slug, texts)
        return
    values = {one.name: value_of(one, answers) for one in _shown(service) if one.name in type(answers).fields}
    await _write(case, {name: value for name, value in values.items() if value is not None}, texts)


async def index_typed(case: Case, typed: Mapping[str, Any]) -> None:
    """The same of a draft, by what was typed, right or wrong."""
    if case.is_draft and keeps_roster(case.service):
        names = {one.name for one in _shown(case.service)}
        said = {name: text for name, value in typed.items() if name in names and (text := str(value).strip())}
        await _write(case, {name: text for name, text in said.items() if isinstance(typed[name], str)}, [])


async def _write(case: Case, values: Mapping[str, Any], texts: list[tuple[str, str]]) -> None:
    service = case.service
    named = [(one.name, _text(values[one.name])) for one in _found_by(service) if one.name in values]
    found = list(dict.fromkeys([*texts, *named]))
    marks = {one.name: mark(one.name, _key(values[one.name])) for one in filters_of(service) if one.name in values}
    name = " ".join(_text(values[one.name]) for one in service.columns[:NAMED] if one.name in values)
    await searching.replace_fields(case.record.id, service.slug, found, case.party, marks)
    await roster.put(case.record.id, sort_text(name)[:LONGEST] or NAMELESS)


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
                await (index_typed(case, case.record.typed) if case.is_draft else index(case, case.answers, []))
