"""All of a transaction or nothing, whatever fails; many writers lose nothing; of two movers one wins."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.auth.may import Mover
from xidmet.cases import Case, Site, find_case, move, open_case
from xidmet.errors import Stale
from xidmet.settings import Settings
from xidmet.store import bound, cases, effects, open_store, transaction
from xidmet.store import tables as kept
from xidmet.store.effects import write_effect

from tests.conftest import ROOT, _run_sql
from tests.core.certificate import SLUG, certificate, draft, token
from tests.ui import kept as rows

MORE_THAN_THE_POOL = 13  # connections that were never given back would be missed by then
PATIENCE = 240.0  # seconds, after which a pool without connections is a failure
WRITERS, TIMES = 3, 15
# In a process of its own: says something in the journal of one case, again and again.
WRITER = """
import asyncio, sys
from uuid import UUID
from xidmet import journal
from xidmet.settings import Settings
from xidmet.store import open_store, transaction

async def write():
    store = await open_store(Settings())
    print("ready", flush=True)
    sys.stdin.readline()
    for _time in range(int(sys.argv[2])):
        async with transaction():
            await journal.entries(UUID(sys.argv[1]))  # who reads first and then writes is told "locked" at once
            await journal.append(UUID(sys.argv[1]), "checked", {"way": "api"})
    await store.close()

asyncio.run(write())
"""


async def broken_promise(settings: Settings) -> None:
    """A constraint that is looked at only by COMMIT."""
    if bound.on_sqlite():
        await kept.Case.raw("PRAGMA defer_foreign_keys = ON")
        await cases.replace_rows(uuid4(), {("nothing", "nowhere")})
    else:
        await kept.Case.raw("CREATE TEMPORARY TABLE once (n integer UNIQUE DEFERRABLE INITIALLY DEFERRED)")
        await kept.Case.raw("INSERT INTO once VALUES (1), (1)")


async def lost_server(settings: Settings) -> None:
    """Somebody ends the server's end of the connection; an embedded database has none, so its disk is full."""
    if bound.on_sqlite():
        await kept.Case.raw("PRAGMA max_page_count = 1")  # SQLite makes it as many as there are already
        await kept.Case.raw("CREATE TABLE large AS SELECT randomblob(9000000)")
    else:
        found = await kept.Case.raw("SELECT pg_backend_pid() AS pid")
        await _run_sql(settings.database, f"SELECT pg_terminate_backend({int(found[0]['pid'])})")


async def error_of_ours(settings: Settings) -> None:
    raise LookupError("nothing to do with the store")


@pytest.mark.parametrize("fail", [broken_promise, lost_server, error_of_ours])
async def test_what_fails_leaves_nothing_and_the_store_usable(
    settings: Settings, site: Site, leyla: Actor, fail: Callable[[Settings], Awaitable[None]]
) -> None:
    case = await open_case(site, leyla, SLUG, token())
    before = await rows.everything()
    for _time in range(MORE_THAN_THE_POOL):
        with pytest.raises(Exception) as failed:  # each engine and each failure has its own
            async with asyncio.timeout(PATIENCE):
                await written(case, partial(fail, settings))
        assert not isinstance(failed.value, TimeoutError)
    assert await rows.everything() == before
    if bound.on_sqlite():
        await kept.Case.raw(f"PRAGMA max_page_count = {2**30}")
    await written(case, nothing_more)
    assert [entry.kind for entry in await journal.entries(case.record.id)] == ["opened", "checked"]
    assert await effects.counts() == {"pending": 1}


async def test_a_writer_who_goes_away_leaves_nothing_and_the_store_usable(site: Site, leyla: Actor) -> None:
    case = await open_case(site, leyla, SLUG, token())
    before = await rows.everything()
    for _time in range(MORE_THAN_THE_POOL):
        inside = asyncio.Event()
        writer = asyncio.create_task(written(case, partial(wait_for_ever, inside)))
        await inside.wait()
        writer.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writer
    assert await rows.everything() == before
    await written(case, nothing_more)
    assert len(await journal.entries(case.record.id)) == 2


async def test_a_transaction_inside_another_is_refused(site: Site, leyla: Actor) -> None:
    """It would commit with the outer one, not by itself."""
    case = await open_case(site, leyla, SLUG, token())
    with pytest.raises(Exception, match=r"(?i)transaction"):
        await written(case, lambda: written(case, nothing_more))
    assert len(await journal.entries(case.record.id)) == 1


