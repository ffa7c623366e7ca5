"""Tables of an agency on both engines: of two who change one row one is told, and every process sees it at once."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import clock
from xidmet.cases import Site, agency_tables, open_site
from xidmet.cases.agency_tables import Wanted
from xidmet.cases.daily_root import close_yesterday
from xidmet.contract.answers import Ask
from xidmet.contract.plain import from_json, to_store
from xidmet.errors import Stale
from xidmet.journal import verify_roots
from xidmet.plugins import load
from xidmet.registers.kept import tables_of
from xidmet.settings import Settings
from xidmet.store import roots
from xidmet.store.tables import AgencyChange

from tests.conftest import ROOT
from tests.core.certificate import token
from tests.core.offices import holds
from tests.tables_site import HEAD, tables_site

NAME = "licences.tariffs"


@pytest.fixture
async def licences(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(settings.model_copy(update={"site": tables_site(tmp_path / "licences")})) as opened:
        yield opened


async def wanted(site: Site, amount: int, day: dt.date) -> Wanted:
    """Another duty for "short" from this day on, as a page would ask for it that was made just now."""
    actor = await holds("nigar", HEAD)
    table = agency_tables.table_for(site.catalogue, actor, "licences", NAME)
    seen = await agency_tables.seen(site, actor, "licences", NAME)
    (row,) = [one for one in seen.rows if one.key == "short"]
    form = from_json(table.kept.of, to_store(row.form) | {"amount": amount, "since": day.isoformat()})
    return Wanted(((row.id, form),), (), "Act", False, seen.last)


async def offered(site: Site) -> list[str]:
    rows = await site.registers.offered(Ask(NAME, key="short"), "")
    return [str(vars(one)["amount"]) for one in rows]


async def test_two_at_once_and_twice_the_same(licences: Site) -> None:
    first, second = await holds("nigar", HEAD), await holds("leyla", HEAD)
    day, once = clock.today() + dt.timedelta(days=1), token()
    one, other = await wanted(licences, 5000, day), await wanted(licences, 6000, day)
    at = ("licences", NAME)
    found = await asyncio.gather(
        agency_tables.change(licences, first, *at, one, once),
        agency_tables.change(licences, first, *at, one, once),
        agency_tables.change(licences, second, *at, other, token()),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in found) in (["Change", "Change", "Stale"], ["Change", "Stale", "Stale"])
    assert await AgencyChange.count() == 1
    kept = tables_of(licences.catalogue)[NAME]
    rows = await agency_tables.seen(licences, first, *at, "coming")
    assert [one.key for one in rows.rows] == ["short"] and kept.has_money
    again = Site(**{**vars(licences), "registers": type(licences.registers)(licences.catalogue)})
    assert await offered(licences) == await offered(again) == ["40"]
    clock.advance(dt.timedelta(days=1))
    assert await offered(licences) == await offered(again) != ["40"], "without a restart"


async def test_the_root_of_a_day_binds_what_was_changed(licences: Site) -> None:
    nigar, tomorrow = await holds("nigar", HEAD), clock.today() + dt.timedelta(days=1)
    await agency_tables.change(licences, nigar, "licences", NAME, await wanted(licences, 5000, tomorrow), token())
    clock.advance(dt.timedelta(days=1))
    assert await close_yesterday(licences)
    assert [one async for one in verify_roots()] == [None] and await roots.astray() == []
    await AgencyChange.update({AgencyChange.hash: "0" * 64}, force=True)
    (found,) = await roots.astray()
    assert (found.number, found.place) == ("table:licences.tariffs", 1)


async def test_a_page_made_before_is_told(licences: Site) -> None:
    nigar, day = await holds("nigar", HEAD), clock.today() + dt.timedelta(days=1)
    old = await wanted(licences, 5000, day)
    await agency_tables.change(licences, nigar, "licences", NAME, await wanted(licences, 6000, day), token())
    with pytest.raises(Stale):
        await agency_tables.change(licences, nigar, "licences", NAME, old, token())


@pytest.mark.parametrize("plugin", sorted(one.parent.name for one in (ROOT / "plugins").glob("*/registers.py")))
def test_every_list_of_grounds_is_kept_by_its_agency(plugin: str, tmp_path: Path) -> None:
    """Whatever a decision may rest on is a row that the agency edits."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "plugins").symlink_to(ROOT / "plugins")
    (site / "plugins.toml").write_text(f'[[plugins]]\nname = "{plugin}"\n', encoding="utf-8")
    catalogue = load(site / "plugins.toml")
    kept = tables_of(catalogue)
    grounds = {
        field.register
        for service in catalogue.services.values()
        for move in service.transitions
        if move.asks
        for name, field in move.asks.fields.items()
        if name == "ground"
    }
    assert grounds and catalogue.faults == ()
    for register in grounds:
        assert register.name in kept, register.name
        assert all(not one.rows for one in kept[register.name].fields)
