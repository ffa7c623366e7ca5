"""Who is away from an agency, who stands in for them; and who works in the same offices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from piccolo.columns.combination import WhereRaw

from xidmet.store.accounts import HELD
from xidmet.store.tables import Absence as Row
from xidmet.store.tables import Office

MOST = 500


@dataclass(frozen=True)
class Absence:
    """account: who is away, from the first to the last day; substitute: who stands in."""

    id: UUID
    agency: str
    account: UUID
    name: str
    substitute: UUID
    substitute_name: str
    first: dt.date
    last: dt.date
    made_at: dt.datetime


@dataclass(frozen=True)
class Colleague:
    """Somebody who holds offices. roles: "agency code:role", of those that were asked about."""

    account: UUID
    name: str
    roles: frozenset[str]


COLUMNS = (
    Row.id,
    Row.agency,
    Row.account,
    Row.account.surname,
    Row.account.given_name,
    Row.substitute,
    Row.substitute.surname,
    Row.substitute.given_name,
    Row.first,
    Row.last,
    Row.made_at,
)


async def stood_in_for(substitute: UUID, day: dt.date) -> list[Absence]:
    """The absences in which somebody stands in on this day."""
    return await _found((Row.substitute == substitute) & (Row.first <= day), day)


async def of_accounts(accounts: Sequence[UUID], day: dt.date) -> list[Absence]:
    """The absences of these on this day."""
    if not accounts:
        return []
    return await _found(Row.account.is_in(list(accounts)) & (Row.first <= day), day)


async def of_account(account: UUID, day: dt.date) -> list[Absence]:
    """Somebody's own absences that are not over on this day, the next one first."""
    return await _found(Row.account == account, day)


async def of_agency(agency: str, day: dt.date) -> list[Absence]:
    """Those of an agency that are not over on this day, the next one first."""
    return await _found(Row.agency == agency, day)


async def by_id(wanted: UUID, day: dt.date) -> Absence | None:
    return next(iter(await _found(Row.id == wanted, day)), None)


async def _found(where: Any, day: dt.date) -> list[Absence]:
    goes_on = (Row.last >= day) & Row.ended_at.is_null()
    rows = await Row.select(*COLUMNS).where(where & goes_on).order_by(Row.first).limit(MOST)
    return [_absence(row) for row in rows]


def _absence(row: dict[str, Any]) -> Absence:
    said: dict[str, Any] = {name: row[name] for name in ("id", "agency", "account", "substitute")}
    said |= {name: row[name] for name in ("first", "last", "made_at")}
    return Absence(**said, name=_name(row, "account."), substitute_name=_name(row, "substitute."))


def _name(row: dict[str, Any], before: str) -> str:
    return " ".join(part for part in (row[f"{before}given_name"], row[f"{before}surname"]) if part)


async def add(
    agency: str, account: UUID, substitute: UUID, first: dt.date, last: dt.date, made_by: UUID, moment: dt.datetime
) -> UUID:
    who: dict[str, Any] = {"account": account, "substitute": substitute, "made_by": made_by}
    made = Row(id=uuid4(), agency=agency, **who, first=first, last=last, made_at=moment)
    await Row.insert(made)
    return UUID(str(made.id))


async def end(wanted: UUID, moment: dt.datetime) -> bool:
    """False when it was ended already."""
    goes_on = (Row.id == wanted) & Row.ended_at.is_null()
    ended = await Row.update({Row.ended_at: moment}).where(goes_on).returning(Row.id)
    return bool(ended)


async def colleagues(roles: Sequence[str], moment: dt.datetime) -> list[Colleague]:
    """Everybody who holds one of these roles just now, by name."""
    if not roles:
        return []
    rows = (
        await Office.select(Office.account, Office.account.given_name, Office.account.surname, Office.officer)
        .where(Office.officer.is_in(list(roles)) & WhereRaw(HELD, moment, moment))
        .order_by(Office.account.given_name, Office.account.surname)
        .limit(MOST * 4)
    )
    held: dict[UUID, tuple[str, set[str]]] = {}
    for row in rows:
        held.setdefault(row["account"], (_name(row, "account."), set()))[1].add(row["officer"])
    return [Colleague(account, name, frozenset(keys)) for account, (name, keys) in held.items()]
