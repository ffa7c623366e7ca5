"""What can be chosen from a register: the rows that a page offers, and the row that typed words mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from xidmet.cases import Case, Site
from xidmet.contract.answers import ROW_ID, Ask, match, row_key, typed_key
from xidmet.contract.fields import Field
from xidmet.contract.form import Form, Part
from xidmet.contract.registers import Code, Lookup
from xidmet.contract.shown import name_of, show, value_of
from xidmet.errors import RegisterDown
from xidmet.language import LANGUAGES, Translator, fold
from xidmet.registers.registers import FEW

from xidmet_ui.build.options import line_of
from xidmet_ui.build.questions import CARDS
from xidmet_ui.requests import value_in

MOST_HITS = 8
TEXT = "-text"  # behind the path of a look-up: the words in its box
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Chosen:
    """What the applicant has answered so far. rows: offered because the typed words meant several."""

    party: str
    so_far: Form
    typed: Mapping[str, Any]
    parts: Mapping[str, Form]
    rows: Mapping[str, Sequence[Form]]
    at: str = ""


@dataclass(frozen=True)
class Offers:
    """By path: the rows to offer. searchable: with too many to list, so that only chosen ones, or hits, are given.

    silent: of a register that does not answer, where the row may be typed.
    """

    rows: dict[str, Sequence[Form]] = field(default_factory=dict)
    searchable: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Found:
    """By path: the rows that typed words may mean, and the words."""

    rows: dict[str, Sequence[Form]]
    texts: dict[str, str]


def lookups(fields: Sequence[Field[Any]], chosen: Chosen) -> Iterator[tuple[str, Lookup[Any], Chosen]]:
    """Every look-up that a page with these fields shows, inside parts and rows too, with the answers beside it."""
    for one in fields:
        path, typed = f"{chosen.at}{one.name}", chosen.typed.get(one.name)
        if isinstance(one, Lookup):
            yield path, one, chosen
        elif isinstance(one, Part):
            for inner, raw in _inside(one, path, typed):
                so_far = chosen.parts.get(inner) or one.of()
                nested = replace(chosen, so_far=so_far, typed=raw, at=f"{inner}-")
                yield from lookups(list(one.of.fields.values()), nested)


def _inside(one: Part[Any], path: str, typed: Any) -> list[tuple[str, Mapping[str, Any]]]:
    if not one.rows:
        return [(path, typed if isinstance(typed, Mapping) else {})]
    rows = [row for row in typed if isinstance(row, Mapping)] if isinstance(typed, list | tuple) else []
    return [(f"{path}-{row.get(ROW_ID, at)}", row) for at, row in enumerate(rows)] if len(rows) <= CARDS else []


async def offers(site: Site, fields: Sequence[Field[Any]], chosen: Chosen, find: str, words: Translator) -> Offers:
    """The rows to offer for each look-up of a page. find: what is searched for among rows of one's own."""
    wanted = list(lookups(fields, chosen))
    asks = {path: Ask(one.register.name, one.own, None, match(one, now.so_far)) for path, one, now in wanted}
    known: dict[Ask, tuple[Form, ...]] = {}
    rows: dict[str, Sequence[Form]] = {}
    searchable, silent = set[str](), set[str]()
    for path, one, now in wanted:
        try:
            if asks[path] not in known:
                known |= await site.registers.offered_for([asks[path]], chosen.party)
            offered = known[asks[path]]
            if one.own:
                rows[path] = [row for row in offered if hit(row, find, words)]
            elif len(offered) < FEW:
                rows[path] = offered
            else:
                searchable.add(path)
                rows[path] = [*await _picked(site, one, now), *chosen.rows.get(path, ())]
        except RegisterDown:
            rows[path] = ()
            if one.may_be_typed:
                silent.add(path)
            elif not one.own:  # a box keeps the words and the row that was chosen; an empty list would lose them
                searchable.add(path)
    return Offers(rows, frozenset(searchable), frozenset(silent))


async def _picked(site: Site, one: Lookup[Any], now: Chosen) -> list[Form]:
    """The rows that were chosen before."""
    typed = now.typed.get(one.name)
    keys = [typed_key(one, key) for key in (typed if isinstance(typed, list | tuple) else [typed]) if key]
    asks = [Ask(one.register.name, False, key) for key in dict.fromkeys(keys)]
    found = await site.registers.offered_for(asks, now.party) if asks else {}
    return [row for ask in asks for row in found[ask][:1]]


def hit(row: Form, find: str, words: Translator) -> bool:
    """Every word occurs in some column, as it is kept or as it is shown: a date, an amount, a choice, by its look."""
    columns = type(row).fields.values()
    kept = " ".join(str(value) for value in vars(row).values() if value is not None)
    text = fold(f"{kept} {' '.join(show(column, value_of(column, row), words) for column in columns)}")
    return all(word in text for word in fold(find).split())


async def resolved(site: Site, case: Case, fields: Sequence[Field[Any]], typed: dict[str, Any], pairs: Pairs) -> Found:
    """Look-ups that were typed as words, without a script: a single hit is taken, several are offered.

    typed: raw input of these fields, in which the keys that were found are put.
    """
    found = Found({}, {})
    posted = Chosen(case.party, case.service.form(), typed, {}, {})
    for path, one, now in lookups(fields, posted):
        text = value_in(pairs, f"{path}{TEXT}").strip()[:200]
        if not text:
            continue
        answers: Any = now.typed
        several = list(answers.get(one.name) or ()) if one.rows else []
        last = "" if one.rows else typed_key(one, answers.get(one.name, ""))
        key = value_in(pairs, f"{path}-pick") or await _key(site, case.party, one, last, text, several)
        if not (one.rows and key):  # what was added is asked for no longer
            found.texts[path] = text
        if one.rows:
            answers[one.name] = [*several, key] if key and key not in several else several
        else:
            answers[one.name] = key
        if not key:
            found.rows[path] = await site.registers.search(one, text, case.party, MOST_HITS)
    return found


async def as_far_as(
    site: Site, case: Case, fields: Sequence[Field[Any]], typed: dict[str, Any], pairs: Pairs
) -> tuple[Found, RegisterDown | None]:
    """The same; when a register does not answer, with the words as they were typed, to be shown again."""
    try:
        return await resolved(site, case, fields, typed, pairs), None
    except RegisterDown as down:
        return Found({}, {name.removesuffix(TEXT): said[:200] for name, said in pairs if name.endswith(TEXT)}), down


async def _key(site: Site, party: str, one: Lookup[Any], key: str, text: str, several: Sequence[str]) -> str:
    """The key that the typed words mean; "" when they mean none or several."""
    for picked in (key, *several):
        chosen = await site.registers.row(one.register.name, picked) if picked else None
        if chosen and fold(text) in {fold(line_of(chosen, language)) for language in LANGUAGES}:
            return picked
    found = await site.registers.search(one, text, party, 20)
    exact = [row for row in found if fold(text) in _names(row)]
    best = exact or [row for row in found if _holds(row, text)]  # what was only likely meant is offered, not taken
    return row_key(best[0]) if len(best) == 1 else ""


def _holds(row: Form, text: str) -> bool:
    """A code list also gives what is only spelt like it; of other registers each hit holds every word."""
    names = " ".join(_names(row))
    return not isinstance(row, Code) or all(word in names for word in fold(text).split())


def _names(row: Form) -> set[str]:
    said = [row_key(row)]
    for language in LANGUAGES:
        said += [name_of(row, language), line_of(row, language)]
    return {fold(one) for one in said}
