"""Rounds of signatures: a document that several people sign, and who of them has."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.store.tables import Case, CoSigner, Document, Signature, Signing, SigningRound


@dataclass(frozen=True)
class Round:
    """The columns of the table. outcome: "" while it waits; sent, taken back, refused, late, not sent."""

    id: UUID
    case: UUID
    transition: str
    version: int
    token: str
    account: UUID
    ward: str
    level: str
    means: str
    language: str
    document: UUID | None
    sha256: str
    given: str
    asked: dict[str, Any]
    started_at: dt.datetime
    ends_at: dt.datetime
    closed_at: dt.datetime | None = None
    outcome: str = ""
    why: str = ""


@dataclass(frozen=True)
class Other:
    """Somebody else whose signature is due; the columns of the table. role: msgid of the service."""

    id: UUID
    round: UUID
    place: int
    fin: str
    role: str
    level: str
    address: str = ""
    invited_at: dt.datetime | None = None
    remind_at: dt.datetime | None = None
    reminded: int = 0
    account: UUID | None = None
    name: str = ""
    signed_at: dt.datetime | None = None
    refused_at: dt.datetime | None = None


async def begin(begun: Round, others: list[Other], version: int, moment: dt.datetime) -> bool:
    """Inside a transaction: from now on the case stands still. False when it is no longer at this version."""
    new: dict[Any, Any] = {Case.being_signed: True, Case.version: begun.version, Case.changed_at: moment}
    mine: Any = (Case.id == begun.case) & (Case.version == version)
    if not await Case.update(new).where(mine).returning(Case.id):
        return False
    await SigningRound.insert(SigningRound(**{**vars(begun), "asked": json.dumps(begun.asked, ensure_ascii=False)}))
    await CoSigner.insert(*(CoSigner(**vars(one)) for one in others))
    return True


async def of_case(case: UUID) -> Round | None:
    """The newest one."""
    rows = SigningRound.select().where(SigningRound.case == case)
    return _round(await rows.order_by(SigningRound.started_at, ascending=False).first())


async def by_id(wanted: UUID) -> Round | None:
    return _round(await SigningRound.select().where(SigningRound.id == wanted).first())


async def others(wanted: UUID) -> list[Other]:
    """Of a round, in their order."""
    rows = await CoSigner.select().where(CoSigner.round == wanted).order_by(CoSigner.place)
    return [Other(**row) for row in rows]


async def other(wanted: UUID) -> Other | None:
    row: dict[str, Any] | None = await CoSigner.select().where(CoSigner.id == wanted).first()
    return Other(**row) if row else None


async def lock(wanted: UUID) -> Round | None:
    """Inside a transaction: whoever else wants to do something with this round waits until it is over.

    It is the case that is held, as by a move: were the round held first, a move would wait for it and it for the case.
    """
    begun = await by_id(wanted)
    if begun is None:
        return None
    await Case.update({Case.version: Case.version}).where(Case.id == begun.case)
    return await by_id(wanted)


async def invite(wanted: UUID, address: str, moment: dt.datetime, remind_at: dt.datetime) -> None:
    """The link goes to this address now, in the place of any other."""
    told: dict[Any, Any] = {CoSigner.address: address, CoSigner.invited_at: moment}
    told |= {CoSigner.remind_at: remind_at, CoSigner.reminded: 0}
    await CoSigner.update(told).where(CoSigner.id == wanted)


async def remind(one: Other, remind_at: dt.datetime | None) -> bool:
    """They are reminded now; False when another worker was faster."""
    told: dict[Any, Any] = {CoSigner.remind_at: remind_at, CoSigner.reminded: one.reminded + 1}
    mine: Any = (CoSigner.id == one.id) & (CoSigner.reminded == one.reminded) & CoSigner.remind_at.is_not_null()
    return bool(await CoSigner.update(told).where(mine).returning(CoSigner.id))


async def sign(wanted: UUID, account: UUID, name: str, moment: dt.datetime) -> bool:
    """False when they have signed or refused before."""
    new: dict[Any, Any] = {CoSigner.signed_at: moment, CoSigner.name: name[:300]}
    return await _answered(wanted, account, new)


async def refuse(wanted: UUID, account: UUID, name: str, moment: dt.datetime) -> bool:
    new: dict[Any, Any] = {CoSigner.refused_at: moment, CoSigner.name: name[:300]}
    return await _answered(wanted, account, new)


async def _answered(wanted: UUID, account: UUID, new: dict[Any, Any]) -> bool:
    open_: Any = (CoSigner.id == wanted) & CoSigner.signed_at.is_null() & CoSigner.refused_at.is_null()
    new |= {CoSigner.account: account, CoSigner.remind_at: None}
    return bool(await CoSigner.update(new).where(open_).returning(CoSigner.id))


async def close(one: Round, outcome: str, why: str, moment: dt.datetime) -> bool:
    """The case may move, or be changed, again; False when it was closed before."""
    ended: dict[Any, Any] = {SigningRound.closed_at: moment, SigningRound.outcome: outcome, SigningRound.why: why}
    waits: Any = (SigningRound.id == one.id) & SigningRound.closed_at.is_null()
    if not await SigningRound.update(ended).where(waits).returning(SigningRound.id):
        return False
    await CoSigner.update({CoSigner.remind_at: None}).where(CoSigner.round == one.id)
    await Case.update({Case.being_signed: False}).where(Case.id == one.case)
    return True


async def take_void(one: Round, moment: dt.datetime) -> list[str]:
    """Forget the document of a round that led to nothing, and the signatures under it; the places of the files, whose
    bytes must still be erased. The version goes up: no page that was made before can do anything.
    """
    rows = await Case.select(Case.version).where(Case.id == one.case).first()
    new: dict[Any, Any] = {Case.version: (rows or {}).get("version", 0) + 1, Case.changed_at: moment}
    await Case.update(new).where(Case.id == one.case)
    if one.document is None:
        return []
    await SigningRound.update({SigningRound.document: None}).where(SigningRound.id == one.id)
    await Signing.delete().where(Signing.document == one.document)
    gone = await Signature.delete().where(Signature.original == one.document).returning(Signature.file)
    ids = [one.document, *(row["file"] for row in gone)]
    places = await Document.delete().where(Document.id.is_in(ids)).returning(Document.place)
    return [str(row["place"]) for row in places]


async def due(moment: dt.datetime, limit: int = 100) -> list[Other]:
    """Those who are to be reminded now."""
    rows = await CoSigner.select().where(CoSigner.remind_at <= moment).order_by(CoSigner.remind_at).limit(limit)
    return [Other(**row) for row in rows]


async def ended(moment: dt.datetime, limit: int = 100) -> list[Round]:
    """Rounds whose time is over, and that nobody has closed."""
    over: Any = SigningRound.closed_at.is_null() & (SigningRound.ends_at <= moment)
    rows = await SigningRound.select().where(over).order_by(SigningRound.ends_at).limit(limit)
    return [found for row in rows if (found := _round(row))]


async def forget(case: UUID) -> None:
    """Of a draft that is removed: the rounds, who was asked, and the rows of signatures. Its documents follow."""
    rounds = SigningRound.select(SigningRound.id).where(SigningRound.case == case)
    await CoSigner.delete().where(CoSigner.round.is_in(rounds))
    await SigningRound.delete().where(SigningRound.case == case)
    await Signature.delete().where(Signature.case == case)


def _round(row: dict[str, Any] | None) -> Round | None:
    return Round(**{**row, "asked": json.loads(row["asked"])}) if row else None
