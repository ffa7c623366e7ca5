"""Cases. Every change goes through change(), which refuses a stale version."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID, uuid4

from piccolo.query import OrderByRaw

from xidmet.canonical_json import from_json
from xidmet.store.tables import Case, CaseRow, Remembered, Submission


@dataclass(frozen=True)
class Record:
    """A case as it is stored. typed: raw input of a draft; answers, asked: JSON of forms. follows: number of the case
    from which it was begun. Its terms: see the table.
    """

    id: UUID
    number: str
    service: str
    party: str
    opened_by: UUID | None
    state: str
    state_since: dt.datetime
    version: int
    typed: dict[str, Any]
    answers: dict[str, Any]
    asked: dict[str, Any]
    unique_key: str | None
    due_at: dt.datetime | None
    due_move: str
    officer: UUID | None
    opened_at: dt.datetime
    sent_at: dt.datetime | None
    changed_at: dt.datetime
    follows: str = ""
    term_from: dt.datetime | None = None
    term_left: int | None = None
    term_ends: dt.datetime | None = None
    state_ends: dt.datetime | None = None
    deadline: dt.datetime | None = None
    counted_by: str = ""
    remind_at: dt.datetime | None = None
    decided_at: dt.datetime | None = None
    decided_days: int | None = None
    taken_as: str = ""
    taken_at: dt.datetime | None = None
    being_signed: bool = False


COLUMNS = (
    Case.id,
    Case.number,
    Case.service,
    Case.party,
    Case.opened_by,
    Case.state,
    Case.state_since,
    Case.version,
    Case.typed,
    Case.answers,
    Case.asked,
    Case.unique_key,
    Case.due_at,
    Case.due_move,
    Case.officer,
    Case.opened_at,
    Case.sent_at,
    Case.changed_at,
    Case.follows,
    Case.term_from,
    Case.term_left,
    Case.term_ends,
    Case.state_ends,
    Case.deadline,
    Case.counted_by,
    Case.remind_at,
    Case.decided_at,
    Case.decided_days,
    Case.taken_as,
    Case.taken_at,
    Case.being_signed,
)
DATA = ("typed", "answers", "asked")


async def add(record: Record) -> None:
    values: dict[Any, Any] = {k: json.dumps(v, ensure_ascii=False) if k in DATA else v for k, v in vars(record).items()}
    await Case.insert(Case(**values))


async def by_number(number: str) -> Record | None:
    return record_of(await Case.select(*COLUMNS).where(Case.number == number).first())


async def by_id(wanted: UUID) -> Record | None:
    return record_of(await Case.select(*COLUMNS).where(Case.id == wanted).first())


async def by_ids(wanted: Iterable[UUID]) -> list[Record]:
    """In no order."""
    ids = list(set(wanted))
    return [made_of(row) for row in await Case.select(*COLUMNS).where(Case.id.is_in(ids))] if ids else []


def record_of(row: dict[str, Any] | None) -> Record | None:
    return made_of(row) if row else None


def made_of(row: dict[str, Any]) -> Record:
    """row: becomes the record's own."""
    for name in DATA:
        row[name] = from_json(row[name])
    record = Record.__new__(Record)
    vars(record).update(row)  # a fifth of the time of thirty assignments that a frozen one checks
    return record


async def change(case: UUID, version: int, moment: dt.datetime, **values: Any) -> bool:
    """Change a case that is still at this version; False when somebody else was first."""
    new: dict[Any, Any] = {k: json.dumps(v, ensure_ascii=False) if k in DATA else v for k, v in values.items()}
    rows = (
        await Case.update({**new, "version": version + 1, "changed_at": moment})
        .where((Case.id == case) & (Case.version == version))
        .returning(Case.id)
    )
    return bool(rows)


async def of_party(parties: list[str], services: list[str] | None, limit: int = 200) -> list[Record]:
    """The cases of somebody, newest first."""
    if services == []:
        return []
    where: Any = Case.party.is_in(parties)
    if services is not None:
        where = where & Case.service.is_in(services)
    rows = await Case.select(*COLUMNS).where(where).order_by(Case.changed_at, ascending=False).limit(limit)
    return [found for row in rows if (found := record_of(row))]


async def unsent_of_party(party: str, account: UUID) -> list[Record]:
    """Every draft that somebody began for this party, also of services that are switched off."""
    mine = (Case.party == party) & (Case.opened_by == account)
    rows = await Case.select(*COLUMNS).where(mine & Case.sent_at.is_null())
    return [found for row in rows if (found := record_of(row))]


