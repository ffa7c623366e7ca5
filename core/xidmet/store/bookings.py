"""Times that people booked: who has which seat, and what became of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from xidmet.store.cases import COLUMNS as OF_CASES
from xidmet.store.cases import Record, record_of
from xidmet.store.tables import Account, Case
from xidmet.store.tables import Booking as Row

HOLDS = ["booked", "came", "missed"]  # a seat
PIECE = 1000  # rows in one question


@dataclass(frozen=True)
class Booking:
    """number: of its case, from 1. state: see the table. needs: what this person asked for."""

    id: UUID
    case: UUID
    number: int
    kind: str
    place: UUID
    starts_at: dt.datetime
    ends_at: dt.datetime
    seat: int
    state: str
    account: UUID
    booked_at: dt.datetime
    ended_at: dt.datetime | None = None
    needs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Expected:
    """A booking, with the number of its case."""

    booking: Booking
    case: str


COLUMNS = [Row._meta.get_column_by_name(name) for name in Booking.__dataclass_fields__]


def _booking(row: dict[str, Any]) -> Booking:
    values = {name: row[name] for name in Booking.__dataclass_fields__}
    return Booking(**{**values, "needs": json.loads(row["needs"])})


async def by_id(booking: UUID) -> Booking | None:
    row = await Row.select(*COLUMNS).where(Row.id == booking).first()
    return _booking(row) if row else None


async def of_case(case: UUID) -> list[Booking]:
    """The newest first."""
    rows = await Row.select(*COLUMNS).where(Row.case == case).order_by(Row.number, ascending=False)
    return [_booking(row) for row in rows]


async def of_party(party: str) -> list[Expected]:
    """All that was booked in the cases of a party, the oldest first."""
    return await _expected(Row.case.party == party)


async def on(places: Sequence[UUID], since: dt.datetime, until: dt.datetime) -> list[Expected]:
    """Who is expected, came or did not, in the order of time."""
    within = Row.place.is_in(list(places)) & (Row.starts_at >= since) & (Row.starts_at < until)
    return await _expected(within & Row.state.is_in(HOLDS)) if places else []


async def _expected(where: Any) -> list[Expected]:
    columns = (*COLUMNS, Row.case.number.as_alias("case_number"))
    rows = await Row.select(*columns).where(where).order_by(Row.starts_at, Row.place, Row.seat).limit(PIECE)
    return [Expected(_booking(row), row["case_number"]) for row in rows]


async def taken(place: UUID, since: dt.datetime, until: dt.datetime) -> list[tuple[dt.datetime, dt.datetime, int]]:
    """(from, to, seat) of what is booked at a place."""
    within = (Row.place == place) & (Row.ends_at > since) & (Row.starts_at < until) & Row.state.is_in(HOLDS)
    rows = await Row.select(Row.starts_at, Row.ends_at, Row.seat).where(within)
    return [(row["starts_at"], row["ends_at"], row["seat"]) for row in rows]


async def add(booking: Booking) -> None:
    values = {**vars(booking), "needs": json.dumps(booking.needs, ensure_ascii=False)}
    await Row.insert(Row(**values))


async def become(booking: UUID, before: str, after: str, moment: dt.datetime | None) -> bool:
    """False when it is not in the state before any more. moment: when it ended; None: it has not."""
    same = (Row.id == booking) & (Row.state == before)
    return bool(await Row.update({Row.state: after, Row.ended_at: moment}).where(same).returning(Row.id))


async def leave(case: UUID, moment: dt.datetime) -> list[UUID]:
    """The case went on: what was booked for later is given back, and what has begun is over. Those given back."""
    open_ = (Row.case == case) & (Row.state == "booked")
    later = open_ & (Row.starts_at > moment)
    given = await Row.update({Row.state: "released", Row.ended_at: moment}).where(later).returning(Row.id)
    await Row.update({Row.state: "over", Row.ended_at: moment}).where(open_)
    return [row["id"] for row in given]


async def forget_needs(before: dt.datetime) -> None:
    """Of visits that were to end before: what people need is nobody's business any more."""
    await Row.raw("UPDATE booking SET needs = {} WHERE length(needs) > 2 AND ends_at < {}", "{}", before)


async def names(accounts: Sequence[UUID]) -> dict[UUID, str]:
    """Of those who booked."""
    parts = (Account.surname, Account.given_name, Account.patronymic)
    rows = await Account.select(Account.id, *parts).where(Account.id.is_in(list(accounts))) if accounts else []
    return {
        row["id"]: " ".join(row[part] for part in ("surname", "given_name", "patronymic") if row[part]) for row in rows
    }


async def cases_of(booked: Sequence[Booking]) -> list[Record]:
    """The cases of these bookings, in no order."""
    wanted = list({one.case for one in booked})
    rows = await Case.select(*OF_CASES).where(Case.id.is_in(wanted)) if wanted else []
    return [record for row in rows if (record := record_of(row))]
