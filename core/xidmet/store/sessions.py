"""Sessions of signed-in people, found by the digest of a token that only their browser holds."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.store.tables import Session


@dataclass(frozen=True)
class Kept:
    digest: str
    account: UUID | None
    organisation: UUID | None
    ward: str
    means: str
    csrf: str
    language: str
    notes: dict[str, Any]
    created_at: dt.datetime
    seen_at: dt.datetime
    ends_at: dt.datetime
    id: UUID | None = None
    level: str = ""
    proved_at: dt.datetime | None = None
    agent: str = ""
    place: str = ""


async def keep(session: Kept) -> None:
    await Session.insert(Session(**(vars(session) | {"notes": json.dumps(session.notes, ensure_ascii=False)})))


async def of_account(account: UUID, moment: dt.datetime) -> list[Kept]:
    """Those that have not ended, the one used last first."""
    alive = (Session.account == account) & (Session.ends_at > moment)
    rows = await Session.select().where(alive).order_by(Session.seen_at, ascending=False)
    return [Kept(**{**row, "notes": json.loads(row["notes"])}) for row in rows]


async def accounts_signed_in(moment: dt.datetime) -> list[UUID]:
    """Whose sessions have not ended."""
    alive = Session.account.is_not_null() & (Session.ends_at > moment)
    found = await Session.select(Session.account).where(alive).output(as_list=True)
    return list(dict.fromkeys(found))


async def carry_on(session: Kept) -> None:
    """It takes over from the one before: for whom its person acts, when it ends, how surely they are known."""
    values: dict[Any, Any] = {
        Session.organisation: session.organisation,
        Session.ward: session.ward,
        Session.created_at: session.created_at,
        Session.ends_at: session.ends_at,
        Session.means: session.means,
        Session.level: session.level,
        Session.proved_at: session.proved_at,
    }
    await Session.update(values).where(Session.digest == session.digest)


async def seen(digest: str, moment: dt.datetime) -> None:
    await Session.update({Session.seen_at: moment}).where(Session.digest == digest)


async def note(digest: str, notes: dict[str, Any]) -> None:
    await Session.update({Session.notes: json.dumps(notes, ensure_ascii=False)}).where(Session.digest == digest)


async def act_for(digest: str, organisation: UUID | None, ward: str) -> None:
    await Session.update({Session.organisation: organisation, Session.ward: ward}).where(Session.digest == digest)


async def end(digest: str) -> None:
    await Session.delete().where(Session.digest == digest)


async def sweep(moment: dt.datetime, idle_since: dt.datetime) -> None:
    """Forget sessions whose time has passed, and those in which nothing was done since then."""
    await Session.delete().where((Session.ends_at <= moment) | (Session.seen_at < idle_since))
