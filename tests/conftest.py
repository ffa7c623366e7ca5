"""A site of its own for every test, on SQLite and on PostgreSQL; people with names.

The PostgreSQL server is one for the whole run of a worker process, started here, in a temporary folder; every test
gets a database of its own, copied from one that is migrated and seeded once.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import hypothesis
import pytest
from argon2 import PasswordHasher
from xidmet import clock
from xidmet.auth import Actor, passwords, sessions
from xidmet.cases import Site, open_site
from xidmet.cases.site import prepare_demo
from xidmet.plugins import load
from xidmet.settings import Settings
from xidmet.store import accounts

from tests import gallery, servers

# No deadline: a busy machine is no defect. CI tries the same examples every time, so that a red run can be repeated.
hypothesis.settings.register_profile("here", deadline=None, derandomize=os.environ.get("CI") == "true")
hypothesis.settings.load_profile("here")

# What a site pays for each password, 64 MiB and a tenth of a second, changes no answer, and slows the whole run.
OF_A_SITE = passwords._hasher
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
passwords._NOBODY = passwords._hasher.hash("nobody has this password")

ROOT = Path(__file__).resolve().parents[1]
ENGINES = ["sqlite", "postgresql"]


def pytest_sessionstart(session: pytest.Session) -> None:
    missing = servers.missing()
    if missing and os.environ.get("CI") == "true":
        raise pytest.UsageError(f"CI must run everything, but this machine lacks {', '.join(missing)}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    missing = servers.missing()
    if missing:
        terminalreporter.write_line(f"Left out, because this machine lacks it: {', '.join(missing)}")


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Each failure is said when it happens: a run that is cut off never comes to its summary."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        print(f"\n{report.when} of {report.nodeid} failed:\n{report.longreprtext[-4000:]}\n", flush=True)


@pytest.fixture(autouse=True)
def _time() -> Iterator[None]:
    clock.reset()
    yield
    clock.reset()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    if servers.postgres_programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with servers.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a migrated and seeded SQLite database and the demonstration's keys; to be copied."""
    folder = tmp_path_factory.mktemp("seeded")
    asyncio.run(prepare_demo(demo_settings(folder)))
    return folder


@pytest.fixture(scope="session")
def seeded_gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for the site whose one service asks every kind of question."""
    folder = tmp_path_factory.mktemp("seeded-gallery")
    assert load(gallery.SITE / "plugins.toml").faults == ()
    asyncio.run(prepare_demo(demo_settings(folder, site=gallery.SITE)))
    return folder


@pytest.fixture(scope="session")
def seeded_postgres(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name of a migrated and seeded database, to be copied as a template."""
    asyncio.run(_run_sql(postgres_server, "CREATE DATABASE seeded"))
    settings = demo_settings(tmp_path_factory.mktemp("pg"), database=_named(postgres_server, "seeded"))
    asyncio.run(prepare_demo(settings))
    return "seeded"


def demo_settings(folder: Path, site: Path = ROOT, **more: object) -> Settings:
    """No time-stamp authority unless a test names one: nobody listens where a demonstration has its own."""
    known = {"timestamps": "off", **more}
    return Settings(demo=True, data=folder, site=site, static=ROOT / "build" / "static", **known)  # type: ignore[arg-type]


async def _run_sql(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def _named(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"


@pytest.fixture(params=ENGINES)
def settings(request: pytest.FixtureRequest, tmp_path: Path, seeded: Path) -> Settings:
    """Settings of a fresh site with the demonstration's data, on each engine."""
    data = tmp_path / "data"
    shutil.copytree(seeded, data)
    if request.param == "sqlite":
        return demo_settings(data)
    server, template = request.getfixturevalue("postgres_server"), request.getfixturevalue("seeded_postgres")
    name = f"t{os.getpid()}_{abs(hash(str(tmp_path))) % 10**9}"
    asyncio.run(_run_sql(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    (data / "xidmet.sqlite3").unlink()
    return demo_settings(data, database=_named(server, name))


@pytest.fixture
def embedded(tmp_path: Path, seeded: Path) -> Settings:
    """The same on SQLite alone, for tests in which the engine does not matter."""
    shutil.copytree(seeded, tmp_path / "data")
    return demo_settings(tmp_path / "data")


@pytest.fixture
def gallery_settings(tmp_path: Path, seeded_gallery: Path) -> Settings:
    """Of a site whose one service asks every kind of question, on SQLite."""
    shutil.copytree(seeded_gallery, tmp_path / "gallery")
    return demo_settings(tmp_path / "gallery", site=gallery.SITE)


@pytest.fixture
async def site(settings: Settings) -> AsyncIterator[Site]:
    async with open_site(settings) as opened:
        yield opened


@pytest.fixture
async def leyla(site: Site) -> Actor:
    """An employee with three contracts."""
    return await signed_in("leyla")


@pytest.fixture
async def kamran(site: Site) -> Actor:
    """An inspector; here simply somebody else."""
    return await signed_in("kamran")


async def signed_in(key: str, *, for_organisation: bool = False) -> Actor:
    """One of the demonstration's people, signed in."""
    person = await accounts.by_demo_key(key)
    assert person is not None
    opened = await sessions.start(person.id, "demo", "az", level="high")
    if for_organisation:
        powers = await accounts.powers(person.id, clock.now())
        await sessions.act_for(opened.session, powers[0].organisation)
    session = await sessions.find(opened.token)
    assert session is not None
    actor = await sessions.actor_of(session)
    assert actor is not None
    return actor
