"""The benches that are about many: each on a site of rosters of its own, with the whole application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from xidmet.bench.figure import Figure
from xidmet.bench.here import here
from xidmet.bench.roster_site import write_roster_site
from xidmet.bench.rush import rush
from xidmet.bench.seed import seed
from xidmet.cases import Site, open_site
from xidmet.cases.site import prepare_demo
from xidmet.settings import Settings

MakeApp = Callable[[Settings], Any]
Bench = Callable[[Any, Site, int, float], Awaitable[list[Figure]]]
# With how many permits, and for how many seconds, unless another number is asked for.
SCALE: Mapping[str, tuple[Bench, int, float]] = {
    "seed": (lambda app, site, count, seconds: seed(app, site, count), 100_000, 0),
    "here": (lambda app, site, count, seconds: here(app, count), 2_000, 0),
    "rush": (lambda app, site, count, seconds: rush(site, count, seconds), 100_000, 60),
}


async def scale(
    name: str, folder: Path, settings: Settings, make_app: MakeApp, database: str, count: int, seconds: float
) -> list[Figure]:
    """One of them. settings: whose static files are used. database: an empty PostgreSQL, "" for SQLite.

    Without the worker beside the application: what it does meanwhile is not what is measured.
    """
    bench, usual, lasting = SCALE[name]
    site = write_roster_site(folder / f"{name}-site")
    own = Settings(demo=True, data=folder / name, site=site, static=settings.static, database=database)
    await prepare_demo(own)
    app = make_app(own)
    async with open_site(own) as opened:
        app.state.site = opened
        return await bench(app, opened, count or usual, seconds or lasting)
