"""What happened at the door of an account, and from which browsers it was entered before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet.store.tables import Device, SignIn


@dataclass(frozen=True)
class Happened:
    """kind: signed in, stepped up, refused, signed out, ended, means added, data asked, data taken.

    place: keyed hash of a network address.
    """

    happened_at: dt.datetime
    kind: str
    means: str
    level: str
    agent: str
    place: str


async def note(account: UUID, one: Happened) -> None:
    await SignIn.insert(SignIn(id=uuid4(), account=account, **vars(one)))


async def happened(account: UUID, before: int, limit: int) -> list[Happened]:
    """The newest first, without the newest of them, as many as before says."""
    rows = (
        await SignIn.select(*[getattr(SignIn, name) for name in Happened.__dataclass_fields__])
        .where(SignIn.account == account)
        .order_by(SignIn.happened_at, ascending=False)
        .offset(before)
        .limit(limit)
    )
    return [Happened(**row) for row in rows]


async def seen(digest: str, account: UUID, agent: str, moment: dt.datetime) -> bool:
    """Remember a browser; False when it is there for the first time. One statement: it may come twice at once."""
    rows: list[dict[str, Any]] = await Device.raw(
        "INSERT INTO device (digest, account, agent, first_at, seen_at) VALUES ({}, {}, {}, {}, {}) "
        "ON CONFLICT (digest) DO UPDATE SET agent = excluded.agent, seen_at = excluded.seen_at "
        "RETURNING first_at",
        digest,
        account,
        agent,
        moment,
        moment,
    )
    return bool(rows[0]["first_at"] != moment)


async def is_known(digest: str) -> bool:
    return bool(await Device.exists().where(Device.digest == digest))


async def has_devices(account: UUID) -> bool:
    """It was entered before, from whatever browser."""
    return bool(await Device.exists().where(Device.account == account))


async def sweep(before: dt.datetime) -> None:
    """Forget browsers that did not come back, and what happened, since then."""
    await Device.delete().where(Device.seen_at < before)
    await SignIn.delete().where(SignIn.happened_at < before)
