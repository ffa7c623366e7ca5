"""Messages to people, and how far each has come."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.store.tables import Message

UNDELIVERED = ["waiting", "failed"]  # a failed one may be tried again, once its cause was mended


@dataclass(frozen=True)
class Told:
    """channel: inbox, email, sms. state: waiting, sent, delivered, read, failed (with the reason)."""

    id: UUID
    case: UUID | None
    party: str
    channel: str
    address: str
    subject: str
    text: str
    link: str
    language: str
    issued: UUID | None
    state: str
    reason: str
    created_at: dt.datetime
    sent_at: dt.datetime | None
    read_at: dt.datetime | None


async def add(told: Told) -> None:
    await Message.insert(Message(**vars(told)))


async def message(wanted: UUID) -> Told | None:
    row: dict[str, Any] | None = await Message.select().where(Message.id == wanted).first()
    return Told(**row) if row else None


async def set_state(wanted: UUID, state: str, moment: dt.datetime, reason: str = "") -> None:
    """How far it came. One that has arrived stays so: it may be read before its delivery is written."""
    await Message.update({Message.state: state, Message.reason: reason[:300], Message.sent_at: moment}).where(
        (Message.id == wanted) & Message.state.is_in(UNDELIVERED)
    )


async def set_end(wanted: UUID, state: str, moment: dt.datetime) -> None:
    """What became of one that was sent, as its channel reports it."""
    waits = (Message.id == wanted) & (Message.state == "sent")
    await Message.update({Message.state: state, Message.sent_at: moment}).where(waits)


async def sms_since(party: str, number: str, moment: dt.datetime) -> int:
    """How many SMS about cases of this party were sent to a number since."""
    theirs = (Message.party == party) & (Message.channel == "sms") & (Message.address == number)
    left = Message.state.is_in(["sent", "delivered"]) & (Message.created_at >= moment)
    return int(await Message.count().where(theirs & left))


async def forget_link(wanted: UUID) -> None:
    """A secret link has left; nobody needs to find it in the store."""
    await Message.update({Message.link: "", Message.text: ""}).where(Message.id == wanted)


async def remove(wanted: UUID) -> None:
    await Message.delete().where(Message.id == wanted)


async def inbox(
    parties: list[str], services: frozenset[str] | None = None, limit: int = 100, before: UUID | None = None
) -> list[Told]:
    """What was told to somebody in the portal, newest first. services: only in these, or in no case; None: in all.

    before: only what is older than this message of the same inbox; one that does not stand in it is as none.
    """
    where = _in_inbox(parties, services)
    last = before and await Message.select(Message.created_at).where(where & (Message.id == before)).first()
    if before and last:
        where = where & _older(last["created_at"], before)
    newest_first = Message.select().where(where).order_by(Message.created_at, Message.id, ascending=False)
    rows = await newest_first.limit(limit)
    return [Told(**row) for row in rows]


def _older(moment: dt.datetime, wanted: UUID) -> Any:
    return (Message.created_at < moment) | ((Message.created_at == moment) & (Message.id < wanted))


def _in_inbox(parties: list[str], services: frozenset[str] | None) -> Any:
    where: Any = Message.party.is_in(parties) & (Message.channel == "inbox")
    if services is None:
        return where
    return where & (Message.case.is_null() | Message.case.service.is_in(sorted(services)))


async def mark_read(wanted: UUID, party: str, services: frozenset[str] | None, moment: dt.datetime) -> None:
    """Only what stands in this inbox. services: as of inbox()."""
    where = (Message.id == wanted) & Message.read_at.is_null()
    if await Message.exists().where(where & _in_inbox([party], services)):
        await Message.update({Message.read_at: moment, Message.state: "read"}).where(where)


async def mark_all_read(
    party: str, services: frozenset[str] | None, newest: UUID, moment: dt.datetime, at_once: int = 500
) -> None:
    """All that stood in this inbox when the newest one did: what came meanwhile was not seen.

    services: as of inbox().
    """
    where = _in_inbox([party], services)
    seen = await Message.select(Message.created_at).where(where & (Message.id == newest)).first()
    while seen:
        unread = where & Message.read_at.is_null() & (Message.created_at <= seen["created_at"])
        ids = [row["id"] for row in await Message.select(Message.id).where(unread).limit(at_once)]
        if not ids:
            return
        mine = Message.id.is_in(ids) & Message.read_at.is_null()
        await Message.update({Message.read_at: moment, Message.state: "read"}).where(mine)


async def of_case(case: UUID) -> list[Told]:
    """Everything that was told about a case, oldest first."""
    rows = await Message.select().where(Message.case == case).order_by(Message.created_at)
    return [Told(**row) for row in rows]
