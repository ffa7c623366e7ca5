"""A dated table with moments and lists, kept on its page: added, planned, changed, ended early; and what follows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import clock
from xidmet.attestations import check
from xidmet.cases import find_case
from xidmet.cases.agency_tables import Wanted, change, row_in, table_for
from xidmet.cases.agency_tables.find import rows_in
from xidmet.cases.follow import run_due
from xidmet.contract.plain import from_json, to_store
from xidmet.jobs import Worker
from xidmet.settings import Settings
from xidmet.store import issued

from tests.core.certificate import token
from tests.core.mandates import actor
from tests.core.offices import holds
from tests.regimes_site import ACT, AGENCY, KEEPER, REGIMES, active, regimes_site, rows
from tests.ui.browser import Browser, Portal, portal_on
from tests.ui.test_terms import said

TABLE = f"/offices/{AGENCY}/tables/{REGIMES}"


@pytest.fixture
async def portal(settings: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    async with portal_on(settings.model_copy(update={"site": regimes_site(tmp_path / "town")})) as opened:
        await rows(opened.site)
        await holds("nigar", KEEPER)
        yield opened


async def _form(browser: Browser, path: str, **more: object) -> dict[str, object]:
    page = (await browser.get(path)).text
    seen = {name: re.findall(rf'name="{name}" value="([^"]*)"', page)[-1] for name in ("token", "version")}
    return {**seen, "change_reason": "Order 9", **more}


def _at(name: str, moment: dt.datetime) -> dict[str, str]:
    here = clock.local(moment)
    return {f"{name}-date": f"{here:%Y-%m-%d}", f"{name}-time": f"{here:%H:%M}"}


async def test_a_regime_is_planned_changed_and_ended_on_its_page(portal: Portal) -> None:
    nigar = await portal.signed_in("nigar", "en")
    page = (await nigar.get(f"{TABLE}/new")).text
    assert re.search(r'id="opens-date" name="opens-date" type="date"', page)
    assert re.search(r'id="opens-time" name="opens-time" type="time"', page)
    assert 'name="permitted" value="food"' in page.replace('id="permitted-1" ', "")
    opens, closes = clock.now() + dt.timedelta(days=20), clock.now() + dt.timedelta(days=30)
    said_ = {
        "act": "Act 7",
        "hour_from": "21:00",
        "permitted": ["food"],
        **_at("opens", opens),
        **_at("closes", closes),
    }
    early = {**said_, **_at("closes", opens - dt.timedelta(days=1))}
    wrong = await nigar.post(f"{TABLE}/new", await _form(nigar, f"{TABLE}/new", **early))
    assert wrong.status_code == 422 and f'value="{_at("opens", opens)["opens-time"]}"' in wrong.text
    none = await nigar.post(f"{TABLE}/new", await _form(nigar, f"{TABLE}/new", **{**said_, "opens-time": "99"}))
    assert "There is no such time of day." in said(none.text) and 'value="food" checked' in none.text
    made = await nigar.post(f"{TABLE}/new", await _form(nigar, f"{TABLE}/new", **said_))
    assert made.status_code == 303
    coming = (await nigar.get(f"{TABLE}?rows=coming")).text
    assert "Act 7" in said(coming) and f"{clock.local(closes):%H:%M}" in said(coming), "until when stands there"
    now = (await nigar.get(TABLE)).text
    assert "Act 7" not in said(now) and 'href="?rows=coming#rows"' in now, "and the page leads to it"
    path = re.findall(rf'href="({re.escape(TABLE)}/rows/[^"]+)"', (await nigar.get(TABLE)).text)[0]
    asked = (await nigar.get(path)).text
    assert 'value="fun" checked' in asked and 'name="hour_from" type="text" inputmode="numeric" value="06:00"' in asked
    narrower = {"hour_from": "07:00", "permitted": ["food"], **_at("opens", clock.now() - dt.timedelta(days=1))}
    form = await _form(nigar, path, **narrower, **_at("closes", clock.now() + dt.timedelta(days=5)))
    assert (await nigar.post(path, form)).status_code == 303
    assert "07:00" in said((await nigar.get(path)).text)
    ending = await _form(nigar, f"{path}/end", **_at("last_moment", clock.now() - dt.timedelta(minutes=1)))
    assert (await nigar.post(f"{path}/end", ending)).status_code == 303
    assert (await nigar.get(f"{path}/end")).status_code == 404, "it is over"
    assert ACT in said((await nigar.get(f"{TABLE}?rows=past")).text)


async def test_what_ends_early_is_active_nowhere(portal: Portal) -> None:
    site, holder, keeper = portal.site, await actor("rashad", acting=True), await holds("nigar", KEEPER)
    number = await active(site, holder, 1)
    await portal.settle()
    case = await find_case(site, number)
    assert case is not None and case.record.due_at is not None
    paper = (await issued.of_case(case.record.id))[0]
    leyla = await actor("leyla")
    assert (await check(site.catalogue, paper.number, leyla, "number")).active
    table = table_for(site.catalogue, keeper, AGENCY, REGIMES)
    (row,) = await rows_in(table)
    soon = clock.now() + dt.timedelta(hours=2)
    changed = from_json(table.kept.of, {**to_store(row.form), "closes": soon.isoformat()})
    await change(site, keeper, AGENCY, REGIMES, Wanted(((row.id, changed),), reason="x", seen=99), token())
    await portal.settle()
    case = await find_case(site, number)
    assert case is not None and case.record.due_at == soon, "time moves it then"
    assert (await issued.of_case(case.record.id))[0].valid_until == soon
    now = from_json(
        table.kept.of, {**to_store(row.form), "closes": (clock.now() - dt.timedelta(seconds=1)).isoformat()}
    )
    assert row.id is not None and await row_in(table, row.id)
    await change(site, keeper, AGENCY, REGIMES, Wanted(((row.id, now),), reason="x", seen=99), token())
    assert not (await check(site.catalogue, paper.number, leyla, "number")).active, "before any worker has seen to it"
    while await Worker(site).once():
        pass
    await portal.settle()
    await run_due(site)
    case = await find_case(site, number)
    assert case is not None and case.state.name == "expired"
    assert [one.in_force for one in await issued.of_case(case.record.id)] == [False]
