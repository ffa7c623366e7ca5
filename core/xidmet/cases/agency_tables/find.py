"""A table of an agency, for who keeps it and for who administers the agency."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor
from xidmet.auth.may import surer_for_office
from xidmet.auth.offices import AgencyHere, Held
from xidmet.auth.offices.administrators import office_in
from xidmet.cases.agency_tables.periods import Row, row_of
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed, NotFound
from xidmet.plugins import Catalogue
from xidmet.registers.kept import Kept, tables_of
from xidmet.store import agency_changes, agency_tables, offices


@dataclass(frozen=True)
class Table:
    """changes: this person keeps it; otherwise they only see it."""

    here: AgencyHere
    kept: Kept
    changes: bool

    @property
    def name(self) -> str:
        return self.kept.name


def subject_of(kept: Kept) -> str:
    """What its changes are written under."""
    return f"table:{kept.name}"


def tables_for(catalogue: Catalogue, actor: Actor, code: str) -> tuple[AgencyHere, list[Table]]:
    """Those of an agency that this person keeps; all of them for its administrator. Raises NotFound for a stranger,
    NotAllowed for its other officers, SurerNeeded for who must first prove who they are.
    """
    here = office_in(catalogue, actor, code)
    every = [kept for kept in tables_of(catalogue).values() if kept.keeper.agency.code == code]
    roles = {here.administrator, *(kept.keeper.key for kept in every)}
    if not roles & actor.offices:
        raise surer_for_office() if roles & actor.unproved_offices else _not_theirs()
    found = [Table(here, kept, kept.keeper.key in actor.offices) for kept in every]
    return here, [one for one in found if one.changes or here.administrator in actor.offices]


def keeps(catalogue: Catalogue, actor: Actor, code: str) -> bool:
    """Does this person keep any table of the agency?"""
    keepers = {kept.keeper for kept in tables_of(catalogue).values() if kept.keeper.agency.code == code}
    return any(keeper.key in actor.offices for keeper in keepers)


def table_for(catalogue: Catalogue, actor: Actor, code: str, name: str, *, to_change: bool = False) -> Table:
    """One of them. to_change: only for who keeps it. Raises NotFound, NotAllowed, SurerNeeded."""
    here, kept = office_in(catalogue, actor, code), tables_of(catalogue).get(name)
    if kept is None or kept.keeper.agency.code != code:
        raise NotFound
    able = {kept.keeper.key} if to_change else {kept.keeper.key, here.administrator}
    if not able & actor.offices:
        raise surer_for_office() if able & actor.unproved_offices else _not_theirs()
    return Table(here, kept, kept.keeper.key in actor.offices)


def _not_theirs() -> NotAllowed:
    return NotAllowed(
        why=_("Only who keeps this table at the agency may change it."),
        mend=_("Ask an administrator of your agency for the role."),
    )


async def rows_in(table: Table) -> list[Row]:
    """Every row, whenever it is in force."""
    return [row_of(table.kept, one) for one in await agency_tables.rows_of([table.name])]


async def row_in(table: Table, wanted: UUID) -> Row:
    """Raises NotFound."""
    found = next((one for one in await rows_in(table) if one.id == wanted), None)
    if found is None:
        raise NotFound
    return found


async def last_number(table: Table) -> int:
    """Of the last change; 0 before the first one."""
    last = await agency_changes.last(subject_of(table.kept))
    return last.number if last else 0


async def keepers(table: Table) -> list[Held]:
    """Who keeps it just now."""
    held = await offices.of_agency(table.here.code, clock.now())
    return [one for one in held if one.officer == table.kept.keeper.key]


async def still_keeper(actor: Actor, table: Table) -> None:
    """Inside the transaction, behind the agency's lock. Raises NotAllowed for whoever keeps it no more."""
    if actor.account not in {one.account for one in await keepers(table)}:
        raise _not_theirs()
