"""Roles at agencies that are offered: what each of the people in it has done about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from piccolo.query.functions.aggregate import Max

from xidmet.store.tables import OfficeOffer

MOST = 500  # rows of one agency that are shown


@dataclass(frozen=True)
class Offered:
    """proposer: name, "" for the operator. holder: name of who accepted, "" as long as nobody has.

    confirmed_by: an account's id, "operator", or "". outcome: "" while it waits, held, declined, withdrawn, lapsed.
    """

    id: UUID
    agency: str
    number: int
    officer: str
    address: str
    recipient: str
    proposed_by: UUID | None
    proposer: str
    proposed_at: dt.datetime
    accepted_by: UUID | None
    holder: str
    accepted_at: dt.datetime | None
    confirmed_by: str
    confirmed_at: dt.datetime | None
    closed_at: dt.datetime | None
    outcome: str


NAME = ("surname", "given_name", "patronymic")
OFFERED = (
    *OfficeOffer.all_columns(exclude=[OfficeOffer.digest]),
    *(getattr(OfficeOffer.proposed_by, part) for part in NAME),
    *(getattr(OfficeOffer.accepted_by, part) for part in NAME),
)


async def add(agency: str, **values: Any) -> int:
    """The offer's number. Behind the agency's lock. Raises the unique key's error when the same one waits already."""
    last = await OfficeOffer.select(Max(OfficeOffer.number)).where(OfficeOffer.agency == agency).first()
    number = int((last or {}).get("max") or 0) + 1
    await OfficeOffer.insert(OfficeOffer(id=uuid4(), agency=agency, number=number, **values))
    return number


async def by_number(agency: str, number: int) -> Offered | None:
    return await _one((OfficeOffer.agency == agency) & (OfficeOffer.number == number))


async def by_digest(digest: str) -> Offered | None:
    return await _one(OfficeOffer.digest == digest)


async def _one(where: Any) -> Offered | None:
    row = await OfficeOffer.select(*OFFERED).where(where).first()
    return _offered(row) if row else None


async def of_agency(agency: str) -> list[Offered]:
    """What waits, the newest first."""
    waits = (OfficeOffer.agency == agency) & OfficeOffer.closed_at.is_null()
    rows = await OfficeOffer.select(*OFFERED).where(waits).order_by(OfficeOffer.number, ascending=False).limit(MOST)
    return [_offered(row) for row in rows]


def _offered(row: dict[str, Any]) -> Offered:
    names = {
        who: " ".join(row[f"{who}.{part}"] or "" for part in NAME).strip() for who in ("proposed_by", "accepted_by")
    }
    own = {name: row[name] for name in Offered.__dataclass_fields__ if name in row}
    return Offered(**own, proposer=names["proposed_by"], holder=names["accepted_by"])


async def accept(wanted: UUID, account: UUID, moment: dt.datetime) -> bool:
    """False when somebody has accepted it, or it is closed."""
    said: dict[Any, Any] = {OfficeOffer.accepted_by: account, OfficeOffer.accepted_at: moment}
    return await _changed(wanted, said, OfficeOffer.accepted_by.is_null())


async def confirm(wanted: UUID, by: str, moment: dt.datetime) -> bool:
    """False when somebody has confirmed it, or it is closed."""
    said: dict[Any, Any] = {OfficeOffer.confirmed_by: by, OfficeOffer.confirmed_at: moment}
    return await _changed(wanted, said, OfficeOffer.confirmed_by == "")


async def unconfirm(wanted: UUID) -> bool:
    """It waits for somebody to confirm it, once more."""
    said: dict[Any, Any] = {OfficeOffer.confirmed_by: "", OfficeOffer.confirmed_at: None}
    return await _changed(wanted, said, OfficeOffer.confirmed_by != "")


async def close(wanted: UUID, outcome: str, moment: dt.datetime) -> bool:
    """False when it was closed already."""
    said: dict[Any, Any] = {OfficeOffer.closed_at: moment, OfficeOffer.outcome: outcome}
    return await _changed(wanted, said, OfficeOffer.id == wanted)


async def _changed(wanted: UUID, said: dict[Any, Any], where: Any) -> bool:
    open_ = (OfficeOffer.id == wanted) & OfficeOffer.closed_at.is_null() & where
    return bool(await OfficeOffer.update(said).where(open_).returning(OfficeOffer.id))
