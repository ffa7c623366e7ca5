"""Appointments: the times of a place, one holder for a seat, what is told, and what follows when nobody comes."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Site, find_case, open_site
from xidmet.cases.appointments.book import NoLongerFree, Wanted, book, cancel
from xidmet.cases.appointments.offered import offered, standing, standing_for
from xidmet.cases.appointments.places import enter_day
from xidmet.cases.appointments.slots import slots_on
from xidmet.cases.appointments.visitors import day_list, mark
from xidmet.errors import NotAllowed, NotFound, Refused, Stale, TooMany, WrongAnswers
from xidmet.journal.verify import first_break
from xidmet.settings import Settings
from xidmet.store import appointments, bookings
from xidmet.store.appointments import Day, Place
from xidmet.store.bookings import Booking
from xidmet.working_days import WorkingDays

from tests.conftest import signed_in
from tests.core.offices import holds
from tests.terms_site import told
from tests.visits_site import FRIDAY, MONDAY, OFFICE, at, called, done, hall, on, visits_site, worked

ADMINISTRATOR = "halls:administrator"


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(settings.model_copy(update={"site": visits_site(tmp_path / "halls")})) as opened:
        at(FRIDAY)
        yield opened


async def takes(
    site: Site, who: Actor, number: str, place: UUID, when: dt.datetime, needs: dict[str, str] | None = None
) -> Booking:
    """As the page does it: what is booked now was seen."""
    now = await standing_for(site, who, number)
    return await book(site, who, number, Wanted(place, when, now.current.id if now.current else None, needs or {}))


async def states(site: Site, number: str) -> list[str]:
    case = await find_case(site, number)
    assert case is not None
    return [one.state for one in await bookings.of_case(case.record.id)]


def test_the_times_of_a_place() -> None:
    usual = Place(UUID(int=1), "a", "k", "n", "a", "", 2, 540, 1080, 780, 840, 30, 24)
    now, days = on(2, 26, 10), WorkingDays()

    def hours(day: dt.date, place: Place = usual, taken: tuple[int, ...] = (), other: Day | None = None) -> list[str]:
        booked = [(on(3, 1, hour), on(3, 1, hour + 1), seat) for hour in taken for seat in (1, 2)]
        found = slots_on(place, 60, day, days, {other.day: other} if other else {}, booked, now)
        return [f"{clock.local(one.starts):%H}" for one in found]

    every = ["09", "10", "11", "12", "14", "15", "16", "17"]
    assert hours(MONDAY) == every
    assert hours(MONDAY, taken=(9, 15)) == [one for one in every if one not in ("09", "15")]
    assert hours(dt.date(2027, 2, 28)) == [], "a Sunday"
    assert hours(dt.date(2027, 3, 8)) == [], "Women's Day"
    assert hours(dt.date(2027, 2, 28), other=Day(dt.date(2027, 2, 28), 600, 720, "fair")) == ["10", "11"]
    assert hours(MONDAY, other=Day(MONDAY, None, None, "repairs")) == []
    assert hours(dt.date(2027, 2, 26)) == [], "until a day before"
    short = Place(**{**vars(usual), "hours_before": 6})
    assert hours(dt.date(2027, 2, 26), short) == ["16", "17"]
    assert hours(dt.date(2027, 3, 29), short) == [] and hours(dt.date(2027, 3, 16), short) == every
    assert hours(MONDAY, Place(**{**vars(usual), "takes": False})) == []
    shifted = Place(**{**vars(usual), "opens": 570, "break_from": None, "break_to": None})
    assert hours(MONDAY, shifted, taken=(9,)) == ["10", "11", "12", "13", "14", "15", "16"], (
        "what overlaps is taken, too"
    )


async def test_two_at_the_last_seat_and_one_gets_it(site: Site) -> None:
    place, people = await hall(), [await signed_in(name) for name in ("leyla", "rashad", "kamran", "fuad")]
    numbers = [await called(site, one) for one in people]
    had = await takes(site, people[0], numbers[0], place, on(3, 2))
    tries = [takes(site, one, number, place, on(3, 1)) for one, number in zip(people, numbers, strict=True)]
    found = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in found) == ["Booking", "NoLongerFree", "NoLongerFree", "NoLongerFree"]
    assert len(await bookings.taken(place, on(3, 1), on(3, 2))) == 1
    if not isinstance(found[0], Booking):
        now = await standing_for(site, people[0], numbers[0])
        assert now.current == had, "who came second keeps what they had"
    appointment = (await standing_for(site, people[0], numbers[0])).appointment
    free = await offered(appointment, place, MONDAY)
    assert [clock.local(one.starts).hour for one in free.times] == [11]
    for number in numbers:
        case = await find_case(site, number)
        assert case is not None and await first_break(case.record.id) is None


async def test_the_same_twice_is_one_booking_and_another_window_is_noticed(site: Site) -> None:
    place, leyla = await hall(seats=2), await signed_in("leyla")
    number = await called(site, leyla)
    wanted = Wanted(place, on(3, 1), None)
    both = await asyncio.gather(*(book(site, leyla, number, wanted) for _press in range(2)), return_exceptions=True)
    assert any(isinstance(one, Booking) for one in both)
    assert all(isinstance(one, Booking | Stale) for one in both)
    assert (await book(site, leyla, number, wanted)).number == 1 and await states(site, number) == ["booked"]
    with pytest.raises(Stale):
        await book(site, leyla, number, Wanted(place, on(3, 2), None))
    later = await takes(site, leyla, number, place, on(3, 1, 11))
    assert await states(site, number) == ["booked", "changed"]
    await cancel(site, leyla, number, later.id)
    await cancel(site, leyla, number, later.id)
    assert await states(site, number) == ["cancelled", "changed"]
    assert not await bookings.taken(place, on(3, 1), on(3, 9))


async def test_only_what_is_offered_can_be_booked(site: Site) -> None:
    place, leyla = await hall(), await signed_in("leyla")
    number = await called(site, leyla)
    for when in (on(3, 1, 10), on(2, 28), on(3, 1, 9, 30), on(2, 26), on(3, 30), on(3, 1, 8)):
        with pytest.raises(NoLongerFree):
            await takes(site, leyla, number, place, when)
    assert await states(site, number) == []


async def test_it_is_the_partys_alone_while_the_state_asks_for_it(site: Site) -> None:
    place, leyla = await hall(), await signed_in("leyla")
    number = await called(site, leyla)
    clerk = await holds("nigar", OFFICE)
    for stranger in (clerk, await signed_in("kamran")):
        with pytest.raises(NotFound):
            await book(site, stranger, number, Wanted(place, on(3, 1), None))
    with pytest.raises(NotFound):
        await book(site, leyla, number, Wanted(UUID(int=3), on(3, 1), None))
    booked = await takes(site, leyla, number, place, on(3, 1))
    other = await called(site, await signed_in("kamran"))
    with pytest.raises(NotFound):
        await cancel(site, await signed_in("kamran"), other, booked.id)
    at(on(2, 28, 9, 1))
    with pytest.raises(Refused, match="can't be changed"):
        await cancel(site, leyla, number, booked.id)
    with pytest.raises(Refused, match="can't be changed"):
        await takes(site, leyla, number, place, on(3, 2))
    await done(site, clerk, number, "passes")
    assert await states(site, number) == ["released"]
    with pytest.raises(NotFound):
        await standing_for(site, leyla, number)


async def test_times_are_not_chosen_without_end(site: Site) -> None:
    place, leyla = await hall(), await signed_in("leyla")
    number = await called(site, leyla)
    with pytest.raises(TooMany):
        for turn in range(70):
            await takes(site, leyla, number, place, on(3, 1 + turn % 2))


async def test_who_booked_is_told_and_reminded_the_day_before(site: Site) -> None:
    place, leyla = await hall(), await signed_in("leyla")
    number = await called(site, leyla)
    first = await takes(site, leyla, number, place, on(3, 3))
    await worked(site)
    assert "3 mart 2027" in (letter := (await told("leyla@numune.example"))[-1]) and "Hall 1, Bakı, Nizami 1" in letter
    assert "Bring your card." in letter and number in letter
    await takes(site, leyla, number, place, on(3, 4), {"interpreter": "kurdish"})
    at(on(3, 2, 9, 1))
    await worked(site)
    before = len(await told("leyla@numune.example"))
    assert not any("09:00, Hall 1" in one and "3 mart" in one for one in (await told("leyla@numune.example"))[1:])
    at(on(3, 3, 9, 1))
    await worked(site)
    letters = await told("leyla@numune.example")
    assert len(letters) == before + 1 and "4 mart 2027" in letters[-1], "of the time that counts, once"
    assert "kurdish" not in letters[-1].split("\n", 1)[0]
    await bookings.forget_needs(on(3, 4, 9, 30))
    assert (await bookings.by_id(first.id)) is not None
    assert next(iter(await bookings.of_case(first.case))).needs == {"interpreter": "kurdish"}
    await bookings.forget_needs(on(3, 4, 10, 1))
    assert next(iter(await bookings.of_case(first.case))).needs == {}


async def test_who_does_not_come_chooses_anew_once_and_then_the_declared_move_is_made(site: Site) -> None:
    place, leyla, clerk = await hall(), await signed_in("leyla"), await holds("nigar", OFFICE)
    number = await called(site, leyla)
    first = await takes(site, leyla, number, place, on(3, 1))
    with pytest.raises(Refused, match="has not come yet"):
        await mark(site, clerk, first.id, "missed")
    at(on(3, 1, 9, 20))
    for stranger in (leyla, await holds("rashad", "halls:guard")):
        with pytest.raises(NotAllowed):
            await mark(site, stranger, first.id, "came")
        with pytest.raises(NotAllowed):
            await day_list(site, stranger, None, MONDAY)
    await mark(site, clerk, first.id, "missed")
    await mark(site, clerk, first.id, "missed")
    await mark(site, clerk, first.id, "booked")
    at(on(3, 1, 9, 40))
    await worked(site)
    assert await states(site, number) == ["booked"], "taken back in time"
    await mark(site, clerk, first.id, "missed")
    await mark(site, clerk, first.id, "booked")
    await mark(site, clerk, first.id, "missed")
    at(on(3, 1, 9, 55))
    await worked(site)
    letters = await told("leyla@numune.example")
    assert sum("1 mart 2027" in one and "09:00" in one for one in letters) == 2, "booked, and missed: said once"
    with pytest.raises(Refused):
        await mark(site, clerk, first.id, "booked")
    second = await takes(site, leyla, number, place, on(3, 3))
    at(on(3, 3, 9, 5))
    await mark(site, clerk, second.id, "missed")
    case = await find_case(site, number)
    assert case is not None and case.state.name == "called"
    at(on(3, 3, 9, 20))
    await worked(site)
    case = await find_case(site, number)
    assert case is not None and case.state.name == "absent"
    assert f"{number} is over" in (await told("leyla@numune.example"))[-1]
    assert await first_break(case.record.id) is None


async def test_who_came_needs_no_other_time_and_a_case_that_went_on_is_left_alone(site: Site) -> None:
    place, leyla, clerk = await hall(seats=2), await signed_in("leyla"), await holds("nigar", OFFICE)
    number = await called(site, leyla)
    booked = await takes(site, leyla, number, place, on(3, 1))
    at(on(3, 1, 8))
    seen = await day_list(site, clerk, place, MONDAY)
    assert [(one.name, one.can) for one in seen.visitors] == [("Əliyeva Leyla Rauf qızı", ("came",))]
    await mark(site, clerk, booked.id, "came")
    now = await standing_for(site, leyla, number)
    assert now.came and not now.is_open
    with pytest.raises(Refused):
        await book(site, leyla, number, Wanted(place, on(3, 3), None))
    await done(site, clerk, number, "passes")
    with pytest.raises(Refused, match="went on"):
        await mark(site, clerk, booked.id, "booked")
    with pytest.raises(NotFound):
        await day_list(site, clerk, UUID(int=5), MONDAY)


async def test_a_move_and_a_booking_at_once_leave_no_time_behind(site: Site) -> None:
    place, leyla = await hall(), await signed_in("leyla")
    number = await called(site, leyla)
    await asyncio.gather(
        takes(site, leyla, number, place, on(3, 1)), done(site, leyla, number, "leave"), return_exceptions=True
    )
    case = await find_case(site, number)
    assert case is not None
    if case.state.name == "called":
        await done(site, leyla, number, "leave")
    assert "booked" not in await states(site, number)


async def test_a_day_that_is_closed_calls_off_what_is_booked_and_says_why(site: Site) -> None:
    place, leyla, rashad = await hall(), await signed_in("leyla"), await holds("rashad", ADMINISTRATOR)
    number = await called(site, leyla)
    await takes(site, leyla, number, place, on(3, 1, 11))
    await enter_day(site, rashad, "halls", place, Day(MONDAY, 600, 720, "later"))
    shut = Day(MONDAY, None, None, "The roof is mended.")
    with pytest.raises(WrongAnswers) as wrong:
        await enter_day(site, rashad, "halls", place, shut)
    assert wrong.value.errors["sure"].values == {"count": 1} and await states(site, number) == ["booked"]
    await enter_day(site, rashad, "halls", place, shut, sure=True)
    assert await states(site, number) == ["called-off"]
    await worked(site)
    assert "The roof is mended." in (await told("leyla@numune.example"))[-1]
    case = await find_case(site, number)
    assert case is not None
    now = await standing(case)
    assert now is not None and now.left == 2, "it is not laid to their charge"
    assert [one.reason for one in await appointments.days(place, MONDAY, MONDAY)] == ["The roof is mended."]
    await enter_day(site, rashad, "halls", place, MONDAY)
    assert await appointments.days(place, MONDAY, MONDAY) == []
    await takes(site, leyla, number, place, on(3, 1, 11))
    for stranger, error in ((leyla, NotFound), (await holds("nigar", OFFICE), NotAllowed)):
        with pytest.raises(error):
            await enter_day(site, stranger, "halls", place, shut, sure=True)
