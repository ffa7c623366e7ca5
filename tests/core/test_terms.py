"""Terms over months: holidays, standing still, reminders, silence, lateness, and a calendar that changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import journal
from xidmet.auth import Actor
from xidmet.cases import Site, open_site
from xidmet.cases.calendar import calendar_for, decide
from xidmet.cases.recount import count_all_anew
from xidmet.cases.terms import usual_days
from xidmet.contract.legal_terms import LegalRow
from xidmet.contract.plain import to_store
from xidmet.errors import NotAllowed, NotFound, WrongAnswers
from xidmet.jobs import Worker
from xidmet.settings import Settings
from xidmet.store import effects, registers
from xidmet.store.tables import Case, Message
from xidmet.working_days import last_day

from tests.conftest import signed_in
from tests.core.offices import address, holds
from tests.terms_site import MONDAY, OFFICE, at, case_of, done, on, passes, sent, terms_site, told

LAW = "Nazirlər Kabinetinin 12 nömrəli qərarı"
CLERK, HEAD, LEYLA = "nigar", "rashad", "leyla@numune.example"


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    folder = terms_site(tmp_path / "terms")
    async with open_site(settings.model_copy(update={"site": folder})) as opened:
        assert opened.catalogue.faults == ()
        at(MONDAY)
        yield opened


@pytest.fixture
async def leyla(site: Site) -> Actor:
    return await signed_in("leyla")


@pytest.fixture
async def clerk(site: Site) -> Actor:
    return await holds(CLERK, OFFICE)


@pytest.fixture
async def head(site: Site) -> Actor:
    return await holds(HEAD, "permits:administrator")


async def ends(site: Site, number: str) -> tuple[dt.date | None, dt.date | None]:
    """The last days of the whole term and of the state's own."""
    record = (await case_of(site, number)).record
    return tuple(last_day(one) if one else None for one in (record.term_ends, record.state_ends))  # type: ignore[return-value]


async def test_novruz_and_a_standstill_lengthen_a_term(site: Site, leyla: Actor, clerk: Actor) -> None:
    """In March 2027 the 8th to 10th (Women's Day, Ramazan) and the 22nd to 26th (Novruz) are free."""
    number = await sent(site, leyla)
    assert await ends(site, number) == (dt.date(2027, 3, 29), dt.date(2027, 3, 12))
    at(on(3, 5))
    await done(site, clerk, number, "ask")
    record = (await case_of(site, number)).record
    assert (record.term_ends, record.term_left, record.term_from) == (None, 8, None)
    assert last_day(record.deadline or MONDAY) == dt.date(2027, 3, 16), "the applicant's four days"
    at(on(3, 16))
    await done(site, leyla, number, "reply")
    assert await ends(site, number) == (dt.date(2027, 4, 2), dt.date(2027, 3, 31)), "eight and six days after the 16th"
    at(on(3, 30))
    await done(site, clerk, number, "grant")
    record = (await case_of(site, number)).record
    assert (record.deadline, record.decided_days) == (None, 9), "four before, five after; none of the applicant's"


async def test_the_answer_says_how_long_it_may_take(site: Site, leyla: Actor) -> None:
    assert (await ends(site, await sent(site, leyla, speed="3")))[0] == dt.date(2027, 3, 4)


async def test_each_reminder_is_given_once_and_lateness_reaches_the_agency(
    site: Site, leyla: Actor, clerk: Actor, head: Actor
) -> None:
    number = await sent(site, leyla)
    for moment in (on(3, 10), on(3, 11, 7), on(3, 11), on(3, 11, 12), on(3, 12, 12)):
        await passes(site, moment)
    assert len(await told(address(CLERK))) == 2, "a third is left on the 11th; and the last day"
    await passes(site, on(3, 13))
    assert len(await told(address(CLERK))) == 3
    (late,) = await told(address(HEAD))
    assert number in late and "/offices/permits" in late and "Leyla" not in late
    (word,) = await told(LEYLA)
    assert number in word and "5VBK5VR" not in word, "no FIN, not even in its head"
    assert not await Message.exists().where(Message.address.like("nigar%") & Message.case.is_not_null())
    for moment in (on(3, 14), on(3, 15)):
        await passes(site, moment)
    assert len(await told(address(HEAD))) == 1


