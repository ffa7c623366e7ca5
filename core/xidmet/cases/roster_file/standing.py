"""Who stands in the roster already, and what a row says otherwise than what stands there.

A cell that is left empty says nothing; whatever it would be about stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xidmet.cases.case import case_of
from xidmet.cases.natural import natural_key
from xidmet.cases.roster_file.entry import Entry
from xidmet.cases.roster_file.find import Found
from xidmet.cases.roster_file.states import RowState
from xidmet.cases.rows_file.columns import fields_of
from xidmet.cases.rows_file.reading import RowReader
from xidmet.cases.site import Site
from xidmet.contract.answers import compared
from xidmet.contract.fields import Field
from xidmet.contract.form import Form
from xidmet.contract.shown import show_one, value_of
from xidmet.language import Translator
from xidmet.store import roster_file as store
from xidmet.store.cases import Record
from xidmet.store.roster_file import Row

Told = tuple[str, str, str]


@dataclass(frozen=True)
class Standing:
    """number: of the case. answers: None where they can't be understood."""

    number: str
    answers: Form | None


def reader_for(site: Site, entry: Entry) -> RowReader:
    """Reads people of this roster; a person's key is that of the store, where the service has any."""
    service, party = entry.service, entry.party

    def key(answers: Form) -> str:
        return natural_key(service, party, answers) if service.one_per else ""

    return RowReader(site, entry.part, service.slug, party, key)


async def standing(site: Site, reader: RowReader, entry: Entry, keys: Sequence[str]) -> dict[str, Standing]:
    """By key. Raises RegisterDown."""
    records = await store.standing(list(dict.fromkeys(key for key in keys if key)))
    drafts = {key: one for key, one in records.items() if one.state == entry.service.starts.name}
    understood = await reader.understand([one.typed for one in drafts.values()])
    read = {key: one.answers for key, one in zip(drafts, understood, strict=True)}
    return {
        key: Standing(one.number, read[key] if key in read else _answers(site, one)) for key, one in records.items()
    }


def _answers(site: Site, record: Record) -> Form | None:
    case = case_of(site, record)
    return case.answers if case else None


def unlike(entry: Entry, typed: Mapping[str, Any], mine: Form | None, theirs: Form | None) -> list[Field[Any]]:
    """The questions that this row answers otherwise. typed: of the row."""
    if mine is None or theirs is None:
        return []
    return [
        one
        for one in fields_of(entry.part)
        if typed.get(one.name) not in (None, "") and compared(value_of(one, mine)) != compared(value_of(one, theirs))
    ]


async def against(site: Site, found: Found, rows: Sequence[Row], words: Translator) -> dict[int, tuple[Told, ...]]:
    """Of those rows that stand elsewhere with other answers: question, in this row, there; by the row's number."""
    wanted = [row for row in rows if row.state in (RowState.OTHER, RowState.DIFFERS)]
    if not wanted:
        return {}
    reader, entry = reader_for(site, found.entry), found.entry
    twins = {one.number: one for one in await store.by_numbers(found.file.id, [row.twin for row in wanted if row.twin])}
    there = await standing(site, reader, entry, [row.key for row in wanted if not row.twin])
    others = await reader.understand([one.typed for one in twins.values()])
    beside = {number: one.answers for number, one in zip(twins, others, strict=True)}
    told = dict[int, tuple[Told, ...]]()
    for row, one in zip(wanted, await reader.understand([row.typed for row in wanted]), strict=True):
        other = there[row.key].answers if not row.twin and row.key in there else beside.get(row.twin or 0)
        fields = unlike(entry, row.typed, one.answers, other)
        told[row.number] = tuple(_told(field, one.answers, other, words) for field in fields)
    return told


def _told(field: Field[Any], mine: Form | None, theirs: Form | None, words: Translator) -> Told:
    said = (_shown(field, answers, words) for answers in (mine, theirs))
    return words.text(field.label), next(said), next(said)


def _shown(field: Field[Any], answers: Form | None, words: Translator) -> str:
    value = value_of(field, answers) if answers is not None else None
    return show_one(field, value, words) if value is not None else ""
