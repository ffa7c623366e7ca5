"""Terms as people see them: on the case, in lists, in the API, in their calendars; and the agency's own calendar."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import clock
from xidmet.settings import Settings
from xidmet.store import calendar, office_acts
from xidmet.store.tables import Case

from tests.conftest import signed_in
from tests.core.offices import holds
from tests.terms_site import MONDAY, OFFICE, at, done, on, sent, terms_site
from tests.ui.browser import Browser, Portal, boxes, portal_on
from tests.ui.test_queries import statements

CALENDAR = "/offices/permits/calendar"


@pytest.fixture
async def portal(embedded: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    async with portal_on(embedded.model_copy(update={"site": terms_site(tmp_path / "terms")})) as opened:
        at(MONDAY)
        await holds("nigar", OFFICE)
        await holds("rashad", "permits:administrator")
        yield opened


async def _sent(portal: Portal) -> str:
    return await sent(portal.site, await signed_in("leyla"))


def said(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


async def test_a_case_says_until_when_and_how_many_days_are_left(portal: Portal) -> None:
    number = await _sent(portal)
    leyla = await portal.signed_in("leyla", "en")
    page = (await leyla.get(f"/cases/{number}")).text
    assert "This step by 12 March 2027 6 working days are left" in said(page)
    assert "Decision by 29 March 2027 12 working days are left" in said(page)
    assert re.search(r'<progress class="" max="12" value="0" aria-label="[^"]+"', page)
    assert "Usual time" not in page, "too few"
    at(on(3, 29))
    leyla = await portal.signed_in("leyla", "en")
    assert "Decision by 29 March 2027 today is the last day" in said((await leyla.get(f"/cases/{number}")).text)
    at(on(3, 30))
    leyla = await portal.signed_in("leyla", "en")
    page = said((await leyla.get(f"/cases/{number}")).text)
    assert "late by 1 working day" in page and "late by 7 working days" in page
    nigar = await portal.signed_in("nigar", "en")
    desk = (await nigar.get("/desk")).text
    assert "late by 7 working days until 12 March 2027" in said(desk)
    for _more in range(4):
        await _sent(portal)
    await Case.update({Case.decided_at: clock.now(), Case.decided_days: 4}, force=True)
    leyla = await portal.signed_in("leyla", "en")
    assert "Usual time of similar cases: 4 working days" in said((await leyla.get(f"/cases/{number}")).text)


async def test_while_it_stands_still_the_applicant_sees_their_own_term(portal: Portal) -> None:
    number = await _sent(portal)
    at(on(3, 5))
    await done(portal.site, await signed_in("nigar"), number, "ask")
    leyla = await portal.signed_in("leyla", "en")
    page = said((await leyla.get(f"/cases/{number}")).text)
    assert "Last day for the applicant 16 March 2027" in page
    assert "stands still while the applicant has to act; 8 working days are left" in page
    term = (await leyla.get(f"/api/v1/cases/{number}")).json()["term"]
    assert term == {"ends": None, "days_left": 8, "stands_still": True, "state_ends": "2027-03-16", "usual_days": None}


async def test_a_calendar_file_tells_the_number_and_the_day_alone(portal: Portal) -> None:
    number = await _sent(portal)
    leyla = await portal.signed_in("leyla", "az")
    given = await leyla.get(f"/cases/{number}/term.ics")
    assert given.headers["content-type"].startswith("text/calendar") and given.headers["cache-control"] == "no-store"
    lines = given.text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""] and "CLASS:PRIVATE" in lines
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "DTSTART;VALUE=DATE:20270312" in lines and "DTEND;VALUE=DATE:20270313" in lines
    assert f"SUMMARY:İş {number}: qərar üçün son gün" in given.text.replace("\r\n ", "")
    assert "Leyla" not in given.text and "Permit" not in given.text and "5VBK5VR" not in given.text
    assert (await (await portal.signed_in("kamran")).get(f"/cases/{number}/term.ics")).status_code == 404
    await done(portal.site, await signed_in("nigar"), number, "refuse", ground="none")
    assert (await leyla.get(f"/cases/{number}/term.ics")).status_code == 404


async def test_a_permit_in_force_leads_to_its_extension(portal: Portal) -> None:
    number = await _sent(portal)
    await done(portal.site, await signed_in("nigar"), number, "grant")
    page = (await (await portal.signed_in("leyla")).get(f"/cases/{number}")).text
    assert 'href="/services/extension"' in page
    assert 'href="/services/extension"' not in (await (await portal.signed_in("nigar")).get(f"/cases/{number}")).text


async def test_a_page_with_terms_costs_two_statements_more(portal: Portal) -> None:
    number = await _sent(portal)
    leyla = await portal.signed_in("leyla")
    await portal.settle()
    counts = []
    for _again in range(3):
        with statements() as asked:
            await leyla.get(f"/cases/{number}")
        counts.append(len([one for one in asked if one.lstrip()[:6].upper() == "SELECT"]))
    assert min(counts) <= 9  # the calendar, and similar cases


async def test_an_administrator_enters_a_day_and_open_terms_follow(portal: Portal) -> None:
    number = await _sent(portal)
    rashad = await portal.signed_in("rashad", "en")
    page = said((await rashad.get(CALENDAR)).text)
    assert "23 March 2027 Tuesday Day off Spring Festival" in page and "Eid al-Fitr, the day is not settled yet" in page
    wrong = await rashad.post(CALENDAR, {"said": "off", "law": "Decision <12>", **boxes(dt.date(2027, 2, 1), "day")})
    assert wrong.status_code == 422 and "This day has passed" in wrong.text and "Decision &lt;12&gt;" in wrong.text
    entered = {"said": "off", "law": "Decision 12", **boxes(dt.date(2027, 3, 12), "day")}
    for _press in range(2):
        assert (await rashad.post(CALENDAR, entered)).status_code == 303
    assert len(await calendar.decisions("permits")) == 1, "the second press is nothing new"
    await portal.settle()
    page = said((await rashad.get(f"{CALENDAR}?year=2027")).text)
    assert "12 March 2027 Friday Day off Decision 12 entered by the agency" in page
    assert [act.kind for act in await office_acts.acts("permits", 9)] == ["day-off"]
    assert "entered that 12 March 2027 is a day off (Decision 12)" in said((await rashad.get("/offices/permits")).text)
    shown = said((await (await portal.signed_in("leyla", "en")).get(f"/cases/{number}")).text)
    assert "This step by 15 March 2027" in shown and "the term was counted anew" in shown
    for year in ("1500", "99999", "two"):
        assert (await rashad.get(f"{CALENDAR}?year={year}")).status_code == 404


async def test_the_calendar_is_the_administrators_alone(portal: Portal) -> None:
    entered = {"said": "off", "law": "12", **boxes(dt.date(2027, 5, 4), "day")}
    for name, status in (("leyla", 404), ("nigar", 403)):
        browser: Browser = await portal.signed_in(name)
        assert (await browser.get(CALENDAR)).status_code == status
        assert (await browser.post(CALENDAR, entered)).status_code == status
    assert await calendar.decisions("permits") == []
