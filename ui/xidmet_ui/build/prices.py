"""What a service costs and how long it takes, from the tables by which it is reckoned: read before anybody signs in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from xidmet.cases import Site
from xidmet.contract.fields import Field, Money
from xidmet.contract.form import Form
from xidmet.contract.registers import Lookup
from xidmet.contract.service import Service
from xidmet.contract.shown import name_of, show
from xidmet.contract.texts import _
from xidmet.errors import RegisterDown
from xidmet.language import Translator

DAYS = "working_days"  # the column of a table of duties that holds the term, where it has one


@dataclass(frozen=True)
class PriceTable:
    """rows: (name, the other cells). many: so many rows that they are folded away."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    many: bool


@dataclass(frozen=True)
class Prices:
    """fee, term: in one line, "" where the declaration alone says it."""

    fee: str = ""
    term: str = ""
    tables: tuple[PriceTable, ...] = ()


async def prices_of(site: Site, service: type[Service], words: Translator) -> Prices:
    """The rows that may be chosen today of every table with an amount that the form asks for."""
    lookups = [one for one in service.form.fields.values() if isinstance(one, Lookup) and _amount(one)]
    if service.fee is None or not lookups:
        return Prices()
    try:
        found = [(one, await site.registers.places(one)) for one in lookups]
    except RegisterDown:
        return Prices()
    rows = [(one, row) for one, some in found for row in some]
    amounts = [vars(row).get(_amount(one)) for one, row in rows]
    days = [vars(row).get(DAYS) for one, row in rows if DAYS in one.register.of.fields]
    tables = tuple(_table(one, some, words) for one, some in found if some)
    return Prices(_span(amounts, words), _days(days, words) if days else "", tables)


def _amount(lookup: Lookup[Any]) -> str:
    """The column with the state duty, of a table that an agency keeps; "" for any other register."""
    columns = lookup.register.of.fields if lookup.register.kept_by else {}
    return next((name for name, column in columns.items() if isinstance(column, Money)), "")


def _span(values: Sequence[Any], words: Translator) -> str:
    said = sorted(value for value in values if value is not None)
    if not said:
        return words.text(_("The agency says how much"))
    least, most = words.show(said[0]), words.show(said[-1])
    return least if least == most else words.text(_("{least} to {most}"), least=least, most=most)


def _days(values: Sequence[Any], words: Translator) -> str:
    said = sorted(value for value in values if value is not None)
    if not said:
        return words.text(_("The agency says how long"))
    if said[0] == said[-1]:
        return words.text(_("{days} working days"), days=said[0])
    return words.text(_("{least} to {most} working days"), least=said[0], most=said[-1])


def _table(lookup: Lookup[Any], rows: Iterable[Form], words: Translator) -> PriceTable:
    """What an answer chooses a row by is called as the question is."""
    columns = dict[str, Field[Any]](lookup.match)
    own = lookup.register.of.fields
    columns |= {name: own[name] for name in (DAYS, _amount(lookup)) if name in own}
    lines = tuple((name_of(row, words.language), _cells(columns, row, words)) for row in rows)
    labels = tuple(words.text(column.label) for column in columns.values())
    return PriceTable(words.text(lookup.register.label), labels, lines, len(lines) > 12)


def _cells(columns: dict[str, Field[Any]], row: Form, words: Translator) -> tuple[str, ...]:
    return tuple(show(column, vars(row).get(name), words) for name, column in columns.items())