async def test_many_writers_in_one_process_lose_nothing(site: Site, leyla: Actor) -> None:
    case = await open_case(site, leyla, SLUG, token())
    opened = [open_case(site, leyla, SLUG, token()) for _time in range(25)]
    await asyncio.gather(*opened, *(written(case, nothing_more) for _time in range(50)))
    assert await kept.Case.count() == 26 and await effects.counts() == {"pending": 50}
    assert [entry.place for entry in await journal.entries(case.record.id)] == list(range(1, 52))
    assert [found async for found in journal.verify() if found] == []


async def test_many_processes_that_write_lose_nothing(settings: Settings, site: Site, leyla: Actor) -> None:
    case = await open_case(site, leyla, SLUG, token())
    processes = [await writer_of(settings, case.record.id) for _writer in range(WRITERS)]
    for process in processes:
        assert process.stdout and (await process.stdout.readline()) == b"ready\n"
    told = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert [process.returncode for process in processes] == [0] * WRITERS, told
    assert len(await journal.entries(case.record.id)) == 1 + WRITERS * TIMES
    assert [found async for found in journal.verify() if found] == []


async def test_a_version_is_changed_once(site: Site, leyla: Actor) -> None:
    case = await open_case(site, leyla, SLUG, token())
    both = await asyncio.gather(*(changed(case, word) for word in ("one", "two", "three")))
    found = await find_case(site, case.number)
    assert found and found.version == 2 and sorted(both) == [False, False, True]
    assert found.record.typed == {"kind": ("one", "two", "three")[both.index(True)]}


async def test_of_several_movers_one_wins_and_the_others_are_told(site: Site, leyla: Actor) -> None:
    moved = await certificate(site, leyla)
    contracts: Any = site.catalogue.sources["labour.contracts"].register
    movers: list[tuple[Mover, str]] = [(leyla, "deactivate"), (contracts, "lapse"), (None, "expire")]
    ends = await asyncio.gather(
        *(move(site, who, moved.case.number, name, version=3, token=token()) for who, name in movers * 2),
        return_exceptions=True,
    )
    won = [one for one in ends if not isinstance(one, BaseException)]
    assert len(won) == 1 and all(isinstance(one, Stale) for one in ends if isinstance(one, BaseException))
    entries = await journal.entries(moved.case.record.id)
    assert [entry.kind for entry in entries] == ["opened", "moved", "issued", "moved", "ended"]
    assert entries[3].facts["to"] == won[0].case.state.name and won[0].case.version == 4


async def test_money_is_kept_as_a_whole_number_of_qepik(site: Site, leyla: Actor) -> None:
    moved = await certificate(site, leyla)
    paid = moved.case.answers.contract.salary  # type: ignore[attr-defined]
    case = await kept.Case.select(kept.Case.answers).where(kept.Case.number == moved.case.number).first()
    issued = await kept.Issued.select(kept.Issued.record).where(kept.Issued.number == moved.issued).first()
    assert case and issued
    in_case, on_paper = json.loads(case["answers"])["contract"]["salary"], json.loads(issued["record"])["salary"]
    assert [in_case, on_paper] == [int(paid * 100)] * 2


async def test_a_draft_survives_a_store_that_was_closed(settings: Settings, site: Site, leyla: Actor) -> None:
    number = await draft(site, leyla)
    again = await open_store(settings)
    found = await find_case(site, number)
    await again.close()
    assert found and found.record.typed["email"] == "leyla@numune.example" and found.version == 2


async def written(case: Case, then: Callable[[], Awaitable[None]]) -> None:
    """A transaction over several tables, and what comes before its end."""
    async with transaction():
        await cases.change(case.record.id, case.version, clock.now(), typed={"kind": "plain"})
        await journal.append(case.record.id, "checked", {"way": "api"}, {"who": "Somebody"})
        await write_effect("notice", {}, token(), case=case.record.id)
        await then()


async def changed(case: Case, word: str) -> bool:
    async with transaction():
        return await cases.change(case.record.id, case.version, clock.now(), typed={"kind": word})


async def nothing_more() -> None:
    return


async def wait_for_ever(inside: asyncio.Event) -> None:
    inside.set()
    await asyncio.Event().wait()


async def writer_of(settings: Settings, chain: UUID) -> asyncio.subprocess.Process:
    own = {"XIDMET_DEMO": "1", "XIDMET_SITE": str(ROOT), "XIDMET_DATA": str(settings.data)}
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WRITER, str(chain), str(TIMES)),
        env={**os.environ, **own, "XIDMET_DATABASE": settings.database},
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
    )
