"""The offices of agencies: who holds which, and the row that whoever changes them takes first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from piccolo.columns.combination import WhereRaw

from xidmet.store.accounts import HELD, email_key
from xidmet.store.tables import AgencyRow, Office

MOST = 500  # rows of one agency that are shown


@dataclass(frozen=True)
class Held:
    """An office and its holder. officer: "agency code:role". email_key: the holder's address, folded."""

    id: UUID
    account: UUID
    name: str
    email_key: str
    officer: str
    starts: dt.datetime
    ends: dt.datetime | None

    @property
    def agency(self) -> str:
        return self.officer.rpartition(":")[0]


async def lock(agency: str) -> None:
    """Whoever changes offices of one agency comes one after the other, until the transaction ends."""
    await AgencyRow.raw("INSERT INTO agency (code) VALUES ({}) ON CONFLICT (code) DO NOTHING", agency)
    await AgencyRow.update({AgencyRow.code: agency}).where(AgencyRow.code == agency)


OFFICE = (
    *Office.all_columns(),
    Office.account.surname,
    Office.account.given_name,
    Office.account.patronymic,
    Office.account.email,
)


async def of_agency(agency: str, moment: dt.datetime) -> list[Held]:
    """Held just now, the oldest first."""
    begins = Office.officer.like(f"{agency}:%")  # a sign of the code may stand for any other here, so look again
    rows = (
        await Office.select(*OFFICE).where(begins & WhereRaw(HELD, moment, moment)).order_by(Office.starts).limit(MOST)
    )
    return [one for one in map(_held, rows) if one.agency == agency]


async def of_account(account: UUID, moment: dt.datetime) -> list[Held]:
    """What somebody holds just now, the oldest first."""
    mine = (Office.account == account) & WhereRaw(HELD, moment, moment)
    return [_held(row) for row in await Office.select(*OFFICE).where(mine).order_by(Office.starts)]


async def office(wanted: UUID) -> Held | None:
    """Also one that has ended."""
    row = await Office.select(*OFFICE).where(Office.id == wanted).first()
    return _held(row) if row else None


def _held(row: dict[str, Any]) -> Held:
    parts = (row[f"account.{part}"] for part in ("surname", "given_name", "patronymic"))
    return Held(
        id=row["id"],
        account=row["account"],
        name=" ".join(part for part in parts if part),
        email_key=email_key(row["account.email"]),
        officer=row["officer"],
        starts=row["starts"],
        ends=row["ends"],
    )


async def end(wanted: UUID, moment: dt.datetime) -> bool:
    """False when it had ended already."""
    open_ = (Office.id == wanted) & Office.ends.is_null()
    return bool(await Office.update({Office.ends: moment}).where(open_).returning(Office.id))