async def page_of_party(party: str, services: list[str], after: Record | None, limit: int) -> list[Record]:
    """Some cases of somebody, the one opened last first. after: the last one of the page before."""
    if not services:
        return []
    where: Any = (Case.party == party) & Case.service.is_in(services)
    if after:
        same = (Case.opened_at == after.opened_at) & (Case.id < after.id)
        where = where & ((Case.opened_at < after.opened_at) | same)
    rows = (
        await Case.select(*COLUMNS)
        .where(where)
        .order_by(Case.opened_at, ascending=False)
        .order_by(Case.id, ascending=False)
        .limit(limit)
    )
    return [found for row in rows if (found := record_of(row))]


async def resting_on(register: str, key: str) -> list[Record]:
    """Cases that copied this row of a register."""
    ids = (
        await CaseRow.select(CaseRow.case)
        .where((CaseRow.register == register) & (CaseRow.key == key))
        .output(as_list=True)
    )
    return await by_ids(ids)


async def least_lately_compared(services: dict[str, list[str]], before: dt.datetime, limit: int) -> list[Record]:
    """Cases in these states of these services that were not compared with their registers since that moment.

    In that order, whatever their service: none of them has to wait for ever.
    """
    watched = [(Case.service == service) & Case.state.is_in(states) for service, states in services.items()]
    if not watched:
        return []
    rows = (
        await Case.select(*COLUMNS)
        .where(reduce(or_, watched) & (Case.checked_at.is_null() | (Case.checked_at < before)))
        .order_by(OrderByRaw("checked_at IS NOT NULL"))  # the engines put nulls at different ends
        .order_by(Case.checked_at)
        .limit(limit)
    )
    return [record for row in rows if (record := record_of(row))]


async def compared(case: UUID, moment: dt.datetime) -> None:
    """The case rests on rows that are as they were; not a change, so the version stays."""
    await Case.update({Case.checked_at: moment}).where(Case.id == case)


async def replace_rows(case: UUID, rows: set[tuple[str, str]]) -> None:
    """Which rows of which registers a case copied."""
    await CaseRow.delete().where(CaseRow.case == case)
    for register, key in sorted(rows):
        await CaseRow.insert(CaseRow(id=uuid4(), case=case, register=register, key=key))


async def holds(key: str) -> bool:
    """Does some case hold this key of its service's one_per?"""
    return bool(await Case.exists().where(Case.unique_key == key))


async def submission(token: str) -> tuple[UUID, str, str] | None:
    """The case and the transition that this form's token caused, and what was sent with it, if it was posted before."""
    row = await Submission.select().where(Submission.token == token).first()
    return (row["case"], row["move"], row["digest"]) if row else None


async def spend(token: str, case: UUID, move: str, digest: str, moment: dt.datetime) -> None:
    """Spend a token inside the transaction it causes; a unique key stops the second post."""
    await Submission.insert(Submission(token=token, case=case, move=move, digest=digest, done_at=moment))


async def remember(account: UUID, name: str, value: str, moment: dt.datetime) -> None:
    """Offer this answer again the next time. One statement: the same page may be sent twice at once."""
    await Remembered.raw(
        "INSERT INTO remembered (id, account, name, value, used_at) VALUES ({}, {}, {}, {}, {}) "
        "ON CONFLICT (account, name, value) DO UPDATE SET used_at = excluded.used_at",
        uuid4(),
        account,
        name,
        value[:300],
        moment,
    )


async def remembered(account: UUID) -> dict[str, list[str]]:
    """Answers to offer, by the question's name, the latest first."""
    found: dict[str, list[str]] = {}
    for row in (
        await Remembered.select().where(Remembered.account == account).order_by(Remembered.used_at, ascending=False)
    ):
        found.setdefault(row["name"], []).append(row["value"])
    return {name: values[:5] for name, values in found.items()}


async def every_remembered(account: UUID) -> list[tuple[str, str, dt.datetime]]:
    """All that is remembered for somebody: the question's name, the answer, when it was used last; the latest first."""
    rows = await Remembered.select().where(Remembered.account == account).order_by(Remembered.used_at, ascending=False)
    return [(row["name"], row["value"], row["used_at"]) for row in rows]


async def forget_all(account: UUID) -> None:
    await Remembered.delete().where(Remembered.account == account)


async def forget(account: UUID, name: str, value: str) -> None:
    await Remembered.delete().where(
        (Remembered.account == account) & (Remembered.name == name) & (Remembered.value == value)
    )
