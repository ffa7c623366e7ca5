"""What agencies decided about working days. Only appended to; of several about one day the newest counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from xidmet.store.tables import CalendarDecision


@dataclass(frozen=True)
class Decision:
    """worked: None for as the official calendar has it, from then on. law: the act it rests on. number: of its agency,
    from 1.
    """

    number: int
    day: dt.date
    worked: bool | None
    law: str
    who: str
    decided_at: dt.datetime


async def decisions(agency: str) -> list[Decision]:
    """Every one of an agency, the oldest first."""
    rows = await CalendarDecision.select().where(CalendarDecision.agency == agency).order_by(CalendarDecision.number)
    names = Decision.__dataclass_fields__
    return [Decision(**{name: row[name] for name in names}) for row in rows]


async def decisions_of(agencies: Sequence[str]) -> dict[str, list[Decision]]:
    """The same of several agencies at once."""
    theirs = CalendarDecision.agency.is_in(list(agencies))
    rows = await CalendarDecision.select().where(theirs).order_by(CalendarDecision.number) if agencies else []
    names, found = Decision.__dataclass_fields__, {agency: list[Decision]() for agency in agencies}
    for row in rows:
        found[row["agency"]].append(Decision(**{name: row[name] for name in names}))
    return found


async def add_decision(agency: str, decision: Decision, account: UUID) -> None:
    """Behind the agency's lock, so that numbers have no gap and no twin."""
    values = {"id": uuid4(), "agency": agency, "account": account, **vars(decision)}
    await CalendarDecision.insert(CalendarDecision(**values))
