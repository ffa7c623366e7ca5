"""The mandates of an organisation: who holds which, what is offered, and who asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet.store.tables import Mandate, MandateRequest, Offer, Organisation

MOST = 500  # rows of one organisation that are shown
NAME = ("surname", "given_name", "patronymic")


@dataclass(frozen=True)
class Held:
    """A mandate and its holder. services: none named, all meant. ended_at: before its time."""

    id: UUID
    organisation: UUID
    account: UUID
    name: str
    role: str
    services: frozenset[str]
    starts: dt.datetime
    ends: dt.datetime | None
    granted_by: str
    ended_at: dt.datetime | None
    ended_by: str

    def state(self, moment: dt.datetime) -> str:
        """ended, over (its time has passed), later (its time has not come) or in force."""
        if self.ended_at:
            return "ended"
        if self.ends and self.ends <= moment:
            return "over"
        return "later" if self.starts > moment else "in force"


@dataclass(frozen=True)
class Offered:
    """name: of whom it was offered to, when by FIN; address: when by e-mail."""

    id: UUID
    organisation: UUID
    voen: str
    organisation_name: str
    account: UUID | None
    name: str
    address: str
    recipient: str
    role: str
    services: frozenset[str]
    starts: dt.datetime | None
    ends: dt.datetime | None
    offered_by: UUID
    offered_at: dt.datetime
    closed_at: dt.datetime | None
    outcome: str


@dataclass(frozen=True)
class Asked:
    """A request for a mandate. outcome: "" while it waits, granted, or declined with a reason."""

    id: UUID
    organisation: UUID
    voen: str
    organisation_name: str
    account: UUID
    name: str
    role: str
    services: frozenset[str]
    asked_at: dt.datetime
    closed_at: dt.datetime | None
    outcome: str
    reason: str


def written(services: frozenset[str]) -> str:
    """How the tables name services."""
    return " ".join(sorted(services))


async def lock(organisation: UUID) -> None:
    """Whoever changes mandates of one organisation comes one after the other, until the transaction ends."""
    await Organisation.update({Organisation.voen: Organisation.voen}).where(Organisation.id == organisation)


HELD = (
    Mandate.id,
    Mandate.organisation,
    Mandate.account,
    Mandate.account.surname,
    Mandate.account.given_name,
    Mandate.account.patronymic,
    Mandate.role,
    Mandate.services,
    Mandate.starts,
    Mandate.ends,
    Mandate.granted_by,
    Mandate.revoked_at,
    Mandate.ended_by,
)


async def held(organisation: UUID) -> list[Held]:
    """Every mandate there is or was, the newest first; without those of people who never confirmed their account."""
    rows = (
        await Mandate.select(*HELD)
        .where((Mandate.organisation == organisation) & Mandate.account.confirmed_at.is_not_null())
        .order_by(Mandate.starts, ascending=False)
        .limit(MOST)
    )
    return [_held(row) for row in rows]


async def mandate(wanted: UUID) -> Held | None:
    row = await Mandate.select(*HELD).where(Mandate.id == wanted).first()
    return _held(row) if row else None


def _held(row: dict[str, Any]) -> Held:
    return Held(
        id=row["id"],
        organisation=row["organisation"],
        account=row["account"],
        name=_name(row),
        role=row["role"],
        services=frozenset(row["services"].split()),
        starts=row["starts"],
        ends=row["ends"],
        granted_by=row["granted_by"],
        ended_at=row["revoked_at"],
        ended_by=row["ended_by"],
    )


def _name(row: dict[str, Any]) -> str:
    return " ".join(row[f"account.{part}"] for part in NAME if row[f"account.{part}"])


async def end(wanted: UUID, by: str, moment: dt.datetime) -> bool:
    """False when it had an end already."""
    rows = (
        await Mandate.update({Mandate.revoked_at: moment, Mandate.ended_by: by})
        .where(
            (Mandate.id == wanted) & Mandate.revoked_at.is_null() & (Mandate.ends.is_null() | (Mandate.ends > moment))
        )
        .returning(Mandate.id)
    )
    return bool(rows)


OFFERED = (
    *Offer.all_columns(exclude=[Offer.services]),
    Offer.services,
    Offer.organisation.voen,
    Offer.organisation.name,
    Offer.account.surname,
    Offer.account.given_name,
    Offer.account.patronymic,
)


async def add_offer(**values: Any) -> UUID:
    """Raises the unique key's error when the same offer waits already."""
    row = Offer(id=uuid4(), **values)
    await Offer.insert(row)
    return UUID(str(row.id))


