"""Visits at service centres, and the cases that were begun in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet.store.tables import Account, AssistCase, AssistVisit


@dataclass(frozen=True)
class Visit:
    """As the table has it. party: of the person; account: from the beginning on."""

    id: UUID
    agency: str
    agency_name: str
    everywhere: bool
    clerk: UUID
    clerk_name: str
    session: str
    party: str
    kind: str
    fin: str
    passport: str
    surname: str
    given_name: str
    patronymic: str
    sex: str
    born: dt.date | None
    language: str
    proof: str
    proof_last: str
    code: str
    asked_at: dt.datetime
    tries: int = 0
    agreed_at: dt.datetime | None = None
    how: str = ""
    document: UUID | None = None
    account: UUID | None = None
    begun_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    end_reason: str = ""
    objected_at: dt.datetime | None = None

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)


@dataclass(frozen=True)
class Done:
    """A case of a visit. sent: it was; removed: as a draft."""

    id: UUID
    number: str
    service: str
    sent: bool
    removed: bool


COLUMNS = tuple(getattr(AssistVisit, name) for name in Visit.__dataclass_fields__)
TYPED: dict[Any, Any] = {
    **dict.fromkeys((AssistVisit.fin, AssistVisit.passport, AssistVisit.surname, AssistVisit.given_name), ""),
    **dict.fromkeys((AssistVisit.patronymic, AssistVisit.sex, AssistVisit.code), ""),
    AssistVisit.born: None,
}


async def add(visit: Visit) -> None:
    await AssistVisit.insert(AssistVisit(**vars(visit)))


async def visit(wanted: UUID) -> Visit | None:
    row: dict[str, Any] | None = await AssistVisit.select(*COLUMNS).where(AssistVisit.id == wanted).first()
    return Visit(**row) if row else None


async def lock(wanted: UUID) -> Visit | None:
    """Inside a transaction: who changes this visit at the same time waits for its end."""
    await AssistVisit.update({AssistVisit.tries: AssistVisit.tries}).where(AssistVisit.id == wanted)
    return await visit(wanted)


async def tried(wanted: UUID) -> int:
    """One more wrong code; how many there are."""
    await AssistVisit.update({AssistVisit.tries: AssistVisit.tries + 1}).where(AssistVisit.id == wanted)
    found = await visit(wanted)
    return found.tries if found else 0


async def agreed(wanted: UUID, how: str, moment: dt.datetime) -> None:
    values: dict[Any, Any] = {AssistVisit.how: how, AssistVisit.agreed_at: moment}
    await AssistVisit.update(values).where((AssistVisit.id == wanted) & AssistVisit.agreed_at.is_null())


async def begin(wanted: UUID, values: dict[str, Any]) -> None:
    """What was typed of the person is emptied; their account has it from now on."""
    changed: dict[Any, Any] = {**TYPED, **{getattr(AssistVisit, name): value for name, value in values.items()}}
    await AssistVisit.update(changed).where(AssistVisit.id == wanted)


async def end_of_clerk(clerk: UUID, moment: dt.datetime, reason: str) -> None:
    """Those that a clerk has open end, each at its own time if that has come."""
    mine = (AssistVisit.clerk == clerk) & AssistVisit.begun_at.is_not_null() & AssistVisit.ended_at.is_null()
    late: dict[Any, Any] = {AssistVisit.ended_at: AssistVisit.ends_at, AssistVisit.end_reason: "time"}
    await AssistVisit.update(late).where(mine & (AssistVisit.ends_at <= moment))
    values: dict[Any, Any] = {AssistVisit.ended_at: moment, AssistVisit.end_reason: reason}
    await AssistVisit.update(values).where(mine)


async def end(wanted: UUID, moment: dt.datetime, reason: str) -> bool:
    """False when it has ended already."""
    rows = (
        await AssistVisit.update({AssistVisit.ended_at: moment, AssistVisit.end_reason: reason})
        .where((AssistVisit.id == wanted) & AssistVisit.ended_at.is_null())
        .returning(AssistVisit.id)
    )
    return bool(rows)


async def object_to(wanted: UUID, moment: dt.datetime) -> None:
    await AssistVisit.update({AssistVisit.objected_at: moment}).where(AssistVisit.id == wanted)


async def add_case(wanted: UUID, case: UUID) -> None:
    await AssistCase.insert(AssistCase(id=uuid4(), visit=wanted, case=case))


async def cases_of(wanted: UUID) -> dict[UUID, str]:
    """The cases of a visit, and their numbers."""
    rows = await AssistCase.select(AssistCase.case.id, AssistCase.case.number).where(AssistCase.visit == wanted)
    return {row["case.id"]: row["case.number"] for row in rows}


async def done_in(visits: list[UUID]) -> dict[UUID, list[Done]]:
    """The cases of several visits, in one statement."""
    if not visits:
        return {}
    rows = (
        await AssistCase.select(
            AssistCase.visit,
            AssistCase.case.id,
            AssistCase.case.number,
            AssistCase.case.service,
            AssistCase.case.sent_at,
            AssistCase.case.party,
        )
        .where(AssistCase.visit.is_in(visits))
        .order_by(AssistCase.case.opened_at)
    )
    found: dict[UUID, list[Done]] = {}
    for row in rows:
        one = (
            row["case.id"],
            row["case.number"],
            row["case.service"],
            bool(row["case.sent_at"]),
            not row["case.party"],
        )
        found.setdefault(row["visit"], []).append(Done(*one))
    return found


async def of_agency(agency: str, limit: int, skip: int) -> list[Visit]:
    """Those that began, the newest first."""
    begun = (AssistVisit.agency == agency) & AssistVisit.begun_at.is_not_null()
    newest = AssistVisit.select(*COLUMNS).where(begun).order_by(AssistVisit.asked_at, AssistVisit.id, ascending=False)
    return [Visit(**row) for row in await newest.limit(limit).offset(skip)]


async def of_party(party: str, limit: int, skip: int = 0) -> list[Visit]:
    """Those that began for somebody, the newest first."""
    begun = (AssistVisit.party == party) & AssistVisit.begun_at.is_not_null()
    newest = AssistVisit.select(*COLUMNS).where(begun).order_by(AssistVisit.asked_at, AssistVisit.id, ascending=False)
    return [Visit(**row) for row in await newest.limit(limit).offset(skip)]


async def forget_asked(before: dt.datetime) -> None:
    """Questions that came to nothing."""
    await AssistVisit.delete().where(AssistVisit.begun_at.is_null() & (AssistVisit.asked_at < before))


async def record_of(key: str) -> UUID | None:
    """The account that was opened at a service centre for a FIN or a passport, if nobody has taken it over."""
    row = await Account.select(Account.id).where((Account.email_key == key) & Account.closed_at.is_null()).first()
    return row["id"] if row else None


async def record_with(passport: str) -> UUID | None:
    """The newest of those records in which this passport was noted."""
    noted = (Account.claimed_passport == passport) & Account.email_key.like("record:%") & Account.closed_at.is_null()
    row = await Account.select(Account.id).where(noted).order_by(Account.created_at, ascending=False).first()
    return row["id"] if row else None


async def key_record(account: UUID, key: str) -> None:
    """The account is found by this key. Raises a unique violation when another one is."""
    await Account.update({Account.email_key: key}).where(Account.id == account)
