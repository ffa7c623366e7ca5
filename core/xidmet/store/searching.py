"""Searched answers, folded. Each stands there from each of its words on, so that an index finds how words begin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from xidmet.language import fold
from xidmet.store import bound
from xidmet.store.tables import Case, CaseField

LONGEST, MOST_WORDS = 300, 12  # signs of an answer, and words of it from which it is found
MOST_ASKED = 6  # words of what is searched for
NOTHING: Mapping[str, str] = {}
LAST = chr(0x10FFFF)  # no sign comes after it: the end of all that begins alike


def fields_of(values: Iterable[tuple[str, str]], marks: Mapping[str, str] = NOTHING) -> list[tuple[str, str]]:
    """What stands in the store of these texts, as (path, value). marks: what a case is found by as a whole, by path."""
    return [(path, value) for path, text in values for value in from_each_word(text)] + list(marks.items())


async def replace_fields(case: UUID, service: str, fields: Sequence[tuple[str, str]], party: str = "") -> None:
    """The searched answers of a case. fields: as fields_of() has them. party: whose roster it is in."""
    await CaseField.delete().where(CaseField.case == case)
    rows = [CaseField(id=uuid4(), case=case, service=service, party=party, path=p, value=value) for p, value in fields]
    if rows:
        await CaseField.insert(*rows)


def from_each_word(text: str) -> list[str]:
    """The folded text, and what is left of it from its second word on, its third ..."""
    words = fold(text)[:LONGEST].split()
    return [" ".join(words[place:]) for place in range(min(len(words), MOST_WORDS))]


async def of_parties(services: list[str], text: str, parties: list[str], limit: int = 100) -> list[UUID]:
    """Cases of these parties in whose searched answers every word occurs, wherever in them."""
    theirs: Any = CaseField.service.is_in(services) & CaseField.case.party.is_in(parties)
    found: set[UUID] | None = None
    for word in fold(text).split()[:MOST_ASKED]:
        rows: list[Any] = await (
            CaseField.select(CaseField.case)
            .where(theirs & CaseField.value.like(f"%{word.replace('%', '').replace('_', '')}%"))
            .limit(1000)
            .output(as_list=True)
        )
        found = set(rows) if found is None else found & set(rows)
    return list(found or ())[:limit]


async def beginning(services: list[str], text: str, limit: int) -> list[UUID]:
    """Cases of these services in whose searched answers a word begins with each of the asked ones; some of very many.

    The longest word leads, for it fits the fewest; the others are looked up in what it fits. However many begin so,
    no more than twenty times the limit are looked at.
    """
    words = sorted(dict.fromkeys(fold(text).split()[:MOST_ASKED]), key=len, reverse=True)
    if not words or not services:
        return []
    value = "value" if bound.on_sqlite() else 'value COLLATE "C"'
    named = ", ".join(["{}"] * len(services))
    others = "".join(
        ' AND EXISTS (SELECT 1 FROM case_field o WHERE o."case" = f."case" '  # noqa: S608  # our own words
        f"AND o.{value} >= {{}} AND o.{value} < {{}})"
        for _word in words[1:]
    )
    first = (
        f'SELECT f."case" FROM case_field f WHERE f.{value} >= {{}} AND f.{value} < {{}} '  # noqa: S608  # our own words
        f"AND f.service IN ({named}) LIMIT {limit * 20}"
    )
    rows: list[dict[str, Any]] = await CaseField.raw(
        f'SELECT DISTINCT f."case" AS hit FROM ({first}) f WHERE TRUE{others} LIMIT {limit}',  # noqa: S608
        *(words[0], words[0] + LAST, *services),
        *(bound_ for word in words[1:] for bound_ in (word, word + LAST)),
    )
    return [UUID(str(row["hit"])) for row in rows]


async def numbered(text: str) -> UUID | None:
    """The case of this number."""
    found = await Case.select(Case.id).where(Case.number == text).first() if len(text) <= 20 else None
    return found["id"] if found else None


async def had_by(officers: list[UUID], services: list[str], limit: int) -> list[UUID]:
    """Some cases that these officers have."""
    theirs = Case.officer.is_in(officers) & Case.service.is_in(services)
    found: list[UUID] = await Case.select(Case.id).where(theirs).limit(limit).output(as_list=True)
    return found
