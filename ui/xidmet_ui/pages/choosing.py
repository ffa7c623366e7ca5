"""What can be chosen from a register: the rows that a page offers, and the row that typed words mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xidmet.cases import Site
from xidmet.contract.answers import Ask, match, row_key
from xidmet.contract.form import Form, Step
from xidmet.contract.registers import Lookup
from xidmet.contract.shown import name_of, show, value_of
from xidmet.errors import RegisterDown
from xidmet.language import Translator, fold
from xidmet.registers.registers import FEW

from xidmet_ui.build.questions import line_of
from xidmet_ui.requests import value_in


@dataclass(frozen=True)
class Chosen:
    """What the applicant has answered so far. rows: offered because the typed words meant several."""

    party: str
    so_far: Form
    typed: Mapping[str, Any]
    rows: Mapping[str, Sequence[Form]]


async def rows_of(
    site: Site, step: Step, chosen: Chosen, find: str, words: Translator
) -> tuple[dict[str, Sequence[Form]], frozenset[str]]:
    """The rows to offer for each look-up of this step, and the look-ups with too many to list."""
    rows: dict[str, Sequence[Form]] = {}
    searchable: set[str] = set()
    for field in step.fields:
        if isinstance(field, Lookup) and not field.rows:
            rows[field.name], many = await _rows(site, field, chosen, find, words)
            searchable |= {field.name} if many else set()
    return rows, frozenset(searchable)


async def _rows(
    site: Site, field: Lookup[Any], chosen: Chosen, find: str, words: Translator
) -> tuple[Sequence[Form], bool]:
    """The rows to offer, and whether there are too many to list: then only the chosen one, or the hits, are given."""
    try:
        ask = Ask(field.register.name, field.own, None, match(field, chosen.so_far))
        offered = await site.registers.offered(ask, chosen.party)
        if field.own:
            return [row for row in offered if _hit(row, find, words)], False
        if len(offered) < FEW:
            return offered, False
        if field.name in chosen.rows:
            return chosen.rows[field.name], True
        key = chosen.typed.get(field.name)
        found = await site.registers.row(field.register.name, str(key)) if key else None
    except RegisterDown:
        return (), False
    return ([found] if found else []), True


def _hit(row: Form, find: str, words: Translator) -> bool:
    """Every word occurs in some column, as it is kept or as it is shown: a date, an amount, a choice, by its look."""
    columns = type(row).fields.values()
    kept = " ".join(str(value) for value in vars(row).values() if value is not None)
    text = fold(f"{kept} {' '.join(show(column, value_of(column, row), words) for column in columns)}")
    return all(word in text for word in fold(find).split())


async def resolved(
    site: Site, party: str, step: Step, typed: dict[str, Any], pairs: Sequence[tuple[str, str]]
) -> tuple[dict[str, Sequence[Form]], dict[str, str]]:
    """Look-ups that were typed as words, without a script: a single hit is taken, several are offered."""
    options: dict[str, Sequence[Form]] = {}
    texts: dict[str, str] = {}
    for field in step.fields:
        text = value_in(pairs, f"{field.name}-text").strip()
        if not isinstance(field, Lookup) or not text:
            continue
        texts[field.name] = text
        typed[field.name] = value_in(pairs, f"{field.name}-pick") or await _key(
            site, party, field, typed[field.name], text
        )
        if not typed[field.name]:
            options[field.name] = await site.registers.search(field, text, party, 8)
    return options, texts


async def _key(site: Site, party: str, field: Lookup[Any], key: str, text: str) -> str:
    """The key that the typed words mean; "" when they mean none or several."""
    if key:
        chosen = await site.registers.row(field.register.name, key)
        if chosen and fold(line_of(chosen)) == fold(text):
            return key
    found = await site.registers.search(field, text, party, 20)
    exact = [row for row in found if fold(text) in (fold(row_key(row)), fold(name_of(row, "az")), fold(line_of(row)))]
    best = exact or found
    return row_key(best[0]) if len(best) == 1 else ""
