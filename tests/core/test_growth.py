"""What a roster, an activation and a check cost does not grow with the table: no statement of theirs reads one whole,
and SQLite takes as many steps for them beside ten times as many permits.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
from xidmet.bench import permits, seed
from xidmet.bench.roster_site import HOLDER, VOEN, write_roster_site
from xidmet.bench.visitors import browser, demo_person, signed
from xidmet.cases import open_site
from xidmet.settings import Settings
from xidmet.store import accounts, bound
from xidmet.store.tables import Case
from xidmet_ui.app import create_app

from tests.conftest import demo_settings

FEW, TENFOLD = 600, 6000  # a page of a hundred is full either way, with any filter
# What has a row, or several, for each permit, whoever it belongs to.
GROWS = {
    *("case_", "case_field", "case_row", "case_concern", "case_figure", "case_total", "roster_count", "issued"),
    *("journal_row", "journal_value", "effect", "submission", "message", "case_event", "case_lease"),
}
COUNTED = {
    *("roster, a filter, 100 rows", "roster, two, by change", "roster, common word, filter", "roster, two words"),
}
Work = Callable[[], Awaitable[object]]


@asynccontextmanager
async def roster(settings: Settings, folder: Path) -> AsyncIterator[Any]:
    """The application of a site of rosters, on the store of these settings."""
    own = demo_settings(settings.data, site=write_roster_site(folder / "site"), database=settings.database)
    app = create_app(own)
    async with open_site(own) as opened:
        app.state.site = opened
        await permits.prepare([n for n in range(FEW) if permits.state(n) == "entered"])
        yield app


@asynccontextmanager
async def works(app: Any) -> AsyncIterator[dict[str, Work]]:
    """What is done with a roster, each as often as one likes."""
    organisation = await accounts.organisation(VOEN)
    assert organisation is not None
    holder = await signed(await demo_person(HOLDER), organisation["id"])
    ready = (n for n in itertools.count() if permits.state(n) == "entered")
    async with browser(app, holder) as visitor:
        found: dict[str, Work] = {name: seed._page(visitor, path) for name, path in seed.PAGES.items()}
        found["activation"] = seed._activation(visitor, holder.csrf, ready)
        found["check by number"] = await seed._check(app)
        yield found


async def test_no_statement_reads_a_table_whole(settings: Settings, tmp_path: Path) -> None:
    async with roster(settings, tmp_path) as app:
        await permits.fill(0, 60)
        async with works(app) as wanted:
            for name, work in wanted.items():
                await work()
                with kept_statements() as statements:
                    await work()
                assert statements
                for statement, values in statements:
                    whole = await read_whole(settings, statement, values)
                    assert not whole, f"{name} reads {whole} whole: {statement}"


async def test_what_is_counted_for_a_limit_is_looked_for_along_an_index(settings: Settings, tmp_path: Path) -> None:
    """The test above would find it otherwise."""
    async with roster(settings, tmp_path):
        assert await read_whole(settings, "SELECT COUNT(*) FROM case_ WHERE version = 3", []) == {"case_"}


@contextmanager
def kept_statements() -> Iterator[list[tuple[str, list[Any]]]]:
    engine: Any = type(bound.engine())
    run, found = engine.run_querystring, list[tuple[str, list[Any]]]()

    async def keeping(self: Any, querystring: Any, *given: Any, **more: Any) -> Any:
        text, values = querystring.compile_string(engine_type=self.engine_type)
        if text.lstrip()[:6].upper() in {"SELECT", "UPDATE", "DELETE"} or text.lstrip()[:4] == "WITH":
            found.append((text, values))
        return await run(self, querystring, *given, **more)

    engine.run_querystring = keeping
    try:
        yield found
    finally:
        engine.run_querystring = run


async def read_whole(settings: Settings, statement: str, values: list[Any]) -> set[str]:
    """The tables that grow and that it reads from one end to the other. PostgreSQL does so with small ones unless it
    is forbidden.
    """
    if bound.on_sqlite():
        engine: Any = bound.engine()
        rows = await engine._run_in_new_connection(f"EXPLAIN QUERY PLAN {statement}", values)
        return GROWS & {row["detail"].split()[1] for row in rows if row["detail"].startswith("SCAN ")}
    connection = await asyncpg.connect(settings.database)
    try:
        await connection.execute("SET enable_seqscan = off")
        rows = await connection.fetch(f"EXPLAIN {statement}", *values)
    finally:
        await connection.close()
    plan = [row[0] for row in rows]
    return GROWS & {line.partition(" Scan on ")[2].split()[0] for line in plan if "Seq Scan on " in line}


async def test_steps_stay_as_many_beside_ten_times_as_many(embedded: Settings, tmp_path: Path) -> None:
    """Of what is found by a filter or a common word more is counted, up to a bound that these do not reach."""
    async with roster(embedded, tmp_path) as app:
        await permits.fill(0, FEW)
        async with works(app) as every:
            wanted = {name: work for name, work in every.items() if name not in COUNTED}
            first = {name: await steps(work) for name, work in wanted.items()}
            await permits.fill(FEW, TENFOLD)
            grown = {name: await steps(work) / first[name] for name, work in wanted.items()}
            assert {name: one for name, one in grown.items() if one > 1.5} == {}
            everything = await steps(lambda: Case.raw("SELECT COUNT(*) FROM case_ WHERE version = 3"))
            assert everything > TENFOLD, "the steps are counted"


async def steps(work: Work) -> int:
    """How many the machine inside SQLite takes."""
    await work()  # what is made once is made
    engine: Any = bound.engine()
    connections, counted = [one.raw for one in (engine._writer, *engine._readers)], itertools.count()

    def step() -> int:
        next(counted)
        return 0

    for one in connections:
        one.set_progress_handler(step, 1)
    try:
        await work()
    finally:
        for one in connections:
            one.set_progress_handler(None, 0)
    return next(counted)
