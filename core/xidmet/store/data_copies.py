"""Copies of one's data and capsules of cases: asked for, made by a worker, kept for some days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.store.tables import Account, Case, DataCopy, Device, Document, Issued, Mandate

MAKING, READY, FAILED = "making", "ready", "failed"


@dataclass(frozen=True)
class Copy:
    """state: making, ready or failed. size: bytes of the file, once there is one. ends_at: then it is erased.

    number: of the case whose capsule it is, and view: who saw it so; "": all that is kept about the person.
    """

    id: UUID
    account: UUID
    language: str
    state: str
    document: UUID | None
    asked_at: dt.datetime
    ready_at: dt.datetime | None
    ends_at: dt.datetime
    taken_at: dt.datetime | None
    number: str = ""
    view: str = ""
    size: int = 0


COLUMNS = (*DataCopy.all_columns(), DataCopy.document.size)


async def add(copy: Copy) -> None:
    """Raises a unique violation while another one of this account, of the same kind, is being made."""
    values = {name: value for name, value in vars(copy).items() if name != "size"}
    await DataCopy.insert(DataCopy(**values))


async def by_id(wanted: UUID) -> Copy | None:
    return _copy(await DataCopy.select(*COLUMNS).where(DataCopy.id == wanted).first())


async def of_account(account: UUID, number: str = "") -> list[Copy]:
    """The one asked for last first. number: of the case whose capsules they are."""
    rows = (
        await DataCopy.select(*COLUMNS)
        .where((DataCopy.account == account) & (DataCopy.number == number))
        .order_by(DataCopy.asked_at, ascending=False)
        .limit(20)
    )
    return [copy for row in rows if (copy := _copy(row))]


def _copy(row: dict[str, Any] | None) -> Copy | None:
    if row is None:
        return None
    values = {name: row[name] for name in Copy.__dataclass_fields__ if name != "size"}
    return Copy(**values, size=int(row["document.size"] or 0))


async def ready(copy: UUID, document: UUID, moment: dt.datetime, ends: dt.datetime) -> bool:
    """False when another worker made it, or nobody wants it any more."""
    made: dict[Any, Any] = {
        DataCopy.state: READY,
        DataCopy.document: document,
        DataCopy.ready_at: moment,
        DataCopy.ends_at: ends,
    }
    where = (DataCopy.id == copy) & (DataCopy.state == MAKING)
    return bool(await DataCopy.update(made).where(where).returning(DataCopy.id))


async def failed(copy: UUID) -> bool:
    where = (DataCopy.id == copy) & (DataCopy.state == MAKING)
    return bool(await DataCopy.update({DataCopy.state: FAILED}).where(where).returning(DataCopy.id))


async def taken(copy: UUID, moment: dt.datetime) -> None:
    """The first time counts."""
    await DataCopy.update({DataCopy.taken_at: moment}).where((DataCopy.id == copy) & DataCopy.taken_at.is_null())


async def over(moment: dt.datetime, limit: int) -> list[Copy]:
    """Those whose time has passed. One that is still being made waits for its end."""
    where = (DataCopy.ends_at <= moment) & (DataCopy.state != MAKING)
    rows = await DataCopy.select(*COLUMNS).where(where).order_by(DataCopy.ends_at).limit(limit)
    return [copy for row in rows if (copy := _copy(row))]


async def remove(copy: Copy) -> str:
    """Forget it; the place of its bytes in the file store, which must still be erased; "" for none."""
    await DataCopy.delete().where(DataCopy.id == copy.id)
    if copy.document is None:
        return ""
    rows = await Document.select(Document.place).where(Document.id == copy.document)
    await Document.delete().where(Document.id == copy.document)
    return str(rows[0]["place"]) if rows else ""


async def account(wanted: UUID) -> dict[str, Any]:
    """What the account itself says of its person; nothing that opens it."""
    secret = [Account.password, Account.email_key, Account.demo_key, Account.closed_at, Account.id]
    row: dict[str, Any] | None = (
        await Account.select(*Account.all_columns(exclude=secret)).where(Account.id == wanted).first()
    )
    return row or {}


async def devices(account: UUID) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (
        await Device.select(Device.agent, Device.first_at, Device.seen_at)
        .where(Device.account == account)
        .order_by(Device.first_at)
    )
    return rows


async def mandates(account: UUID) -> list[dict[str, Any]]:
    """Every one there is or was."""
    rows: list[dict[str, Any]] = (
        await Mandate.select(
            Mandate.organisation.name.as_alias("organisation"),
            Mandate.organisation.voen.as_alias("voen"),
            Mandate.role,
            Mandate.services,
            Mandate.starts,
            Mandate.ends,
            Mandate.revoked_at,
        )
        .where(Mandate.account == account)
        .order_by(Mandate.starts)
    )
    return rows


async def numbers(party: str) -> list[str]:
    """Of every case of somebody, the one opened last first."""
    rows = Case.select(Case.number).where(Case.party == party).order_by(Case.opened_at, ascending=False)
    found: list[str] = await rows.order_by(Case.number).output(as_list=True)
    return found


async def papers_elsewhere(holder: str) -> list[tuple[str, str, UUID | None]]:
    """Number, service and file of each attestation about somebody that was issued in a case of somebody else. Of one in
    force that nobody has asked for yet there is no file.
    """
    there: Any = Issued.document.is_not_null() | (Issued.in_force == True)  # noqa: E712  # builds SQL
    rows = await Issued.select(Issued.number, Issued.service, Issued.document).where(
        (Issued.holder == holder) & (Issued.case.party != holder) & there
    )
    return [(row["number"], row["service"], row["document"]) for row in rows]
