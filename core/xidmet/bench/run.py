"""Run the benches on a site of their own, in a temporary folder; the real one is not touched."""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from xidmet.bench.answers import answers
from xidmet.bench.beside import beside
from xidmet.bench.codes import codes
from xidmet.bench.desk import desk, seed, write_desk_site
from xidmet.bench.figure import Figure
from xidmet.bench.files import files
from xidmet.bench.form_pages import Draws
from xidmet.bench.forms import forms, write_site
from xidmet.bench.lists import lists
from xidmet.bench.pages import pages
from xidmet.bench.papers import papers
from xidmet.bench.roster import roster
from xidmet.bench.roster_site import write_roster_site
from xidmet.bench.rows import rows
from xidmet.bench.scale import SCALE, scale
from xidmet.bench.signatures import signatures
from xidmet.bench.store import store
from xidmet.cases import Site, open_site
from xidmet.cases.site import prepare_demo
from xidmet.settings import Settings
from xidmet.store import migrate

MakeApp = Callable[[Settings], Any]
BENCHES: Mapping[str, Callable[[Site], Awaitable[list[Figure]]]] = {
    "answers": lambda site: answers(),
    "rows": lambda site: rows(),
    "codes": lambda site: codes(),
    "store": store,
    "files": files,
    "papers": papers,
    "lists": lists,
    "signatures": signatures,
}
BENCH_NAMES = (*BENCHES, "pages", "forms", "desk", "roster", *SCALE)
ROSTER = 10_000  # cases, unless more are asked for
BESIDE = 10_000  # of a list beside which pages are asked for, at most


async def run_bench(
    settings: Settings,
    make_app: MakeApp,
    draws: Draws,
    only: str = "",
    database: str = "",
    cases: int = 0,
    seconds: float = 0,
) -> list[Figure]:
    """Every bench, or one. settings: of the site whose plugins are used. make_app: makes the web application.

    draws: makes what draws a step of a form in it. database: an empty PostgreSQL for the desk, or for “roster” and
    “seed” when they alone are asked for, in place of SQLite. cases: of these two; 0: as many as a short run takes.
    """
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        if only in SCALE:  # not among the others: they take minutes
            return await scale(only, Path(folder), settings, make_app, database, cases, seconds)
        own = Settings(demo=True, data=Path(folder), site=settings.site, static=settings.static)
        await migrate(own)
        async with open_site(own) as site:
            for name, bench in BENCHES.items():
                figures += await bench(site) if only in ("", name) else []
            first = next(iter(site.catalogue.services))
        if only in ("", "pages"):
            app = make_app(own)
            async with app.lifespan():
                figures += await pages(app, first)
        if only in ("", "forms"):
            figures += await _forms(Path(folder), settings, make_app, draws)
        if only in ("", "desk"):
            figures += await _desk(Path(folder), settings, make_app, database)
        if only in ("", "roster"):
            figures += await _roster(
                Path(folder), settings, database if only else "", cases or ROSTER, alone=bool(only)
            )
    return figures


async def _desk(folder: Path, settings: Settings, make_app: MakeApp, database: str) -> list[Figure]:
    """On a site of its own, with so many cases that a page which read them all would show it."""
    site = write_desk_site(folder / "desks")
    own = Settings(demo=True, data=folder / "desk", site=site, static=settings.static, database=database)
    await prepare_demo(own)
    app = make_app(own)
    async with app.lifespan():
        await seed()
        return await desk(app)


async def _roster(folder: Path, settings: Settings, database: str, cases: int, *, alone: bool) -> list[Figure]:
    """On a site of its own, for no real service has just these questions. alone: nothing else is measured, so
    that there is time for pages beside it.
    """
    site = write_roster_site(folder / "rosters")
    own = Settings(demo=True, data=folder / "roster", site=site, static=settings.static, database=database)
    await prepare_demo(own)
    async with open_site(own) as opened:
        each = min(cases, BESIDE) if alone else 0
        figures = await roster(opened, cases, 2 * each)
        return [*figures, *(await beside(opened, cases, each) if each else [])]


async def _forms(folder: Path, settings: Settings, make_app: MakeApp, draws: Draws) -> list[Figure]:
    """On a site of their own, for no real service has a page of just twenty questions."""
    own = Settings(demo=True, data=folder / "forms", site=write_site(folder / "site"), static=settings.static)
    await prepare_demo(own)
    app = make_app(own)
    async with app.lifespan():
        return await forms(app, draws)