async def offer(wanted: UUID) -> Offered | None:
    row = await Offer.select(*OFFERED).where(Offer.id == wanted).first()
    return _offered(row) if row else None


async def offers_of(organisation: UUID) -> list[Offered]:
    """What waits for an answer."""
    return await _offers((Offer.organisation == organisation) & Offer.closed_at.is_null())


async def offers_to(recipients: list[str]) -> list[Offered]:
    return await _offers(Offer.recipient.is_in(recipients) & Offer.closed_at.is_null())


async def _offers(where: Any) -> list[Offered]:
    rows = await Offer.select(*OFFERED).where(where).order_by(Offer.offered_at, ascending=False).limit(MOST)
    return [_offered(row) for row in rows]


def _offered(row: dict[str, Any]) -> Offered:
    return Offered(
        id=row["id"],
        organisation=row["organisation"],
        voen=row["organisation.voen"],
        organisation_name=row["organisation.name"],
        account=row["account"],
        name=_name(row) if row["account"] else "",
        address=row["address"],
        recipient=row["recipient"],
        role=row["role"],
        services=frozenset(row["services"].split()),
        starts=row["starts"],
        ends=row["ends"],
        offered_by=row["offered_by"],
        offered_at=row["offered_at"],
        closed_at=row["closed_at"],
        outcome=row["outcome"],
    )


async def close_offer(wanted: UUID, outcome: str, moment: dt.datetime) -> bool:
    """False when it was closed already."""
    rows = (
        await Offer.update({Offer.closed_at: moment, Offer.outcome: outcome})
        .where((Offer.id == wanted) & Offer.closed_at.is_null())
        .returning(Offer.id)
    )
    return bool(rows)


ASKED = (
    *MandateRequest.all_columns(),
    MandateRequest.organisation.voen,
    MandateRequest.organisation.name,
    MandateRequest.account.surname,
    MandateRequest.account.given_name,
    MandateRequest.account.patronymic,
)


async def add_request(**values: Any) -> UUID:
    """Raises the unique key's error when the same request waits already."""
    row = MandateRequest(id=uuid4(), **values)
    await MandateRequest.insert(row)
    return UUID(str(row.id))


async def request(wanted: UUID) -> Asked | None:
    row = await MandateRequest.select(*ASKED).where(MandateRequest.id == wanted).first()
    return _asked(row) if row else None


async def requests_of(organisation: UUID) -> list[Asked]:
    """What waits for an answer."""
    return await _requests((MandateRequest.organisation == organisation) & MandateRequest.closed_at.is_null())


async def requests_by(account: UUID) -> list[Asked]:
    return await _requests(MandateRequest.account == account)


async def _requests(where: Any) -> list[Asked]:
    rows = (
        await MandateRequest.select(*ASKED).where(where).order_by(MandateRequest.asked_at, ascending=False).limit(MOST)
    )
    return [_asked(row) for row in rows]


def _asked(row: dict[str, Any]) -> Asked:
    return Asked(
        id=row["id"],
        organisation=row["organisation"],
        voen=row["organisation.voen"],
        organisation_name=row["organisation.name"],
        account=row["account"],
        name=_name(row),
        role=row["role"],
        services=frozenset(row["services"].split()),
        asked_at=row["asked_at"],
        closed_at=row["closed_at"],
        outcome=row["outcome"],
        reason=row["reason"],
    )


async def close_request(wanted: UUID, outcome: str, reason: str, by: str, moment: dt.datetime) -> bool:
    """False when it was answered already."""
    answered: dict[Any, Any] = {
        MandateRequest.closed_at: moment,
        MandateRequest.closed_by: by,
        MandateRequest.outcome: outcome,
        MandateRequest.reason: reason,
    }
    where = (MandateRequest.id == wanted) & MandateRequest.closed_at.is_null()
    return bool(await MandateRequest.update(answered).where(where).returning(MandateRequest.id))
