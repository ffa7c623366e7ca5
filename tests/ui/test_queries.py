"""How many statements a page costs: few, and not more when there are more rows to show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from xidmet.settings import Settings
from xidmet.store import bound

from tests.core.mandates import actor
from tests.roster_site import a_time, entered, timed_site
from tests.ui.browser import SLUG, Browser, Portal, portal_on
from tests.ui.programs import made, program
from tests.ui.rosters.pages import ROSTER, acting
from tests.ui.walk import Belongings, belongings

# Signed in: one statement says who is visiting, with powers, offices and the unread count; the rest is the page's own.
MOST = {
    "/": 1,
    "/services": 1,
    f"/services/{SLUG}": 1,
    "/my-cases": 4,
    "/roster": 1,
    "/my-data": 2,
    "/my-data/checked": 2,
    "/my-data/checks": 2,
    "/inbox": 2,
    "/account": 3,
    "/account/looks": 2,
    "/assist": 1,
    "/assisted": 2,
    "/account/consents": 2,
    "/account/data": 2,
    "/account/close": 9,
    "/desk/payments": 2,
    "/desk": 7,  # visitor, absences, colleagues, lengths of the queues, one page of one, the calendar, new messages
    "/desk/filters": 2,
    "/desk/absence": 3,
    "/desk/bulk": 2,
    "/desk/opinions": 3,
    "/desk/complaints": 2,
    "/offices": 2,
    "/offices/labour": 4,
    "/offices/labour/calendar": 2,
    "/offices/labour/visits": 2,
    "/offices/labour/tables": 4,
    "/offices/labour/texts": 2,
    f"/offices/labour/texts/{SLUG}/confirm/0": 2,
    "/offices/labour/appointments": 2,
    "/organisations/1400000101": 9,
    "/organisations/1400000101/tokens/new": 2,
    "/organisations/1400000101/webhooks/new": 2,
    "/organisations/1400000101/webhooks/{hook}": 3,
    "/cases/{case}": 8,
    "/cases/{case}/messages": 4,
    "/cases/{case}/capsule": 3,
    "/cases/{draft}/fill/certificate": 7,
    "/cases/{draft}/review": 5,
    "/verify": 2,
    "/verify/offline/az": 2,
    "/check-signature": 1,
    "/check-capsule": 1,
}


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the store is asked meanwhile."""
    engine = bound.engine()
    said: list[str] = []
    connections = [*engine._readers, engine._writer]  # type: ignore[attr-defined]
    for connection in connections:
        connection.raw.set_trace_callback(said.append)
    try:
        yield said
    finally:
        for connection in connections:
            connection.raw.set_trace_callback(None)


@pytest.fixture
async def owned(portal: Portal, leyla_there: Browser) -> Belongings:
    return await belongings(portal, leyla_there)


@pytest.mark.parametrize("path", MOST)
async def test_a_page_costs_few_statements(portal: Portal, leyla_there: Browser, owned: Belongings, path: str) -> None:
    await portal.settle()
    address = path.format(case=owned.case, draft=owned.draft, hook=owned.hook)
    assert (await leyla_there.get(address)).status_code == 200
    reads = await _reads(leyla_there, address)
    assert len(reads) <= MOST[path], "\n".join(one[:160] for one in reads)


async def test_a_program_is_known_by_one_statement(portal: Portal) -> None:
    machine = program(portal, await made(await portal.signed_in("aynur")))
    await portal.settle()
    assert len(await _reads(machine.browser, "/api/v1/session")) == 1


@pytest.mark.parametrize("path", ["/my-cases", "/my-data", "/desk"])
async def test_more_rows_cost_no_more(portal: Portal, leyla_there: Browser, owned: Belongings, path: str) -> None:
    await portal.settle()
    few = await _reads(leyla_there, path)
    for _more in range(3):
        await leyla_there.confirm(await leyla_there.draft())
    await portal.settle()
    assert len(await _reads(leyla_there, path)) == len(few)


async def test_a_roster_costs_few_statements_however_many_are_in_it(embedded: Settings, tmp_path: Path) -> None:
    site = timed_site(tmp_path / "gates")
    async with portal_on(embedded.model_copy(update={"site": site})) as portal:
        await a_time()
        holder, rashad = await actor("rashad", acting=True), await acting(portal, "rashad")
        for n in range(2):
            await entered(portal.site, holder, n)
        # visitor, counts and one page; of a search also what each of its words finds, twice, and how many there are;
        # of what stands against it what the move asks, in two rounds
        most = {ROSTER: 3, f"{ROSTER}?q=eli+memm&f-trade=food": 6, f"{ROSTER}?ready=1": 5}
        few = {path: len(await _reads(rashad, path)) for path in most}
        for n in range(2, 8):
            await entered(portal.site, holder, n)
        many = {path: len(await _reads(rashad, path)) for path in most}
        assert many == few and all(few[path] <= most[path] for path in most), few


async def _reads(browser: Browser, address: str) -> list[str]:
    """The SELECTs of a page. The worker beside the application asks now and then: the least of three is the page's."""
    tries = []
    for _again in range(3):
        with statements() as said:
            await browser.get(address)
        tries.append([one for one in said if one.lstrip()[:6].upper() == "SELECT"])
    return min(tries, key=len)
