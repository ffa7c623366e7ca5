"""Effects: what must still happen. The table is the truth; whoever claims a row holds a lease on it."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import IntEnum
from typing import Any
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.store import bound
from xidmet.store.tables import Effect

MOST_ATTEMPTS = 10
LONGEST_PAUSE = 3600  # seconds


class Lane(IntEnum):
    """Among which others an effect waits: a letter with a code must not stand behind a hundred thousand notices.

    PROMPT: somebody waits for it, and it takes moments. LONG: it works for seconds at a time. BULK: what is told of a
    move in many cases at once.
    """

    PROMPT = 0
    LONG = 1
    BULK = 2


_caused_in: ContextVar[Lane] = ContextVar("lane", default=Lane.PROMPT)


@contextmanager
def caused_by(effect: Claimed) -> Iterator[None]:
    """What is written meanwhile waits in the lane of the bulk, if that effect did: a notice's letter is as many."""
    before = _caused_in.set(Lane.BULK if effect.lane == Lane.BULK else Lane.PROMPT)
    try:
        yield
    finally:
        _caused_in.reset(before)


@dataclass(frozen=True)
class Claimed:
    """An effect in hand. once: its own key, handed on to the receiver so that a repeat is recognised.

    attempts: which try this is. Nobody else gets the same try of the same effect, so it proves who still holds it.
    """

    id: UUID
    kind: str
    payload: dict[str, Any]
    once: str
    attempts: int
    lane: Lane


async def write_effect(
    kind: str,
    payload: dict[str, Any],
    once: str,
    *,
    case: UUID | None = None,
    run_at: dt.datetime | None = None,
    lane: Lane | None = None,
) -> UUID:
    """Say, inside the transaction that caused it, that something must still happen. once: unique; at most 160 signs.

    lane: PROMPT, unless it is caused by an effect of the bulk.
    """
    moment = clock.now()
    effect = Effect(
        id=uuid4(),
        kind=kind,
        lane=int(_caused_in.get() if lane is None else lane),
        payload=json.dumps(payload, ensure_ascii=False),
        once=once,
        case=case,
        run_at=run_at or moment,
        created_at=moment,
    )
    await Effect.insert(effect)
    return UUID(str(effect.id))


async def is_written(once: str) -> bool:
    """Was this effect asked for before, whatever became of it?"""
    return bool(await Effect.exists().where(Effect.once == once))


async def waiting() -> frozenset[Lane]:
    """In which lanes something is due and in nobody's hands. Claiming asks for the writer's lock, this does not."""
    due = "SELECT 1 FROM effect WHERE state = 'pending' AND lane = {} AND run_at <= {} AND lease_until IS NULL"
    asked = ", ".join(f"EXISTS ({due}) AS lane_{lane:d}" for lane in Lane)
    moment = clock.now()
    values = (value for lane in Lane for value in (int(lane), moment))
    rows: list[dict[str, Any]] = await Effect.raw(f"SELECT {asked}", *values)
    return frozenset(lane for lane in Lane if rows[0][f"lane_{lane:d}"])


async def claim(limit: int, lease: dt.timedelta, lane: Lane = Lane.PROMPT) -> list[Claimed]:
    """Take up to limit effects that are due and in nobody's hands; one statement, so no two workers get the same row.

    PostgreSQL skips rows that another worker is just claiming; SQLite has one writer at a time.
    """
    moment = clock.now()
    skip = "" if bound.on_sqlite() else "FOR UPDATE SKIP LOCKED"
    found: list[dict[str, Any]] = await Effect.raw(
        "UPDATE effect SET lease_until = {}, attempts = attempts + 1 WHERE id IN ("  # noqa: S608  # fixed texts only
        "SELECT id FROM effect WHERE state = 'pending' AND lane = {} AND run_at <= {} AND lease_until IS NULL "
        f"ORDER BY run_at LIMIT {int(limit)} {skip}) RETURNING id, kind, payload, once, attempts, lane",
        moment + lease,
        int(lane),
        moment,
    )
    return [_claimed(row) for row in found]


