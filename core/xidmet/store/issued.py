"""Attestations as issued."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.store.tables import Case, Check, Issued


@dataclass(frozen=True)
class Attested:
    """One issued attestation; record: what it shows, as JSON data."""

    id: UUID
    number: str
    attestation: str
    service: str
    case: UUID
    holder: str
    holder_name: str
    record: Mapping[str, Any]
    language: str
    in_force: bool
    issued_at: dt.datetime
    valid_until: dt.datetime | None
    ended_at: dt.datetime | None
    ended_by: str
    qr: str
    document: UUID | None
    status_index: int | None = None  # its place on the status lists


@dataclass(frozen=True)
class Checked:
    """Somebody was told that an attestation is active."""

    number: str
    attestation: str
    holder_name: str
    who: str
    voen: str
    fin: str
    way: str
    happened_at: dt.datetime


async def issue(attested: Attested) -> None:
    values = vars(attested) | {"record": json.dumps(attested.record, ensure_ascii=False)}
    await Issued.insert(Issued(**values))


async def end(case: UUID, moment: dt.datetime, by: str) -> list[str]:
    """Every attestation of the case loses force; which numbers did."""
    rows = (
        await Issued.update({Issued.in_force: False, Issued.ended_at: moment, Issued.ended_by: by})
        .where((Issued.case == case) & (Issued.in_force == True))  # noqa: E712  # builds SQL
        .returning(Issued.number)
    )
    return [row["number"] for row in rows]


async def lasts(wanted: UUID, until: dt.datetime) -> None:
    """It ends at another moment than it said."""
    await Issued.update({Issued.valid_until: until}).where(Issued.id == wanted)


async def attach(number: str, document: UUID) -> bool:
    """Give it its PDF; False when it had one already."""
    rows = (
        await Issued.update({Issued.document: document})
        .where((Issued.number == number) & (Issued.document.is_null()))
        .returning(Issued.id)
    )
    return bool(rows)


async def keep_qr(number: str, qr: str) -> str:
    """Give it its QR unless it has one; the one that it has now. Of two that make it at once the first counts."""
    await Issued.update({Issued.qr: qr}).where((Issued.number == number) & (Issued.qr == ""))
    row: dict[str, Any] | None = await Issued.select(Issued.qr).where(Issued.number == number).first()
    return str(row["qr"]) if row else qr


async def by_number(number: str) -> Attested | None:
    """None also for one whose case was erased: its row stays only for its place on the status lists, and shows nothing.

    That nobody is its holder says less: an attestation may be about somebody without a FIN.
    """
    row: dict[str, Any] | None = await Issued.select().where(Issued.number == number).first()
    found = attested_of(row) if row else None
    return found if found and (found.in_force or found.record) else None


async def by_id(wanted: UUID) -> Attested | None:
    row: dict[str, Any] | None = await Issued.select().where(Issued.id == wanted).first()
    return attested_of(row) if row else None


async def of_case(case: UUID) -> list[Attested]:
    rows = await Issued.select().where(Issued.case == case).order_by(Issued.issued_at, ascending=False)
    return [attested_of(row) for row in rows]


async def of_cases(cases: list[UUID]) -> list[Attested]:
    """The attestations of several cases, newest first."""
    if not cases:
        return []
    rows = await Issued.select().where(Issued.case.is_in(cases)).order_by(Issued.issued_at, ascending=False)
    return [attested_of(row) for row in rows]


async def about(holder: str, limit: int = 200) -> list[Attested]:
    """Every attestation about somebody, whoever applied, newest first."""
    rows = await Issued.select().where(Issued.holder == holder).order_by(Issued.issued_at, ascending=False).limit(limit)
    return [attested_of(row) for row in rows]


async def in_force_of(holder: str, attestation: str, moment: dt.datetime, limit: int = 1000) -> list[Attested]:
    """Those of one kind about somebody that are in force then, newest first."""
    lasts = Issued.valid_until.is_null() | (Issued.valid_until > moment)
    where = (Issued.holder == holder) & (Issued.attestation == attestation)
    rows = (
        await Issued.select()
        .where(where & (Issued.in_force == True) & lasts)  # noqa: E712  # builds SQL
        .order_by(Issued.issued_at, ascending=False)
        .limit(limit)
    )
    return [attested_of(row) for row in rows]


def attested_of(row: dict[str, Any]) -> Attested:
    return Attested(**{**row, "record": json.loads(row["record"])})


async def checks_of(holder: str, services: frozenset[str] | None = None, limit: int = 200) -> list[Checked]:
    """Who checked the attestations about somebody, newest first. services: only of these; None: of all."""
    where: Any = Check.issued.holder == holder
    return await _checks(where if services is None else where & Check.issued.service.is_in(sorted(services)), limit)


async def checks_by(account: UUID, limit: int = 200) -> list[Checked]:
    """What somebody checked, newest first."""
    return await _checks(Check.account == account, limit)


async def _checks(where: Any, limit: int) -> list[Checked]:
    rows = (
        await Check.select(
            Check.issued.number,
            Check.issued.attestation,
            Check.issued.holder_name,
            Check.who,
            Check.voen,
            Check.fin,
            Check.account.fin,
            Check.way,
            Check.happened_at,
        )
        .where(where)
        .order_by(Check.happened_at, ascending=False)
        .limit(limit)
    )
    return [
        Checked(
            r["issued.number"],
            r["issued.attestation"],
            r["issued.holder_name"],
            r["who"],
            r["voen"],
            r["fin"] or r["account.fin"] or "",
            r["way"],
            r["happened_at"],
        )
        for r in rows
    ]


async def count_checks(issued: list[UUID]) -> dict[UUID, int]:
    """How often each was checked."""
    if not issued:
        return {}
    rows = await Check.select(Check.issued).where(Check.issued.is_in(issued)).output(as_list=True)
    return {one: rows.count(one) for one in set(rows)}


async def case_number(case: UUID) -> str:
    """The number of the case an attestation was issued in."""
    row: dict[str, Any] | None = await Case.select(Case.number).where(Case.id == case).first()
    return str(row["number"]) if row else ""
