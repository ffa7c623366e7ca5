"""What would become of each row: a new person, one of the roster already, twice in the file, wrong, or refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from xidmet.cases.case import Case, case_of
from xidmet.cases.facts import first_broken
from xidmet.cases.open import draft_of
from xidmet.cases.roster_file.entry import Entry
from xidmet.cases.roster_file.standing import Standing, reader_for, standing, unlike
from xidmet.cases.roster_file.states import GAPS, LONGER, STANDING, RowState
from xidmet.cases.rows_file.mistakes import kept
from xidmet.cases.rows_file.reading import Understood
from xidmet.cases.rows_file.states import RowState as Beside
from xidmet.cases.rows_file.twins import beside
from xidmet.cases.site import Site
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.store import roster_file as store
from xidmet.store.roster_file import Row

IN_ROSTER = 0  # the number of a twin that is no row of the file
ALIKE = {Beside.REPEAT: RowState.REPEAT, Beside.DIFFERS: RowState.DIFFERS}


@dataclass(frozen=True)
class Judged:
    state: RowState
    twin: int | None = None
    case: str = ""
    errors: Mapping[str, Mistake] = field(default_factory=dict)


class Judge:
    """Of one roster's rows."""

    def __init__(self, site: Site, entry: Entry) -> None:
        self.site, self.entry = site, entry
        self.reader = reader_for(site, entry)
        self._case = _imagined(site, entry)

    async def read(self, file: UUID, rows: Sequence[Row], texts: Sequence[Mapping[str, str]]) -> list[Row]:
        """The rows with these texts by field, as they were understood. Raises RegisterDown."""
        return await self.judged(file, rows, await self.reader.read(texts))

    async def judged(self, file: UUID, rows: Sequence[Row], understood: Sequence[Understood]) -> list[Row]:
        keys = [one.key for one in understood if one.key and not one.errors]
        here = {row.number for row in rows}
        there = await standing(self.site, self.reader, self.entry, keys)
        seen = dict[str, tuple[int, str]]()
        for other in await store.by_keys(file, keys):
            if other.state in STANDING and other.number not in here:
                seen.setdefault(other.key, (other.number, other.mark))
        return [
            _as_judged(row, one, await self._one(row.number, one, there.get(one.key), seen))
            for row, one in zip(rows, understood, strict=True)
        ]

    async def _one(
        self, number: int, one: Understood, there: Standing | None, seen: dict[str, tuple[int, str]]
    ) -> Judged:
        if one.errors:
            return Judged(RowState.WRONG, errors=one.errors)
        if there is not None:
            other = unlike(self.entry, one.typed, one.answers, there.answers)
            return Judged(RowState.OTHER if other else RowState.THERE, IN_ROSTER, there.number)
        twin = beside(number, one, seen)
        if twin.state in ALIKE:
            return Judged(ALIKE[twin.state], twin.twin)
        if refusal := await self._broken(one):
            return Judged(RowState.REFUSED, errors=said(refusal))
        return Judged(RowState.RIGHT)

    async def _broken(self, one: Understood) -> Refusal | None:
        """What the move asks besides, only a person can answer; then nobody can say yet what its rules will say."""
        if self.entry.move.asks is not None or one.answers is None:
            return None
        return await first_broken(self.site, self._case, self.entry.move, one.answers, None)


def said(refusal: Refusal) -> dict[str, Mistake]:
    """Beside the question it is about."""
    at = refusal.at.name if refusal.at is not None else ""
    return {at: Mistake(refusal.why, refusal.values, mend=refusal.mend, law=refusal.law)}


def _as_judged(row: Row, one: Understood, found: Judged) -> Row:
    return replace(
        row,
        typed={**{name: row.typed[name] for name in (GAPS, LONGER) if name in row.typed}, **one.typed},
        errors=kept(found.errors),
        state=found.state,
        key=one.key,
        mark=one.mark,
        twin=found.twin,
        case=found.case,
    )


def _imagined(site: Site, entry: Entry) -> Case:
    """A draft that rules are asked about; it is never kept."""
    made = case_of(site, draft_of(entry.service, entry.party, uuid4()))
    assert made is not None
    return made
