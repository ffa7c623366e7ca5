"""Payments of state duties: tries at outside parties, and receipts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from piccolo.query.functions import Sum

from xidmet.store import bound
from xidmet.store.tables import Case, Payment

State = Literal["open", "paid", "not paid", "wrong amount", "told", "refused", "to pay back", "paid back"]
UNDER_WAY: tuple[State, ...] = ("open", "told")
TO_DO: tuple[State, ...] = ("told", "wrong amount", "to pay back")


@dataclass(frozen=True)
class Kept:
    """A try to pay, or a receipt; the columns of the table. Amounts in qepik."""

    id: UUID
    reference: str
    token: str
    case: UUID
    account: UUID | None
    means: str
    amount: int
    state: State
    made_at: dt.datetime
    ends_at: dt.datetime
    received: int | None = None
    theirs: str = ""
    sealed: bytes = b""
    why: str = ""
    language: str = "az"
    ask_at: dt.datetime | None = None
    asked: int = 0
    settled_at: dt.datetime | None = None
    paid_on: dt.date | None = None
    document: UUID | None = None


async def add(payment: Kept) -> None:
    """Raises a unique violation when the form that asked for it was sent twice at once."""
    await Payment.insert(Payment(**vars(payment)))


async def by_id(wanted: UUID) -> Kept | None:
    return _kept(await Payment.select().where(Payment.id == wanted).first())


async def by_token(token: str) -> Kept | None:
    return _kept(await Payment.select().where(Payment.token == token).first())


async def by_reference(reference: str) -> Kept | None:
    return _kept(await Payment.select().where(Payment.reference == reference).first())


async def of_case(case: UUID) -> list[Kept]:
    """The newest first."""
    rows = await Payment.select().where(Payment.case == case).order_by(Payment.made_at, ascending=False)
    return [Kept(**row) for row in rows]


async def lock(case: UUID) -> None:
    """Inside a transaction: whoever settles another payment of this case, or moves it, waits for its end."""
    await Case.update({Case.version: Case.version}).where(Case.id == case)


async def paid_for(case: UUID) -> int:
    """Qepik that count for a case."""
    row = await Payment.select(Sum(Payment.received)).where((Payment.case == case) & (Payment.state == "paid")).first()
    return int((row or {}).get("sum") or 0)


async def is_under_way(case: UUID) -> bool:
    """May something still become a payment of this case?"""
    return bool(await Payment.exists().where((Payment.case == case) & Payment.state.is_in(list(UNDER_WAY))))


async def others_named(payment: Kept) -> list[tuple[str, State]]:
    """Number of the case and state of other payments under the same name at the outside party."""
    same = (Payment.means == payment.means) & (Payment.theirs == payment.theirs) & (Payment.id != payment.id)
    rows = await Payment.select(Payment.case.number.as_alias("number"), Payment.state).where(same).limit(20)
    return [(row["number"], row["state"]) for row in rows]


async def note(payment: UUID, sealed: bytes) -> None:
    await Payment.update({Payment.sealed: sealed}).where(Payment.id == payment)


async def change(payment: UUID, was: Sequence[State], **values: Any) -> bool:
    """False when it is in none of these states any more: somebody was first."""
    here = (Payment.id == payment) & Payment.state.is_in(list(was))
    columns = {getattr(Payment, name): value for name, value in values.items()}
    return bool(await Payment.update(columns).where(here).returning(Payment.id))


async def take_to_ask(moment: dt.datetime, until: dt.datetime, limit: int = 50) -> list[Kept]:
    """Those whose outside party is to be asked now; no other worker is given them before until."""
    skip = "" if bound.on_sqlite() else "FOR UPDATE SKIP LOCKED"
    found: list[dict[str, Any]] = await Payment.raw(
        "UPDATE payment SET ask_at = {}, asked = asked + 1 WHERE id IN ("  # noqa: S608  # fixed texts only
        f"SELECT id FROM payment WHERE ask_at <= {{}} ORDER BY ask_at LIMIT {int(limit)} {skip}) RETURNING id",
        until,
        moment,
    )
    ids = [UUID(str(row["id"])) for row in found]
    rows = await Payment.select().where(Payment.id.is_in(ids)) if ids else []
    return [Kept(**row) for row in rows]


async def ask_again(payment: UUID, at: dt.datetime | None) -> None:
    await Payment.update({Payment.ask_at: at}).where(Payment.id == payment)


@dataclass(frozen=True)
class Task:
    """Something that an officer has to do about a payment."""

    id: UUID
    number: str
    service: str
    state: State
    amount: int
    made_at: dt.datetime


async def to_do(services: Collection[str], limit: int = 200) -> list[Task]:
    """The oldest first."""
    if not services:
        return []
    columns = (Payment.id, Payment.state, Payment.amount, Payment.made_at)
    of = (Payment.case.number.as_alias("number"), Payment.case.service.as_alias("service"))
    where = Payment.state.is_in(list(TO_DO)) & Payment.case.service.is_in(sorted(services))
    rows = await Payment.select(*columns, *of).where(where).order_by(Payment.made_at).limit(limit)
    return [Task(**row) for row in rows]


def _kept(row: dict[str, Any] | None) -> Kept | None:
    return Kept(**row) if row else None
