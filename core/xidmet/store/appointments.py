"""The places in which agencies receive people, and the days on which one is open otherwise than usual."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet.store.tables import AppointmentDay, AppointmentPlace

MOST = 500  # places of one agency that are shown


@dataclass(frozen=True)
class Place:
    """opens, closes, break_from, break_to: minutes since midnight. seats: people at a time. takes: bookings, still.

    days_ahead: how far ahead a time can be booked. hours_before: until when it can be booked, changed and cancelled.
    """

    id: UUID
    agency: str
    kind: str
    name: str
    address: str
    notes: str
    seats: int
    opens: int
    closes: int
    break_from: int | None
    break_to: int | None
    days_ahead: int
    hours_before: int
    takes: bool = True
    version: int = 1


@dataclass(frozen=True)
class Day:
    """A day that is otherwise than usual. opens: None when the place is closed."""

    day: dt.date
    opens: int | None
    closes: int | None
    reason: str


async def lock(place: UUID) -> None:
    """Whoever books at one place, or changes its days, comes one after the other, until the transaction ends."""
    await AppointmentPlace.update({AppointmentPlace.id: place}).where(AppointmentPlace.id == place)


async def add(place: Place) -> None:
    await AppointmentPlace.insert(AppointmentPlace(**vars(place)))


async def change(place: UUID, version: int, **values: Any) -> bool:
    """False when somebody else was first."""
    rows = (
        await AppointmentPlace.update(
            {
                AppointmentPlace._meta.get_column_by_name(name): value
                for name, value in {**values, "version": version + 1}.items()
            }
        )
        .where((AppointmentPlace.id == place) & (AppointmentPlace.version == version))
        .returning(AppointmentPlace.id)
    )
    return bool(rows)


async def by_id(place: UUID) -> Place | None:
    row = await AppointmentPlace.select().where(AppointmentPlace.id == place).first()
    return Place(**row) if row else None


async def of_agency(agency: str) -> list[Place]:
    return await _found(AppointmentPlace.agency == agency)


async def of_kinds(kinds: Sequence[str]) -> list[Place]:
    return await _found(AppointmentPlace.kind.is_in(list(kinds))) if kinds else []


async def _found(where: Any) -> list[Place]:
    order = (AppointmentPlace.kind, AppointmentPlace.name, AppointmentPlace.id)
    return [Place(**row) for row in await AppointmentPlace.select().where(where).order_by(*order).limit(MOST)]


async def days(place: UUID, first: dt.date, last: dt.date) -> list[Day]:
    """Those of a time, in their order."""
    wanted = (AppointmentDay.place == place) & (AppointmentDay.day >= first) & (AppointmentDay.day <= last)
    columns = [AppointmentDay._meta.get_column_by_name(name) for name in Day.__dataclass_fields__]
    return [Day(**row) for row in await AppointmentDay.select(*columns).where(wanted).order_by(AppointmentDay.day)]


async def put_day(place: UUID, day: Day) -> None:
    """In place of what was said of this day before. Behind the place's lock."""
    await drop_day(place, day.day)
    await AppointmentDay.insert(AppointmentDay(id=uuid4(), place=place, **vars(day)))


async def drop_day(place: UUID, day: dt.date) -> None:
    """It is as usual again."""
    await AppointmentDay.delete().where((AppointmentDay.place == place) & (AppointmentDay.day == day))
