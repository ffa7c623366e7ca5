"""Effects: each in one hand at a time, again after a failure, dead after ten, and never undone by who came too late."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs
from xidmet import clock
from xidmet.cases import Site
from xidmet.errors import RegisterDown, Retry
from xidmet.jobs import Worker, doing
from xidmet.jobs.doing import LEASE, do
from xidmet.jobs.kinds import KINDS
from xidmet.store import effects, transaction
from xidmet.store.effects import Claimed, Lane
from xidmet.store.tables import Effect

PATIENCE = 240.0  # seconds; only against waiting for ever
MANY = 40


class Work:
    """What the effects of the kind "test" do: counted, and as the test says."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.error: Exception | None = None
        self.begun, self.may_end = asyncio.Event(), asyncio.Event()
        self.may_end.set()

    async def __call__(self, site: Site, payload: Mapping[str, Any], once: str) -> None:
        self.begun.set()
        await self.may_end.wait()
        if self.error:
            raise self.error
        self.done.append(once)


async def _quick(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """Nothing, at once."""


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    made = Work()
    monkeypatch.setitem(KINDS, "test", made)  # type: ignore[arg-type]  # it is a dict
    monkeypatch.setitem(KINDS, "quick", _quick)  # type: ignore[arg-type]
    return made


async def write(once: str = "one", **more: Any) -> UUID:
    async with transaction():
        return await effects.write_effect("test", {}, once, **more)


async def claimed() -> Claimed:
    (one,) = await effects.claim(1, LEASE)
    return one


async def row(effect: UUID) -> dict[str, Any]:
    found = await Effect.select().where(Effect.id == effect).first()
    assert found is not None
    return dict(found)


async def test_many_claim_at_once_and_each_effect_is_claimed_once(site: Site) -> None:
    for number in range(MANY):
        await write(f"effect {number}")
    hands = await asyncio.gather(*(effects.claim(7, LEASE) for _hand in range(12)))
    names = [one.once for hand in hands for one in hand]
    assert len(names) == len(set(names)) <= MANY and max(map(len, hands)) <= 7
    names += [one.once for one in await effects.claim(MANY, LEASE)]  # two may have looked at the same rows at once
    assert sorted(names) == sorted(f"effect {number}" for number in range(MANY))
    assert await effects.claim(1, LEASE) == []


async def test_the_longest_waiting_is_first_and_nothing_before_its_time(site: Site) -> None:
    moment = clock.now()
    for minutes in (2, 0, 1):
        await write(f"in {minutes} minutes", run_at=moment + dt.timedelta(minutes=minutes))
    assert (await claimed()).once == "in 0 minutes" and await effects.claim(9, LEASE) == []
    clock.advance(dt.timedelta(minutes=2))
    assert (await claimed()).once == "in 1 minutes"


async def test_a_crowd_in_one_lane_holds_up_no_other(site: Site, work: Work) -> None:
    """What waits longest and hangs is of the bulk, or long; the letter that came last leaves at once."""
    work.may_end.clear()
    for number in range(MANY):
        await write(f"notice {number}", lane=Lane.BULK)
        await write(f"list {number}", lane=Lane.LONG)
    clock.advance(dt.timedelta(seconds=1))
    kind = await write("letter")
    await Effect.update({Effect.kind: "quick"}).where(Effect.id == kind)
    worker = asyncio.create_task(Worker(site).run())
    try:
        async with asyncio.timeout(PATIENCE):
            while (await row(kind))["state"] == "pending":
                await asyncio.sleep(0.02)
        assert work.done == [] and await effects.waiting() == {Lane.BULK, Lane.LONG}
        work.may_end.set()
        async with asyncio.timeout(PATIENCE):
            while await effects.counts() != {"done": 2 * MANY + 1}:
                await asyncio.sleep(0.05)
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    assert len(work.done) == 2 * MANY


async def test_what_the_bulk_causes_is_of_the_bulk(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def cause(site: Site, payload: Mapping[str, Any], once: str) -> None:
        await write(f"caused by {once}")

    monkeypatch.setitem(KINDS, "test", cause)  # type: ignore[arg-type]  # it is a dict
    for lane in Lane:
        await write(lane.name, lane=lane)
        (one,) = await effects.claim(1, LEASE, lane)
        await do(site, one)
    found = {one["once"]: one["lane"] for one in await Effect.select(Effect.once, Effect.lane)}
    assert [found[f"caused by {lane.name}"] for lane in Lane] == [Lane.PROMPT, Lane.PROMPT, Lane.BULK]


async def test_what_a_killed_worker_held_is_done_by_another(site: Site, work: Work) -> None:
    effect = await write()
    await claimed()  # and nothing more was heard of that worker
    clock.advance(LEASE - dt.timedelta(seconds=1))
    assert await effects.abandoned() == [] and await effects.claim(1, LEASE) == []
    clock.advance(dt.timedelta(seconds=2))
    other = asyncio.create_task(Worker(site).run())
    try:
        async with asyncio.timeout(PATIENCE):
            while (await row(effect))["state"] == "pending":
                clock.advance(dt.timedelta(seconds=0.2))
                await asyncio.sleep(0.02)
    finally:
        other.cancel()
        await asyncio.gather(other, return_exceptions=True)
    found = await row(effect)
    assert work.done == ["one"] and (found["state"], found["attempts"]) == ("done", 2)


async def test_an_effect_that_kills_every_worker_ends_dead(site: Site) -> None:
    effect = await write()
    for attempt in range(1, effects.MOST_ATTEMPTS + 1):
        assert (await claimed()).attempts == attempt
        clock.advance(LEASE + dt.timedelta(seconds=1))
        await Worker(site)._abandoned()
        clock.advance(dt.timedelta(seconds=effects.LONGEST_PAUSE))
    found = await row(effect)
    assert found["state"] == "dead" and "killed" in found["error"] and await effects.claim(1, LEASE) == []


async def test_a_failing_effect_waits_twice_as_long_each_time_and_is_dead_after_ten(site: Site, work: Work) -> None:
    effect, work.error = await write(), LookupError("no such thing")
    for attempt in range(1, effects.MOST_ATTEMPTS + 1):
        begun = clock.now()
        with capture_logs() as said:
            await do(site, await claimed())
        assert [one["event"] for one in said][-1:] == ["effect failed"] and said[-1]["attempts"] == attempt
        found = await row(effect)
        pause = (found["run_at"] - begun).total_seconds()
        assert 0.5 * 2**attempt <= pause <= 1.5 * 2**attempt + PATIENCE
        assert await effects.claim(1, LEASE) == []
        assert (found["state"] == "dead") == (attempt == effects.MOST_ATTEMPTS) and found["lease_until"] is None
        clock.advance(dt.timedelta(seconds=pause))
    assert found["error"] == "LookupError: no such thing" and await effects.counts() == {"dead": 1}
    assert [(one.id, one.kind, one.case, one.error) for one in await effects.dead()] == [
        (effect, "test", "", found["error"])
    ]
    work.error = None
    await effects.revive(effect)
    await do(site, await claimed())
    found = await row(effect)
    assert work.done == ["one"] and (found["state"], found["error"]) == ("done", "")


async def test_a_kind_that_nobody_does_is_told_by_its_name(site: Site) -> None:
    async with transaction():
        effect = await effects.write_effect("dance", {}, "one")
    await do(site, await claimed())
    assert "dance" in (await row(effect))["error"]


@pytest.mark.parametrize(("error", "seconds"), [(Retry(5, "not ready"), 5), (RegisterDown("Contracts"), 30)])
async def test_not_yet_is_no_failure(site: Site, work: Work, error: Exception, seconds: float) -> None:
    effect, work.error = await write(), error
    for _time in range(effects.MOST_ATTEMPTS + 2):
        await do(site, await claimed())
        found = await row(effect)
        assert (found["state"], found["attempts"], found["error"]) == ("pending", 0, str(error))
        clock.advance(dt.timedelta(seconds=seconds))


async def test_done_twice_is_done_once(site: Site, work: Work) -> None:
    effect = await write()
    one = await claimed()
    await do(site, one)
    first = await row(effect)
    await effects.done(effect)
    await effects.failed(one, "too late")
    await effects.later(one, 1, "too late")
    await effects.revive(effect)
    assert (await row(effect))["state"] == first["state"] == "done" and await effects.claim(1, LEASE) == []


@pytest.mark.parametrize("late", ["failed", "later"])
async def test_who_lost_the_lease_changes_nothing_for_who_has_it_now(site: Site, late: str) -> None:
    effect = await write()
    first = await claimed()
    clock.advance(LEASE + dt.timedelta(seconds=1))
    await Worker(site)._abandoned()
    clock.advance(dt.timedelta(seconds=5))
    second = await claimed()
    held = await row(effect)
    assert not await effects.renew(first, LEASE) and await effects.renew(second, LEASE)
    await (effects.failed(first, "late") if late == "failed" else effects.later(first, 0, "late"))
    found = await row(effect)
    assert found["attempts"] == held["attempts"] and found["lease_until"] > clock.now()
    await effects.done(effect)  # it happened, whoever did it
    await effects.failed(second, "late")
    assert (await row(effect))["state"] == "done"


async def test_work_that_takes_longer_than_its_lease_keeps_it(
    site: Site, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doing, "RENEWED", 0.05)
    effect = await write()
    work.may_end.clear()
    working = asyncio.create_task(do(site, await claimed()))
    await work.begun.wait()
    clock.advance(LEASE - dt.timedelta(seconds=1))
    renewed = clock.now() + LEASE
    async with asyncio.timeout(PATIENCE):
        while (await row(effect))["lease_until"] < renewed:
            await asyncio.sleep(0.02)
    clock.advance(LEASE - dt.timedelta(seconds=PATIENCE))
    assert await effects.abandoned() == [] and await effects.claim(1, LEASE) == []
    work.may_end.set()
    await working
    assert work.done == ["one"] and (await row(effect))["state"] == "done"


async def test_work_that_hangs_is_ended(site: Site, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doing, "LONGEST", 0.05)
    effect = await write()
    work.may_end.clear()
    await do(site, await claimed())
    found = await row(effect)
    assert (found["state"], found["error"]) == ("pending", "TimeoutError: ")


async def test_a_stopped_worker_gives_its_work_back(site: Site, work: Work) -> None:
    effect = await write()
    work.may_end.clear()
    worker = asyncio.create_task(Worker(site).run())
    async with asyncio.timeout(PATIENCE):
        await work.begun.wait()
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    found = await row(effect)
    assert (found["state"], found["attempts"], found["lease_until"]) == ("pending", 0, None)
    assert (await claimed()).once == "one"


async def test_a_worker_that_has_its_hands_full_claims_no_more(site: Site, work: Work) -> None:
    """What waits in the table can be done by others; what waited in a worker could not."""
    for number in range(30):
        await write(f"effect {number}")
    work.may_end.clear()
    worker = asyncio.create_task(Worker(site).run())
    try:
        async with asyncio.timeout(PATIENCE):
            await work.begun.wait()
            others = await effects.claim(30, LEASE)
            assert len(others) >= 20
            work.may_end.set()
            while len(work.done) + len(others) < 30:
                await asyncio.sleep(0.02)
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