async def abandoned(limit: int = 100) -> list[Claimed]:
    """Effects whose lease ran out: their worker was killed, or stood still for too long.

    They are to be failed(), not claimed at once: an effect that kills its worker must wait longer each time and end
    dead, and the pause parts it from the innocent ones that were in hand beside it.
    """
    found: list[dict[str, Any]] = await Effect.raw(
        "SELECT id, kind, payload, once, attempts, lane FROM effect "  # noqa: S608  # fixed texts only
        f"WHERE state = 'pending' AND lease_until < {{}} ORDER BY run_at LIMIT {int(limit)}",
        clock.now(),
    )
    return [_claimed(row) for row in found]


def _claimed(row: dict[str, Any]) -> Claimed:
    payload, lane = json.loads(row["payload"]), Lane(row["lane"])
    return Claimed(UUID(str(row["id"])), row["kind"], payload, row["once"], row["attempts"], lane)


def _held(effect: Claimed) -> Any:
    """Only this very try: one that lost its lease meanwhile has no say over the row any more."""
    return (Effect.id == effect.id) & (Effect.attempts == effect.attempts) & Effect.lease_until.is_not_null()


async def renew(effect: Claimed, lease: dt.timedelta) -> bool:
    """Hold it for longer; False when it is held no more."""
    rows = await Effect.update({Effect.lease_until: clock.now() + lease}).where(_held(effect)).returning(Effect.id)
    return bool(rows)


async def done(effect: UUID) -> None:
    """It happened, whoever holds the lease by now."""
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
    ).where(_held(effect))


def is_last(effect: Claimed) -> bool:
    """When this try fails, the effect is dead."""
    return effect.attempts >= MOST_ATTEMPTS


async def failed(effect: Claimed, why: str) -> None:
    """Try again after a pause that doubles; after ten tries it is dead, with the reason."""
    pause = min(LONGEST_PAUSE, 2**effect.attempts) * (0.5 + random.random())  # noqa: S311  # spreads the retries
    await Effect.update(
        {
            Effect.state: "dead" if is_last(effect) else "pending",
            Effect.lease_until: None,
            Effect.run_at: clock.now() + dt.timedelta(seconds=pause),
            Effect.error: why[:500],
        }
    ).where(_held(effect))


@dataclass(frozen=True)
class Dead:
    """One that was given up. case: its number, "" for none. error: why."""

    id: UUID
    kind: str
    case: str
    created_at: dt.datetime
    error: str


async def dead(limit: int = 1000) -> list[Dead]:
    """Those that were given up, the oldest first."""
    columns = (Effect.id, Effect.kind, Effect.created_at, Effect.error, Effect.case.number.as_alias("case"))
    found = await Effect.select(*columns).where(Effect.state == "dead").order_by(Effect.created_at).limit(limit)
    return [Dead(**{**row, "case": row["case"] or ""}) for row in found]


async def revive(effect: UUID) -> None:
    """Let a dead effect be tried again, after its cause was mended."""
    await Effect.update({Effect.state: "pending", Effect.attempts: 0, Effect.run_at: clock.now()}).where(
        (Effect.id == effect) & (Effect.state == "dead")
    )


async def counts() -> dict[str, int]:
    """How many effects are in each state; for /readyz and /metrics."""
    found: list[dict[str, Any]] = await Effect.raw("SELECT state, COUNT(*) AS n FROM effect GROUP BY state")
    return {row["state"]: int(row["n"]) for row in found}


async def give_up(case: UUID, why: str) -> None:
    """Nothing about this case must happen any more."""
    await Effect.update({Effect.state: "done", Effect.lease_until: None, Effect.error: why[:500]}).where(
        (Effect.case == case) & (Effect.state != "done")
    )
