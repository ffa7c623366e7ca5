"""Live numbers, as those see them who watch a service: counted by the worker, on both engines, and nobody else's."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from xidmet import clock
from xidmet.cases.numbers import keep_numbers
from xidmet.settings import Settings
from xidmet.store import live_numbers
from xidmet.store.tables import LiveNumber

from tests.core.mandates import actor
from tests.core.offices import holds
from tests.regimes_site import KEEPER, SLUG, active, done, entered, regimes_site, rows
from tests.ui.browser import Portal, portal_on
from tests.ui.test_queries import statements
from tests.ui.test_terms import said

PAGE = f"/desk/numbers/{SLUG}"


@pytest.fixture
async def portal(settings: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    async with portal_on(settings.model_copy(update={"site": regimes_site(tmp_path / "town")})) as opened:
        await rows(opened.site)
        await holds("nigar", KEEPER)
        yield opened


async def _counted(portal: Portal) -> None:
    clock.advance(dt.timedelta(seconds=60))
    await keep_numbers(portal.site)


async def test_the_page_and_the_files_say_what_is_so(portal: Portal) -> None:
    holder, keeper = await actor("rashad", acting=True), await holds("nigar", KEEPER)
    fun = [await active(portal.site, holder, n, "fun", "south") for n in (1, 2)]
    await active(portal.site, holder, 3)
    await entered(portal.site, holder, 4)
    await done(portal.site, keeper, fun[0], "revoke", text="x")
    await _counted(portal)
    nigar = await portal.signed_in("nigar", "en")
    assert f'href="{PAGE}">Live numbers: Outings' in (await nigar.get("/desk")).text
    answer = (await nigar.get(PAGE)).text
    page = said(answer)
    assert (
        "2 In force now 1 Applicants with one in force 0 Issued in the last whole hour 3 Issued in the last 24 h"
        in page
    )
    assert "Entered 1 Active 2 Expired 0 Revoked 1" in page and "Being entered" not in page
    assert "Trade Cases Food 1 Fun 1" in page, "by trade"
    assert "In force: Zone 1 North 1 South" in page, "the grid"
    assert "“Nümunə Logistika” MMC (1400000101) 2" in page
    assert answer.count("<rect") >= 8 and "style=" not in answer
    part = (await nigar.get(PAGE, headers={"HX-Request": "true"})).text
    assert part.lstrip().startswith('<div id="numbers" hx-get') and 'hx-trigger="every 30s"' in part
    read = (await nigar.get(f"{PAGE}/table/csv")).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(read), delimiter=";"))
    assert ["State", "Revoked", "1"] in lines and ["In force: Zone", "South", "1"] in lines
    assert sum(int(line[2]) for line in lines if line[0].startswith("Issued by the hour")) == 3
    book = CalamineWorkbook.from_filelike(io.BytesIO((await nigar.get(f"{PAGE}/table/xlsx")).content))
    assert ["State", "Active", 2.0] in book.get_sheet_by_index(0).to_python()


async def test_a_page_counts_nothing_and_nobody_counts_for_nothing(portal: Portal) -> None:
    holder, nigar = await actor("rashad", acting=True), await portal.signed_in("nigar", "en")
    await LiveNumber.delete(force=True)
    assert "Nothing is counted yet" in (await nigar.get(PAGE)).text
    await active(portal.site, holder, 1)
    await _counted(portal)
    first = await live_numbers.kept(SLUG)
    await _counted(portal)
    again = await live_numbers.kept(SLUG)
    assert first and again and first.counted_at == again.counted_at, "nothing was changed meanwhile"
    assert again.numbers["states"] == {"active": 1}
    await active(portal.site, holder, 2)
    await keep_numbers(portal.site)
    clock.advance(dt.timedelta(hours=49))
    await _counted(portal)
    later = await live_numbers.kept(SLUG)
    assert later and later.numbers["states"] == {"active": 2}
    nigar = await portal.signed_in("nigar", "en")
    assert "0 Issued in the last 24 hours" in said((await nigar.get(PAGE)).text)
    if not portal.site.settings.database:
        with statements() as asked:
            await nigar.get(PAGE)
        reads = [one for one in asked if one.lstrip()[:6].upper() == "SELECT"]
        counts = [one for one in reads if any(f"FROM {name}" in one for name in ("case_", "case_total", "issued"))]
        assert len(reads) <= 6 and counts == [], reads


async def test_they_are_nobody_elses_business(portal: Portal) -> None:
    for who in ("leyla", "rashad", "kamran"):
        stranger = await portal.signed_in(who)
        for path in (PAGE, f"{PAGE}/table/csv"):
            assert (await stranger.get(path)).status_code == 404, (who, path)
    assert (await portal.browser().get(PAGE)).headers["location"].startswith("/sign-in")
    nigar = await portal.signed_in("nigar")
    for path in ("/desk/numbers/no-such", f"{PAGE}/table/pdf"):
        assert (await nigar.get(path)).status_code == 404, path
