"""The benches of many permits still run, in small; and what they rest on: writes of several requests in one go."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from xidmet.attestations import check
from xidmet.auth import Actor
from xidmet.bench import costs, here, permits, rush
from xidmet.bench.scale import scale
from xidmet.cases import Site
from xidmet.journal.verify import verify
from xidmet.settings import Settings
from xidmet.store import throttles
from xidmet.store.together import Together
from xidmet_ui.app import create_app

from tests.conftest import _named, _run_sql
from tests.core.certificate import certificate

MINUTE = dt.timedelta(minutes=1)


@pytest.mark.parametrize(("name", "count"), [("seed", 60), ("here", 20)])
async def test_a_bench_of_many_runs_in_small(
    embedded: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, count: int
) -> None:
    for module in (costs, here):
        monkeypatch.setattr(module, "ROUNDS", 1)
    monkeypatch.setattr(costs, "TIMES", 1)
    monkeypatch.setattr(here, "AT_ONCE", 4)
    monkeypatch.setattr(permits, "MANY", 50)  # so that the indexes go and come back too
    figures = await scale(name, tmp_path, embedded, create_app, "", count, 0)
    assert figures and all(one.value > 0 and one.name.startswith(name) for one in figures)


async def test_a_rush_loses_no_press_and_doubles_none(
    embedded: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_server: str
) -> None:
    monkeypatch.setattr(rush, "CLIENTS", 8)
    name = f"rush{os.getpid()}"
    await _run_sql(postgres_server, f'CREATE DATABASE "{name}"')
    figures = await scale("rush", tmp_path, embedded, create_app, _named(postgres_server, name), 200, 120)
    assert [one.name for one in figures] == ["rush.activated", "rush.p99"]
    assert figures[0].yardstick.startswith("200 in ")


async def test_what_waits_together_is_answered_alone() -> None:
    done = list[list[int]]()

    async def work(some: Sequence[int]) -> list[int]:
        done.append(list(some))
        await asyncio.sleep(0)
        if 3 in some:
            raise ValueError(f"{some}")
        return [one * 10 for one in some]

    together = Together(work)
    found = await asyncio.gather(*(together.add(one) for one in range(5)), return_exceptions=True)
    assert [one for one in found if not isinstance(one, BaseException)] == [0, 10, 20, 40]
    assert isinstance(found[3], ValueError) and str(found[3]) == "[3]"
    assert max(map(len, done)) > 1


async def test_tries_at_once_are_all_counted(site: Site) -> None:
    who = [f"somebody {n % 3}" for n in range(30)]
    counted = await asyncio.gather(*(throttles.hit("bench", one, MINUTE) for one in who))
    for one in set(who):
        assert sorted(n for n, whose in zip(counted, who, strict=True) if whose == one) == list(range(1, 11))
        assert await throttles.hits("bench", one, MINUTE) == 10


async def test_checks_at_once_stand_in_one_chain(site: Site, leyla: Actor, kamran: Actor) -> None:
    moved = await certificate(site, leyla)
    told = await asyncio.gather(
        *(check(site.catalogue, moved.issued or "", who, "api") for who in (kamran, None, kamran) * 5)
    )
    assert all(one.active for one in told)
    assert [found async for found in verify() if found] == []
