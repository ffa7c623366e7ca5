"""The figures of an agency and the performance of a service, as people see, download and try to misuse them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from xidmet.settings import Settings

from tests.conftest import signed_in
from tests.core.offices import holds
from tests.core.test_figures import decided
from tests.terms_site import MONDAY, OFFICE, at, done, on, sent, terms_site
from tests.ui.browser import Portal, portal_on
from tests.ui.test_queries import statements
from tests.ui.test_terms import said

PAGE = "/offices/permits/figures"
GROUND = "=HYPERLINK(1)"


@pytest.fixture
async def portal(embedded: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    async with portal_on(embedded.model_copy(update={"site": terms_site(tmp_path / "terms")})) as opened:
        at(MONDAY)
        await holds("nigar", OFFICE)
        await holds("rashad", "permits:administrator")
        yield opened


async def _some(portal: Portal) -> None:
    leyla, nigar = await signed_in("leyla"), await signed_in("nigar")
    for _case in range(3):
        await sent(portal.site, leyla)
    refused = await sent(portal.site, leyla)
    at(on(3, 3))
    await done(portal.site, nigar, refused, "refuse", ground=GROUND)


async def test_officers_see_the_figures_and_download_what_they_see(portal: Portal) -> None:
    await _some(portal)
    nigar = await portal.signed_in("nigar", "en")
    page = (await nigar.get(PAGE)).text
    assert "4 Received 1 Decided 3 Open now 0 Late now" in said(page)
    assert "Refuse 1 0" in said(page)
    assert page.count("<rect") >= 3 and "style=" not in page
    assert 'role="img" aria-label="Received and decided" aria-describedby="time-d"' in page
    assert '<desc id="time-d">Received in all: 4' in page
    assert "How much each officer" not in page and "Nigar" not in said(page.partition("<main")[2])
    answer = await nigar.get(f"{PAGE}/table/csv?service=permit&period=month")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert ["In short", "Received", "4", "0"] in rows and ["Received", "1 March 2027", "4", ""] in rows
    book = CalamineWorkbook.from_filelike(io.BytesIO((await nigar.get(f"{PAGE}/table/xlsx")).content))
    assert ["In short", "Received", 4.0, 0.0] in book.get_sheet_by_index(0).to_python()
    rashad = await portal.signed_in("rashad", "en")
    assert re.search(r"Nigar \S+ 1 0|Nigar.* 1 0", said((await rashad.get(PAGE)).text).partition("has to do")[2])


async def test_the_figures_are_nobody_elses_business(portal: Portal) -> None:
    await _some(portal)
    for who in ("leyla", "kamran"):
        stranger = await portal.signed_in(who)
        for path in (PAGE, f"{PAGE}/table/csv", "/offices/no-such/figures"):
            assert (await stranger.get(path)).status_code == 404, (who, path)
    assert (await portal.browser().get(PAGE)).headers["location"].startswith("/sign-in")
    nigar = await portal.signed_in("nigar")
    assert f'href="{PAGE}"' in (await nigar.get("/offices")).text
    for path in (f"{PAGE}/table/pdf", f"{PAGE}/table/csv?period=own&first=x"):
        assert (await nigar.get(path)).status_code == 404, path


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ("period=last-year", 200, "1 January 2026 – 31 December 2026"),
        ("period=own&first=2027-02-01&last=2027-03-02", 200, "1 February 2027 – 2 March 2027"),
        ("period=own&first=2027-02-01", 422, "Last day Error: Enter a day between 2000 and today."),
        ("period=own&first=2027-03-02&last=2027-03-01", 422, "The last day is before the first one."),
        ("period=own&first=2007-03-02&last=2027-03-01", 422, "Not more than ten years at once."),
        ("period=%3Cscript%3E&service=%27%29%3B--", 200, "1 March 2027 – 3 March 2027"),
    ],
)
async def test_periods(portal: Portal, asked: str, status: int, told: str) -> None:
    await _some(portal)
    nigar = await portal.signed_in("nigar", "en")
    answer = await nigar.get(f"{PAGE}?{asked}")
    assert (answer.status_code, told in said(answer.text)) == (status, True), said(answer.text)
    assert "<script>" not in answer.text
    typed = re.search(r"first=([\d-]+)", asked)
    assert typed is None or f'value="{typed[1]}"' in answer.text, "what was typed is lost"


async def test_anybody_sees_how_a_service_is_done(portal: Portal) -> None:
    visitor = portal.browser("en")
    assert "/services/permit/performance" in (await visitor.get("/services/permit")).text
    assert "/performance" not in (await visitor.get("/services/extension")).text
    for path in ("/services/extension/performance", "/services/no-such/performance", "/services/permit/performance/x"):
        assert (await visitor.get(path)).status_code == 404, path
    assert "too few to tell" in said((await visitor.get("/services/permit/performance")).text)
    data = (await visitor.get("/services/permit/performance/json")).json()
    assert data["decided"] is None and set(data["decided_by_month"].values()) == {None}
    portal.site.performance.clear()
    await decided(50, dt.date(2027, 2, 10))
    page = said((await visitor.get("/services/permit/performance")).text)
    assert "Decided 50 Half of them within 5 working days Nine of ten within 9 working days" in page
    assert "Decided in time 90 % Granted 70 %" in page
    answer = await visitor.get("/services/permit/performance/json")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert json.loads(answer.text)["decided_by_month"]["2027-02"] == 50
    assert '"median_working_days";"5"' in (await visitor.get("/services/permit/performance/csv")).text
    with statements() as asked:
        await visitor.get("/services/permit/performance")
    assert not any("case_figure" in one for one in asked), "it is counted once a day"