async def test_after_a_long_sleep_only_what_is_still_true_is_said(site: Site, leyla: Actor, clerk: Actor) -> None:
    await sent(site, leyla)
    await passes(site, on(6, 1))
    said = await told(address(CLERK))
    assert len(said) == 2, "the state's term and the whole one are over; nothing of thirds and last days"
    at(on(6, 2))
    other = Worker(site)
    await other._reminders()
    assert (await effects.counts()).get("pending", 0) == 0


async def test_the_applicant_is_reminded_then_time_moves_the_case(site: Site, leyla: Actor, clerk: Actor) -> None:
    number = await sent(site, leyla)
    await done(site, clerk, number, "ask")
    for day in (2, 3):
        await passes(site, on(3, day, 11))
    assert await told(LEYLA) == []
    for day in (4, 5, 6):
        await passes(site, on(3, day, 0) + dt.timedelta(hours=0 if day == 6 else 11))
    assert (await case_of(site, number)).state.name == "lapsed"
    first, last, lapsed = await told(LEYLA)
    assert "2 iş günü qalıb" in first and "son günüdür" in last and "lapsed" in lapsed, "and nothing of lateness"
    assert (await case_of(site, number)).record.decided_at is None


async def test_silence_grants(site: Site, leyla: Actor, clerk: Actor) -> None:
    number = await sent(site, leyla)
    await done(site, clerk, number, "hush")
    await passes(site, on(3, 3))
    assert (await case_of(site, number)).state.name == "silent"
    await passes(site, on(3, 4, 0))
    assert (await case_of(site, number)).state.name == "granted"


async def test_what_is_decided_but_not_paid_binds_the_party_alone(site: Site, leyla: Actor, clerk: Actor) -> None:
    number = await sent(site, leyla, speed="3")
    at(on(3, 3))
    await done(site, clerk, number, "approve")
    record = (await case_of(site, number)).record
    assert (record.decided_days, record.term_from) == (2, None)
    assert last_day(record.deadline or MONDAY) == dt.date(2027, 3, 15), "five days, none of the agency's"
    await passes(site, on(3, 12))
    letters = await told(LEYLA)
    assert len(letters) == 2 and any("Pay until 15 mart 2027." in one for one in letters)
    assert await told(address(CLERK)) == []
    await done(site, leyla, number, "pay")
    assert (await case_of(site, number)).record.deadline is None
    await done(site, leyla, number, "change")
    assert last_day((await case_of(site, number)).record.deadline or MONDAY) == dt.date(2027, 3, 16), (
        "in force, and due"
    )
    await passes(site, on(3, 16))
    assert len(await told(address(CLERK))) == 1


async def test_who_answered_in_time_is_not_reminded(site: Site, leyla: Actor, clerk: Actor) -> None:
    number = await sent(site, leyla)
    await done(site, clerk, number, "ask")
    at(on(3, 5, 9))
    await Worker(site)._reminders()
    assert (await effects.counts())["pending"] > 0
    await done(site, leyla, number, "reply")
    await passes(site, on(3, 5, 10))
    assert await told(LEYLA) == []


async def test_a_permit_that_ends_is_told_with_the_way_to_extend_it(site: Site, leyla: Actor, clerk: Actor) -> None:
    number = await sent(site, leyla, until=dt.date(2027, 9, 30))
    await done(site, clerk, number, "grant")
    for moment in (on(8, 30), on(8, 31), on(9, 15)):
        await passes(site, moment)
    (letter,) = await told(LEYLA)
    assert "/services/extension" in letter and "ends on 30" in letter
    await passes(site, on(10, 1))
    assert (await case_of(site, number)).state.name == "expired" and len(await told(LEYLA)) == 1


