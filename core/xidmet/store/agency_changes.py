"""What agencies changed of their own data. Only appended to, behind the agency's lock."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.store.tables import AgencyChange


@dataclass(frozen=True)
class Change:
    """See the table. number: of its subject, from 1. before, hash: of its subject's chain."""

    id: UUID
    chain: UUID
    agency: str
    subject: str
    number: int
    kind: str
    about: int | None
    token: str
    account: UUID | None
    who: str
    made_at: dt.datetime
    body: str
    before: str
    hash: str

    @property
    def says(self) -> dict[str, Any]:
        """What it is about, in plain values."""
        said: dict[str, Any] = json.loads(self.body)["says"]
        return said


async def add(change: Change) -> None:
    await AgencyChange.insert(AgencyChange(**vars(change)))


async def last(subject: str) -> Change | None:
    row = await AgencyChange.select().where(AgencyChange.subject == subject).order_by(_NUMBER, ascending=False).first()
    return Change(**row) if row else None


async def of_subject(subject: str, *, after: int = 0, limit: int = 0, skip: int = 0) -> list[Change]:
    """The newest first. after: only those with a greater number. limit: 0 for all."""
    where: Any = (AgencyChange.subject == subject) & (AgencyChange.number > after)
    found = AgencyChange.select().where(where).order_by(_NUMBER, ascending=False)
    return [Change(**row) for row in await (found.limit(limit).offset(skip) if limit else found)]


async def of_subjects(subjects: Sequence[str]) -> list[Change]:
    """Of several at once, the newest first."""
    found = AgencyChange.select().where(AgencyChange.subject.is_in(list(subjects)))
    rows = await found.order_by(AgencyChange.made_at, _NUMBER, ascending=False) if subjects else []
    return [Change(**row) for row in rows]


async def by_number(subject: str, number: int) -> Change | None:
    where: Any = (AgencyChange.subject == subject) & (AgencyChange.number == number)
    row = await AgencyChange.select().where(where).first()
    return Change(**row) if row else None


async def answer_to(subject: str, number: int) -> Change | None:
    """What confirmed or declined it."""
    where: Any = (AgencyChange.subject == subject) & (AgencyChange.about == number)
    row = await AgencyChange.select().where(where).first()
    return Change(**row) if row else None


async def by_token(token: str) -> Change | None:
    row = await AgencyChange.select().where(AgencyChange.token == token).first() if token else None
    return Change(**row) if row else None


async def waiting(subjects: Sequence[str]) -> list[Change]:
    """What was proposed for these and neither confirmed nor declined, the oldest first."""
    if not subjects:
        return []
    proposed: Any = AgencyChange.subject.is_in(list(subjects)) & (AgencyChange.kind == "proposed")
    answered: list[dict[str, Any]] = await AgencyChange.select(AgencyChange.subject, AgencyChange.about).where(
        AgencyChange.subject.is_in(list(subjects)) & AgencyChange.about.is_not_null()
    )
    closed = {(row["subject"], row["about"]) for row in answered}
    rows = await AgencyChange.select().where(proposed).order_by(AgencyChange.made_at)
    return [Change(**row) for row in rows if (row["subject"], row["number"]) not in closed]


async def subjects() -> list[str]:
    """Of which something was ever changed."""
    rows: list[dict[str, Any]] = await AgencyChange.raw("SELECT DISTINCT subject FROM agency_change ORDER BY subject")
    return [row["subject"] for row in rows]


_NUMBER = AgencyChange.number
