"""Appointments as people meet them: choosing a time without a script, the list of a day, the places of an agency."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from xidmet.settings import Settings
from xidmet.store import appointments, bookings, office_acts

from tests.conftest import signed_in
from tests.core.offices import holds
from tests.ui.browser import Browser, Portal, boxes, hidden, portal_on
from tests.ui.test_queries import statements
from tests.ui.test_terms import said
from tests.visits_site import FRIDAY, KIND, MONDAY, OFFICE, at, called, hall, on, visits_site, worked

PLACES, LIST = "/offices/halls/appointments", "/desk/appointments"
PLACE = {
    "name": "Hall <2>",
    "address": "Bakı, Nizami 2",
    "notes": "Second floor, lift.",
    "seats": "3",
    "opens": "09:00",
    "closes": "17:00",
    "break_from": "13:00",
    "break_to": "14:00",
    "days_ahead": "20",
    "hours_before": "12",
    "takes": "yes",
}


@pytest.fixture
async def portal(embedded: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    async with portal_on(embedded.model_copy(update={"site": visits_site(tmp_path / "halls")})) as opened:
        at(FRIDAY)
        await holds("nigar", OFFICE)
        await holds("rashad", "halls:administrator")
        yield opened


def hours(page: str) -> dict[str, str]:
    """What can be chosen: hour -> value."""
    found = re.findall(r'name="starts" value="([^"]+)"[^>]*><span>([\d:]+)</span>', page)
    return {hour: unescape(value) for value, hour in found}


async def chooses(browser: Browser, number: str, day: dt.date, hour: str, **more: str) -> httpx.Response:
    """From the case's page on, by links alone."""
    page = (await browser.get(f"/cases/{number}/appointment")).text
    link = next(one for one in re.findall(r'href="([^"]+)#times"', page) if f"day={day}" in one and one[0] == "/")
    page = (await browser.get(unescape(link))).text
    fields = {"seen": hidden(page, "seen"), "place": hidden(page, "place"), "starts": hours(page)[hour]}
    return await browser.post(f"/cases/{number}/appointment", {**fields, **more})


async def test_a_time_is_chosen_changed_and_given_up(portal: Portal) -> None:
    await hall()
    number = await called(portal.site, await signed_in("leyla"))
    leyla = await portal.signed_in("leyla", "en")
    assert "Choose when and where you come. Bring your card." in said((await leyla.get(f"/cases/{number}")).text)
    page = (await leyla.get(f"/cases/{number}/appointment")).text
    assert "The first free time: 1 March 2027, 09:00" in said(page)
    assert "March 2027 Monday, 1 March 2027 2 times free" in said(page) and "8 March" not in page
    assert (await chooses(leyla, number, MONDAY, "09:00")).status_code == 303
    page = said((await leyla.get(f"/cases/{number}")).text)
    assert "Monday, 1 March 2027, 09:00 Hall 1, Bakı, Nizami 1" in page
    assert "Can be changed until 28 February 2027, 09:00" in page and "A time was booked" in page
    assert (await chooses(leyla, number, dt.date(2027, 3, 2), "11:00", needs="sign")).status_code == 303
    page = (await leyla.get(f"/cases/{number}/appointment")).text
    assert "Tuesday, 2 March 2027, 11:00" in said(page) and "Sign language" in said(page)
    given = await leyla.get(f"/cases/{number}/appointment.ics")
    assert given.headers["content-type"].startswith("text/calendar") and given.headers["cache-control"] == "no-store"
    lines = given.text.replace("\r\n ", "").split("\r\n")
    assert {"SEQUENCE:2", "DTSTART:20270302T070000Z", "DTEND:20270302T080000Z", "CLASS:PRIVATE"} <= set(lines)
    assert r"LOCATION:Hall 1\, Bakı\, Nizami 1" in lines and "Exam" not in given.text and "Leyla" not in given.text
    page = await leyla.get(f"/cases/{number}/appointment/cancel")
    fields = {"seen": hidden(page.text, "seen")}
    for _press in range(2):
        assert (await leyla.post(f"/cases/{number}/appointment/cancel", fields)).status_code == 303
        if _press == 0:
            assert "The time that was booked was cancelled" in said((await leyla.get(f"/cases/{number}")).text)
            case = hidden(page.text, "seen")
    assert case and (await leyla.get(f"/cases/{number}/appointment.ics")).status_code == 404
    assert (await leyla.get(f"/cases/{number}/appointment/cancel")).status_code == 404


