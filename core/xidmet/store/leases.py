"""Who is deciding a case just now: one row a case, held for some minutes at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xidmet.store.tables import CaseLease


@dataclass(frozen=True)
class Lease:
    """account, name: who is at it, since and until when."""

    account: UUID
    name: str
    since: dt.datetime
    until: dt.datetime


HOLD = """
INSERT INTO case_lease ("case", account, since, until) VALUES ({}, {}, {}, {})
ON CONFLICT ("case") DO UPDATE SET account = excluded.account, until = excluded.until,
  since = CASE WHEN case_lease.account = excluded.account AND case_lease.until > {}
    THEN case_lease.since ELSE excluded.since END
WHERE case_lease.until <= {} OR case_lease.account = excluded.account
RETURNING "case"
"""
TAKE_OVER = """
UPDATE case_lease SET account = {}, since = {}, until = {} WHERE "case" = {} AND account = {} RETURNING "case"
"""


async def hold(case: UUID, account: UUID, moment: dt.datetime, until: dt.datetime) -> bool:
    """Begin or go on; False while somebody else holds it. One statement: of two at once one has it."""
    values = (case, account, moment, until, moment, moment)
    return bool(await CaseLease.raw(HOLD, *values))


async def take_over(case: UUID, account: UUID, was: UUID, moment: dt.datetime, until: dt.datetime) -> bool:
    """False when it is not that person's any more."""
    return bool(await CaseLease.raw(TAKE_OVER, account, moment, until, case, was))


async def held(case: UUID, moment: dt.datetime) -> Lease | None:
    """Who holds it just now."""
    who = CaseLease.account
    row = (
        await CaseLease.select(who, who.given_name, who.surname, CaseLease.since, CaseLease.until)
        .where((CaseLease.case == case) & (CaseLease.until > moment))
        .first()
    )
    if row is None:
        return None
    name = " ".join(part for part in (row["account.given_name"], row["account.surname"]) if part)
    return Lease(row["account"], name, row["since"], row["until"])


async def let_go(case: UUID, account: UUID) -> None:
    await CaseLease.delete().where((CaseLease.case == case) & (CaseLease.account == account))


async def sweep(moment: dt.datetime) -> None:
    await CaseLease.delete().where(CaseLease.until <= moment)
