"""Documents on their way to a signature, and the signatures that came of them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.store.tables import Document, Signature, Signing


@dataclass(frozen=True)
class Wanted:
    """A document that waits for its signature; the columns of the table."""

    id: UUID
    case: UUID
    transition: str
    version: int
    token: str
    account: UUID
    document: UUID
    sha256: str
    given: str
    asked: dict[str, Any]
    made_at: dt.datetime
    ends_at: dt.datetime
    used_at: dt.datetime | None = None


@dataclass(frozen=True)
class Kept:
    """A signature under a move; the columns of the table."""

    id: UUID
    case: UUID
    transition: str
    place: int
    kind: str
    account: UUID | None
    name: str
    fin: str
    voen: str
    form: str
    level: str
    original: UUID
    file: UUID
    report: dict[str, Any]
    material: dict[str, Any]
    signed_at: dt.datetime


JSON = ("asked", "report", "material")


async def add(wanted: Wanted) -> None:
    """Raises a unique violation when the form that asked for it was sent twice at once."""
    await Signing.insert(Signing(**_columns(wanted)))


async def by_id(wanted: UUID) -> Wanted | None:
    return _wanted(await Signing.select().where(Signing.id == wanted).first())


async def by_token(token: str) -> Wanted | None:
    return _wanted(await Signing.select().where(Signing.token == token).first())


async def use(wanted: UUID, moment: dt.datetime) -> bool:
    """Spend it, inside the transaction of the move; False when it was spent, or its time is over.

    What was asked stands in the case from now on.
    """
    alive = (Signing.id == wanted) & Signing.used_at.is_null() & (Signing.ends_at > moment)
    values: dict[Any, Any] = {Signing.used_at: moment, Signing.asked: "{}"}
    return bool(await Signing.update(values).where(alive).returning(Signing.id))


async def take_unused(case: UUID, account: UUID | None = None) -> list[str]:
    """Forget those of a case that led to nothing, of one account or of all; the places of their documents, whose bytes
    must still be erased.
    """
    where: Any = (Signing.case == case) & Signing.used_at.is_null()
    return await _taken(where & (Signing.account == account) if account else where)


async def take_ended(moment: dt.datetime, limit: int = 200) -> list[str]:
    """The same for those whose time is over, whatever their case."""
    over: Any = (Signing.ends_at <= moment) & Signing.used_at.is_null()
    ids = await Signing.select(Signing.id).where(over).limit(limit).output(as_list=True)
    return await _taken(Signing.id.is_in(ids) & over) if ids else []


async def _taken(where: Any) -> list[str]:
    rows = await Signing.delete().where(where).returning(Signing.document)
    ids = [row["document"] for row in rows]
    if not ids:
        return []
    gone = await Document.delete().where(Document.id.is_in(ids)).returning(Document.place)
    return [str(row["place"]) for row in gone]


async def keep(signature: Kept) -> None:
    await Signature.insert(Signature(**_columns(signature)))


async def of_case(case: UUID) -> list[Kept]:
    """The signatures under a case, the oldest first."""
    rows = await Signature.select().where(Signature.case == case).order_by(Signature.signed_at)
    return [_kept(row) for row in rows]


async def signature(wanted: UUID) -> Kept | None:
    row: dict[str, Any] | None = await Signature.select().where(Signature.id == wanted).first()
    return _kept(row) if row else None


def _columns(one: Wanted | Kept) -> dict[str, Any]:
    return {k: json.dumps(v, ensure_ascii=False) if k in JSON else v for k, v in vars(one).items()}


def _wanted(row: dict[str, Any] | None) -> Wanted | None:
    return Wanted(**_read(row)) if row else None


def _kept(row: dict[str, Any]) -> Kept:
    return Kept(**_read(row))


def _read(row: dict[str, Any]) -> dict[str, Any]:
    return {k: json.loads(v) if k in JSON else v for k, v in row.items()}
