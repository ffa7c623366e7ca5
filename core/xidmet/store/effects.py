"""Effects: what must still happen. The table is the truth; whoever claims a row holds a lease on it."""

from __future__ import annotations

import datetime as dt
import json
import random
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.store import bound
from xidmet.store.tables import Effect

MOST_ATTEMPTS = 10
LONGEST_PAUSE = 3600  # seconds


@dataclass(frozen=True)
class Claimed:
    """An effect in hand. once: its own key, handed on to the receiver so that a repeat is recognised."""

    id: UUID
    kind: str
    payload: dict[str, Any]
    once: str
    attempts: int


async def write_effect(
    kind: str, payload: dict[str, Any], once: str, *, case: UUID | None = None, run_at: dt.datetime | None = None
) -> UUID:
    """Say, inside the transaction that caused it, that something must still happen. once: unique; at most 160 signs."""
    moment = clock.now()
    effect = Effect(
        id=uuid4(),
        kind=kind,
        payload=json.dumps(payload, ensure_ascii=False),
        once=once,
        case=case,
        run_at=run_at or moment,
        created_at=moment,
    )
    await Effect.insert(effect)
    return UUID(str(effect.id))


async def write_effect_if_new(kind: str, payload: dict[str, Any], once: str, *, case: UUID | None = None) -> None:
    """The same, but quietly nothing when it was written before."""
    if not await Effect.exists().where(Effect.once == once):
        await write_effect(kind, payload, once, case=case)


async def claim(limit: int, lease: dt.timedelta, only: UUID | None = None) -> list[Claimed]:
    """Take up to limit effects that are due and in nobody's hands; one statement, so no two workers get the same row.

    PostgreSQL skips rows that another worker is just claiming; SQLite has one writer at a time.
    """
    moment = clock.now()
    one = "AND id = {}" if only else ""
    skip = "" if bound.on_sqlite() else "FOR UPDATE SKIP LOCKED"
    found: list[dict[str, Any]] = await Effect.raw(
        "UPDATE effect SET lease_until = {}, attempts = attempts + 1 WHERE id IN ("  # noqa: S608  # fixed texts only
        "SELECT id FROM effect WHERE state = 'pending' AND run_at <= {} AND (lease_until IS NULL OR lease_until < {}) "
        f"{one} ORDER BY run_at LIMIT {int(limit)} {skip}) RETURNING id, kind, payload, once, attempts",
        moment + lease,
        moment,
        moment,
        *([only] if only else []),
    )
    return [_claimed(row) for row in found]


def _claimed(row: dict[str, Any]) -> Claimed:
    return Claimed(UUID(str(row["id"])), row["kind"], json.loads(row["payload"]), row["once"], row["attempts"])


async def done(effect: UUID) -> None:
    await Effect.update(
        {Effect.state: "done", Effect.lease_until: None, Effect.done_at: clock.now(), Effect.error: ""}
    ).where(Effect.id == effect)


async def later(effect: Claimed, seconds: float, why: str) -> None:
    """Not yet, through nobody's fault: this try does not count."""
    await Effect.update(
        {
            Effect.lease_until: None,
            Effect.attempts: max(0, effect.attempts - 1),
            Effect.run_at: clock.now() + dt.timedelta(seconds=seconds),
            Effect.error: why[:500],
        }
    ).where(Effect.id == effect.id)


async def failed(effect: Claimed, why: str) -> bool:
    """Try again after a pause that doubles; after ten tries it is dead, with the reason. True when it is dead."""
    dead = effect.attempts >= MOST_ATTEMPTS
    pause = min(LONGEST_PAUSE, 2**effect.attempts) * (0.5 + random.random())  # noqa: S311  # spreads the retries
    await Effect.update(
        {
            Effect.state: "dead" if dead else "pending",
            Effect.lease_until: None,
            Effect.run_at: clock.now() + dt.timedelta(seconds=pause),
            Effect.error: why[:500],
        }
    ).where(Effect.id == effect.id)
    return dead


async def revive(effect: UUID) -> None:
    """Let a dead effect be tried again, after its cause was mended."""
    await Effect.update({Effect.state: "pending", Effect.attempts: 0, Effect.run_at: clock.now()}).where(
        (Effect.id == effect) & (Effect.state == "dead")
    )


async def unannounced(older_than: dt.timedelta, limit: int = 500) -> list[tuple[UUID, int]]:
    """Effects that are due and that nobody took: their wake-up was lost."""
    moment = clock.now()
    rows = (
        await Effect.select(Effect.id, Effect.attempts)
        .where(
            (Effect.state == "pending")
            & (Effect.run_at <= moment - older_than)
            & ((Effect.lease_until.is_null()) | (Effect.lease_until < moment))
        )
        .order_by(Effect.run_at)
        .limit(limit)
    )
    return [(row["id"], row["attempts"]) for row in rows]


async def counts() -> dict[str, int]:
    """How many effects are in each state; for /readyz and /metrics."""
    found: list[dict[str, Any]] = await Effect.raw("SELECT state, COUNT(*) AS n FROM effect GROUP BY state")
    return {row["state"]: int(row["n"]) for row in found}


async def has_open(case: UUID) -> bool:
    """True while something about the case must still happen; such a case is never purged."""
    return bool(await Effect.exists().where((Effect.case == case) & (Effect.state != "done")))