async def test_the_service_says_beforehand_that_one_has_to_come(portal: Portal) -> None:
    page = said((await portal.browser("en").get("/services/card")).text)
    assert "Visits to the agency Exam" in page and "For want of a visit: “Did not come” → Absent" in page


async def test_mistakes_lose_nothing_and_a_time_that_is_gone_offers_the_next(portal: Portal) -> None:
    await hall()
    number = await called(portal.site, await signed_in("leyla"))
    leyla = await portal.signed_in("leyla", "en")
    wrong = await chooses(leyla, number, MONDAY, "09:00", needs="interpreter", language="")
    assert wrong.status_code == 422 and "Say into which language." in wrong.text
    assert re.search(r'value="interpreter" checked', wrong.text) and re.search(r"T05:00:00[^>]+ checked", wrong.text)
    fields = {"place": hidden(wrong.text, "place"), "day": "2027-03-01", "needs": "interpreter", "language": "<Farsi>"}
    wrong = await leyla.post(f"/cases/{number}/appointment", fields)
    assert wrong.status_code == 422 and "Choose a time." in wrong.text and "&lt;Farsi&gt;" in wrong.text
    assert len(hours(wrong.text)) == 2
    other = await called(portal.site, await signed_in("kamran"))
    assert (await chooses(await portal.signed_in("kamran"), other, MONDAY, "09:00")).status_code == 303
    fields |= {"starts": "2027-03-01T05:00:00+00:00"}
    gone = await leyla.post(f"/cases/{number}/appointment", fields)
    assert gone.status_code == 409 and "This time has just been taken." in gone.text
    assert list(hours(gone.text)) == ["11:00"] and "&lt;Farsi&gt;" in gone.text
    assert re.search(r'value="interpreter" checked', gone.text)
    two = await leyla.post(f"/cases/{number}/appointment", {**fields, "starts": hours(gone.text)["11:00"]})
    assert two.status_code == 303
    stale = await leyla.post(f"/cases/{number}/appointment", {**fields, "starts": "2027-03-02T05:00:00+00:00"})
    assert stale.status_code == 409 and "Monday, 1 March 2027, 11:00" in said(stale.text), "of another window"


