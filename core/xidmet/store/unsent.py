"""Forms that were posted by somebody whose session was over; one for each session, for a while."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from xidmet.store.tables import Unsent


@dataclass(frozen=True)
class Waiting:
    """page: path of the page it was posted to. sealed: what was posted, encrypted."""

    page: str
    sealed: bytes


async def keep(session: str, page: str, sealed: bytes, ends_at: dt.datetime) -> None:
    """In the place of what this session had before. One statement: a page may be posted twice at once."""
    await Unsent.raw(
        "INSERT INTO unsent (session, page, sealed, ends_at) VALUES ({}, {}, {}, {}) "
        "ON CONFLICT (session) DO UPDATE "
        "SET page = excluded.page, sealed = excluded.sealed, ends_at = excluded.ends_at",
        session,
        page,
        sealed,
        ends_at,
    )


async def waiting(session: str, moment: dt.datetime) -> Waiting | None:
    row = await Unsent.select().where((Unsent.session == session) & (Unsent.ends_at > moment)).first()
    return Waiting(row["page"], bytes(row["sealed"])) if row else None


async def hand_over(before: str, after: str) -> None:
    """The same visitor goes on in another session."""
    await Unsent.update({Unsent.session: after}).where(Unsent.session == before)


async def forget(session: str) -> None:
    await Unsent.delete().where(Unsent.session == session)


async def sweep(moment: dt.datetime) -> None:
    """Forget what nobody came back for."""
    await Unsent.delete().where(Unsent.ends_at <= moment)