async def test_a_day_off_moves_open_terms_and_nobody_is_told_what_is_not_so(
    site: Site, leyla: Actor, clerk: Actor, head: Actor
) -> None:
    number, still = await sent(site, leyla), await sent(site, leyla)
    await passes(site, on(3, 11))
    await done(site, clerk, still, "ask")
    before, version = len(await told(address(CLERK))), (await case_of(site, number)).version
    for _again in range(2):
        await decide(site, head, "permits", dt.date(2027, 3, 12), False, LAW)
        await decide(site, head, "permits", dt.date(2027, 3, 20), True, LAW)
    await passes(site, on(3, 11, 11))
    assert await ends(site, number) == (dt.date(2027, 3, 29), dt.date(2027, 3, 15)), "a Friday lost, a Saturday won"
    assert (await case_of(site, number)).version == version, "no page of it is out of date"
    assert (await case_of(site, still)).record.term_left == 7
    assert await ends(site, still) == (None, dt.date(2027, 3, 18))
    rows = [one for one in await journal.entries((await case_of(site, number)).record.id) if one.kind == "recounted"]
    assert rows[-1].facts["state"] == "2027-03-15"
    await passes(site, on(3, 12, 12))
    assert len(await told(address(CLERK))) == before, "it is not the last day any more"
    await passes(site, on(3, 15, 12))
    assert len(await told(address(CLERK))) == before + 1
    assert await count_all_anew(site) == 0


async def test_only_administrators_enter_days_and_only_coming_ones(
    site: Site, leyla: Actor, clerk: Actor, head: Actor
) -> None:
    day, law = dt.date(2027, 5, 3), LAW
    for actor, refused in ((leyla, NotFound), (clerk, NotAllowed)):
        with pytest.raises(refused):
            await decide(site, actor, "permits", day, False, law)
        with pytest.raises(refused):
            await calendar_for(site.catalogue, actor, "permits", 2027)
    for wrong in (dt.date(2027, 2, 28), dt.date(2030, 1, 1)):
        with pytest.raises(WrongAnswers):
            await decide(site, head, "permits", wrong, False, law)
    with pytest.raises(WrongAnswers):
        await decide(site, head, "permits", day, None, law)
    for worked in (False, None):
        await decide(site, head, "permits", day, worked, law)
    seen = await calendar_for(site.catalogue, head, "permits", 2027)
    assert [(one.number, one.worked) for one in seen.decisions] == [(2, None), (1, False)]
    assert [one.worked for one in seen.days if one.day == day] == [True]


async def test_cases_from_before_terms_were_kept_are_counted(site: Site, leyla: Actor) -> None:
    number = await sent(site, leyla)
    counted = (await case_of(site, number)).record
    none = {"term_from": None, "term_left": None, "term_ends": None, "state_ends": None, "deadline": None}
    await Case.update({**none, "counted_by": "", "remind_at": None}).where(Case.number == number)
    assert await count_all_anew(site) == 1
    assert (await case_of(site, number)).record == counted


async def test_permits_from_before_notices_were_given_are_told_too(site: Site, leyla: Actor, clerk: Actor) -> None:
    number = await sent(site, leyla, until=dt.date(2027, 9, 30))
    await done(site, clerk, number, "grant")
    await Case.update({Case.counted_by: "", Case.remind_at: None}).where(Case.number == number)
    assert await count_all_anew(site) == 1
    await passes(site, on(9, 1))
    assert len(await told(LEYLA)) == 1


async def test_the_usual_time_is_the_median_of_at_least_five(site: Site, leyla: Actor, clerk: Actor) -> None:
    service, numbers = site.catalogue.services["permit"], [await sent(site, leyla) for _case in range(5)]
    for number, day in zip(numbers, (2, 3, 4, 5, 29), strict=True):
        assert await usual_days(service) is None
        at(on(3, day))
        await done(site, clerk, number, "refuse", ground="none")
    assert await usual_days(service) == 3


async def test_how_long_before_somebody_is_reminded_is_what_the_table_said_when_the_permit_began(
    site: Site, leyla: Actor, clerk: Actor
) -> None:
    await done(site, clerk, await sent(site, leyla, until=dt.date(2027, 6, 1)), "grant")
    row = LegalRow(code="reminder", name="x", length=2, unit="months", law="Law")
    await registers.keep("permits.legal-terms", "reminder", "", to_store(row), "x")
    await done(site, clerk, await sent(site, leyla, until=dt.date(2027, 6, 3), name="Aygün"), "grant")
    said: list[int] = []
    for moment in (on(4, 2, 12), on(4, 3, 12), on(5, 1, 12), on(5, 2, 12)):
        await passes(site, moment)
        said.append(len(await told(LEYLA)))
    letters = await told(LEYLA)
    assert said == [0, 1, 1, 2] and "ends on 3 " in letters[0] and "ends on 1 " in letters[1]