@pytest.mark.parametrize("starts", ["", "x", "2027-03-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_what_is_no_time_is_told_so(portal: Portal, starts: str) -> None:
    place = await hall()
    number = await called(portal.site, await signed_in("leyla"))
    leyla = await portal.signed_in("leyla", "en")
    for where in ("?place=x&day=9999-99-99", f"?place={place}&day=0001-01-01", f"?place={place}&day=9999-12-31"):
        assert (await leyla.get(f"/cases/{number}/appointment{where}")).status_code == 200
    fields = {"place": str(place), "starts": starts, "day": "0001-01-01", "seen": "'", "needs": "everything"}
    assert (await leyla.post(f"/cases/{number}/appointment", fields)).status_code == 422
    assert (await leyla.post(f"/cases/{number}/appointment/cancel", {"seen": "'"})).status_code == 400


async def test_strangers_and_officers_book_nothing_for_others(portal: Portal) -> None:
    place = await hall()
    number = await called(portal.site, await signed_in("leyla"))
    leyla = await portal.signed_in("leyla")
    assert (await chooses(leyla, number, MONDAY, "09:00")).status_code == 303
    booked = (await bookings.of_party("p:5VBK5VR"))[0].booking
    fields = {"place": str(place), "starts": "2027-03-02T05:00:00+00:00", "seen": str(booked.id)}
    for who in ("kamran", "nigar", "rashad"):
        browser = await portal.signed_in(who)
        for path in ("appointment", "appointment/cancel", "appointment.ics"):
            assert (await browser.get(f"/cases/{number}/{path}")).status_code == 404
        for path in ("appointment", "appointment/cancel"):
            assert (await browser.post(f"/cases/{number}/{path}", fields)).status_code == 404
    assert (await bookings.by_id(booked.id)) == booked
    nigar = await portal.signed_in("nigar", "en")
    page = (await nigar.get(f"/cases/{number}")).text
    assert "Monday, 1 March 2027, 09:00" in said(page) and "/appointment" not in page


async def test_the_list_of_a_day(portal: Portal) -> None:
    place = await hall(seats=2)
    number = await called(portal.site, await signed_in("leyla"))
    leyla = await portal.signed_in("leyla", "en")
    assert (await chooses(leyla, number, MONDAY, "09:00", needs="interpreter", language="Farsi")).status_code == 303
    booked = (await bookings.of_party("p:5VBK5VR"))[0].booking
    nigar, rashad = await portal.signed_in("nigar", "en"), await portal.signed_in("rashad", "en")
    assert LIST in (await nigar.get("/desk")).text
    page = said((await nigar.get(f"{LIST}?day=2027-03-01")).text)
    assert "09:00 Əliyeva Leyla Rauf qızı Leyla" in page and "Interpreter (Farsi)" in page and number in page
    assert "Nobody is expected." in (await nigar.get(f"{LIST}?day=2027-03-02&place={place}")).text
    for other in (rashad, leyla):
        assert [(await other.get(f"{LIST}{day}")).status_code for day in ("", "?day=x")] == [403, 403]
        for said_ in ("came", "x"):
            assert (await other.post(f"{LIST}/{booked.id}", {"said": said_})).status_code == 403
    early = await nigar.post(f"{LIST}/{booked.id}", {"said": "missed", "day": "2027-03-01"})
    assert early.status_code == 409 and "The time of this visit has not come yet." in early.text
    at(on(3, 1, 9, 5))
    nigar = await portal.signed_in("nigar", "en")
    for value, shown in (("came", "Came"), ("came", "Came"), ("booked", "Expected"), ("missed", "Did not come")):
        marked = await nigar.post(f"{LIST}/{booked.id}", {"said": value, "place": str(place), "day": "2027-03-01"})
        assert marked.status_code == 303, marked.text
        page = (await nigar.get(marked.headers["location"])).text
        assert re.search(rf'<i class="dot \w+"></i>{shown}</span>', page)
    assert (await nigar.post(f"{LIST}/{booked.id}", {"said": "gone"})).status_code == 400
    for bad in ("?place=x", f"?place={booked.id}"):
        assert (await nigar.get(f"{LIST}{bad}")).status_code == 404
    for day in ("x", "31.13.2027", "9999-12-31", "0001-01-01"):
        wrong = await nigar.get(f"{LIST}?day={day}")
        assert wrong.status_code == 422 and f'value="{day}"' in wrong.text and 'aria-describedby="day-e"' in wrong.text
    for day in ("01.03.2027", "1.3.2027", "01/03/2027"):
        assert "Monday, 1 March 2027" in said((await nigar.get(f"{LIST}?day={day}")).text)
    at(on(3, 1, 9, 30))
    await worked(portal.site)
    leyla = await portal.signed_in("leyla", "en")
    page = said((await leyla.get(f"/cases/{number}")).text)
    assert "You did not come the last time. Another time can be chosen." in page
    assert "Did not come to the appointment" in page and "Həsənova Nigar" in page, "who said so is seen"


async def test_places_are_kept_by_administrators(portal: Portal) -> None:
    rashad = await portal.signed_in("rashad", "en")
    assert "There is no place yet" in (await rashad.get(PLACES)).text
    shown = await rashad.get(f"{PLACES}/new?kind={KIND}")
    assert shown.status_code == 200 and (await rashad.get(f"{PLACES}/new?kind=x")).status_code == 404
    for part, value, text in (
        ("seats", "0", "seats"),
        ("closes", "09:30", "At least 60 minutes after it opens."),
        ("break_to", "", "Say both when the break begins"),
        ("break_from", "08:00", "The break lies within the hours"),
    ):
        wrong = await rashad.post(f"{PLACES}/new", {**PLACE, "kind": KIND, part: value})
        assert wrong.status_code == 422 and text in unescape(wrong.text) and "Hall &lt;2&gt;" in wrong.text
    made = await rashad.post(f"{PLACES}/new", {**PLACE, "kind": KIND})
    assert made.status_code == 303
    where = made.headers["location"]
    place = (await appointments.of_agency("halls"))[0]
    assert (place.opens, place.closes, place.break_from, place.seats, place.takes) == (540, 1020, 780, 3, True)
    page = await rashad.get(where)
    assert "Second floor, lift." in page.text and 'value="13:00"' in page.text
    changed = {**PLACE, "version": "1", "seats": "2", "takes": "no", "break_from": "", "break_to": ""}
    assert (await rashad.post(where, changed)).status_code == 303
    stale = await rashad.post(where, {**changed, "seats": "9"})
    assert stale.status_code == 409 and 'value="9"' in stale.text
    place = (await appointments.of_agency("halls"))[0]
    assert (place.seats, place.takes, place.break_from, place.version) == (2, False, None, 2)
    assert "No times are booked here any more" in (await rashad.get(PLACES)).text
    acts = [act.kind for act in await office_acts.acts("halls", 9)]
    assert sorted(acts) == ["place-added", "place-changed"]
    assert "added the place “Hall <2>” for appointments" in unescape((await rashad.get("/offices/halls")).text)
    for who, status in (("leyla", 404), ("nigar", 403)):
        browser = await portal.signed_in(who)
        for path in (PLACES, f"{PLACES}/new?kind={KIND}", where):
            assert (await browser.get(path)).status_code == status
        for path in (f"{PLACES}/new", where, f"{where}/days"):
            assert (await browser.post(path, {**changed, "kind": KIND})).status_code == status
    assert (await appointments.of_agency("halls")) == [place]


async def test_a_day_is_closed_over_what_was_booked_only_when_sure(portal: Portal) -> None:
    place = await hall()
    number = await called(portal.site, await signed_in("leyla"))
    leyla, rashad = await portal.signed_in("leyla", "en"), await portal.signed_in("rashad", "en")
    assert (await chooses(leyla, number, MONDAY, "09:00")).status_code == 303
    where = f"{PLACES}/{place}/days"
    await rashad.get(PLACES)
    shut = {**boxes(MONDAY, "day"), "said": "closed", "reason": "Repairs."}
    asked = await rashad.post(where, shut)
    assert asked.status_code == 422 and "1 person has booked a time that this leaves closed" in asked.text
    assert "Repairs." in asked.text
    past = await rashad.post(where, {**shut, **boxes(dt.date(2027, 2, 1), "day")})
    assert past.status_code == 422 and "A day from today on" in past.text
    assert (await rashad.post(where, {**shut, "sure": "yes"})).status_code == 303
    page = said((await rashad.get(f"{PLACES}/{place}")).text)
    assert "Monday, 1 March 2027 Closed Repairs." in page
    page = said((await leyla.get(f"/cases/{number}")).text)
    assert "The agency called the appointment off" in page and "Choose a time" in page
    opened = {**boxes(MONDAY, "day"), "said": "hours", "day_from": "11:00", "day_to": "12:00", "reason": "Half a day."}
    assert (await rashad.post(where, opened)).status_code == 303
    page = (await leyla.get(f"/cases/{number}/appointment?day=2027-03-01")).text
    assert list(hours(page)) == ["11:00"]
    assert (await rashad.post(where, {**boxes(MONDAY, "day"), "said": "usual"})).status_code == 303
    assert await appointments.days(place, MONDAY, MONDAY) == []


async def test_pages_cost_few_statements(portal: Portal) -> None:
    place = await hall(seats=9)
    numbers = [await called(portal.site, await signed_in(who)) for who in ("leyla", "kamran", "fuad")]
    for who, number in zip(("leyla", "kamran", "fuad"), numbers, strict=True):
        assert (await chooses(await portal.signed_in(who), number, MONDAY, "09:00")).status_code == 303
    leyla, nigar, rashad = [await portal.signed_in(who) for who in ("leyla", "nigar", "rashad")]
    for browser, path, most in (
        (leyla, f"/cases/{numbers[0]}/appointment", 8),
        (nigar, f"{LIST}?day=2027-03-01", 5),
        (rashad, PLACES, 2),
        (rashad, f"{PLACES}/{place}", 4),
    ):
        counts = []
        for _again in range(3):
            with statements() as asked:
                assert (await browser.get(path)).status_code == 200
            counts.append(len([one for one in asked if one.lstrip()[:6].upper() == "SELECT"]))
        assert min(counts) <= most, path
