"""An agency changes its own tables: from a day on, checked, with a reason, for a second pair of eyes, from a file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import clock, journal
from xidmet.cases import find_case, move, open_case
from xidmet.cases.answer import answer
from xidmet.cases.recount import count_all_anew
from xidmet.contract.answers import Ask
from xidmet.settings import Settings
from xidmet.store import office_acts
from xidmet.store.tables import AgencyChange, Case, Message, RegisterRow
from xidmet.working_days import last_day

from tests.conftest import signed_in
from tests.core.certificate import token
from tests.core.offices import holds
from tests.tables_site import ADMINISTRATOR, CLERK, DUTIES, GROUNDS, HEAD, STRANGER, TABLES, tables_site
from tests.ui.browser import Browser, Portal, boxes, hidden, portal_on
from tests.ui.test_queries import statements

MONDAY = dt.datetime(2027, 3, 1, 10, 0, tzinfo=clock.BAKU)


@pytest.fixture
def kept_tables(embedded: Settings, tmp_path: Path) -> Settings:
    return embedded.model_copy(update={"site": tables_site(tmp_path / "licences")})


@pytest.fixture
async def portal(kept_tables: Settings) -> AsyncIterator[Portal]:
    async with portal_on(kept_tables) as opened:
        await people()
        yield opened


async def people() -> None:
    clock.advance(MONDAY - clock.now())
    await holds("nigar", HEAD)
    await holds("rashad", ADMINISTRATOR)
    await holds("kamran", CLERK)
    await holds("aynur", STRANGER)


def said(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


async def row(browser: Browser, key: str, table: str = DUTIES, rows: str = "now") -> str:
    """Address of a row's page."""
    page = (await browser.get(f"{table}?rows={rows}")).text
    return re.findall(rf'<a href="({table}/rows/[^"]+)">{key}</a>', page)[0]


async def posted(browser: Browser, path: str, **fields: str) -> str:
    """Post the form of this page; where it leads, or what it says is wrong."""
    page = (await browser.get(path)).text
    answer = await browser.post(path, {"token": hidden(page, "token"), "version": hidden(page, "version"), **fields})
    return answer.headers["location"] if answer.status_code == 303 else said(answer.text)


def tariff(since: dt.date, amount: str = "50", **more: str) -> dict[str, str]:
    known = {"kind": "short", "student": "no", "name": "Short one", "days": "10", "amount": amount}
    return {**known, "change_reason": "Act 7", **boxes(since, "since"), **more}


async def amounts(portal: Portal, key: str) -> list[str]:
    """What a case that begins now is offered."""
    rows = await portal.site.registers.offered(Ask("licences.tariffs", key=key), "")
    return [str(vars(one)["amount"]) for one in rows]


async def test_a_new_fee_from_a_day_on_ends_the_old_one_the_day_before(portal: Portal) -> None:
    nigar = await portal.signed_in("nigar", "en")
    page = said((await nigar.get(TABLES)).text)
    assert (
        "Duties Dated table · Licence Head 2 0 0" in page
        and "Grounds of refusal Code list · Licence Head 3 0 0" in page
    )
    assert "A list of others" not in page
    path, day = await row(nigar, "short"), dt.date(2027, 4, 1)
    change = await posted(nigar, path, **tariff(day))
    shown = said((await nigar.get(change)).text)
    assert change == f"{DUTIES}/changes/1" and "Change 1" in shown and "Act 7" in shown
    assert "Until — 31 March 2027" in shown and "Duty — 50 ₼" in shown.replace("\xa0", " ")
    assert await amounts(portal, "short") == ["40"]
    assert "from 1 April 2027" in said((await nigar.get(f"{DUTIES}?rows=coming")).text)
    clock.advance(dt.timedelta(days=31))
    assert await amounts(portal, "short") == ["50"]
    acts = await office_acts.acts("licences", 9)
    assert [(act.kind, act.facts["table"], act.facts["law"]) for act in acts] == [("table-changed", "Duties", "Act 7")]
    rashad = await portal.signed_in("rashad", "en")
    assert "changed the table “Duties” (Act 7)" in said((await rashad.get("/offices/licences")).text)
    await portal.settle()
    told = await Message.select(Message.text).where(Message.text.like("%Licences%")).output(as_list=True)
    assert [one for one in told if "Licences" in one] and len(told) == 2, "the administrator, in the portal and by mail"


async def test_overlaps_gaps_and_the_past_are_named(portal: Portal) -> None:
    nigar = await portal.signed_in("nigar", "en")
    path = await row(nigar, "short")
    past = await posted(nigar, path, **tariff(dt.date(2027, 2, 1)))
    assert "changes what was in force on days that have passed" in past and "Days that have passed are meant" in past
    assert await amounts(portal, "short") == ["40"]
    done = await posted(nigar, path, **tariff(dt.date(2027, 2, 1)), change_past="yes")
    assert "for the past, too" in said((await nigar.get(done)).text)
    assert await amounts(portal, "short") == ["50"]
    lap = tariff(dt.date(2018, 6, 1), code="old", change_past="yes", **boxes(dt.date(2018, 6, 30), "until"))
    assert "“old” is in force from 1 January 2010 to 31 December 2018 already" in await posted(
        nigar, f"{DUTIES}/new", **lap
    )
    backwards = tariff(dt.date(2027, 6, 2), code="new", **boxes(dt.date(2027, 6, 1), "until"))
    assert "The last day is before the first one" in await posted(nigar, f"{DUTIES}/new", **backwards)
    assert "Answer this question" in await posted(nigar, f"{DUTIES}/new", **tariff(dt.date(2027, 6, 2)))
    gap = await posted(nigar, f"{DUTIES}/new", **tariff(dt.date(2027, 6, 2), code="old"))
    page = said((await nigar.get(gap)).text)
    assert "Nothing is in force for “old” from 1 January 2019 to 1 June 2027." in page


async def test_a_row_ends_a_coming_one_is_taken_out_and_a_ground_is_never_lost(portal: Portal) -> None:
    nigar = await portal.signed_in("nigar", "en")
    path = await row(nigar, "10", GROUNDS)
    assert "Others" in said((await nigar.get(path)).text) and "Take it out" not in (await nigar.get(path)).text
    await posted(nigar, f"{path}/end", change_reason="Act 8", **boxes(dt.date(2027, 3, 31), "last_day"))
    assert "until 31 March 2027" in said((await nigar.get(path)).text)
    names = {"name": "Third", "name_az": "Üçüncü", "name_ru": "Третье", "code": "3", "change_reason": "Act 9"}
    await posted(nigar, f"{GROUNDS}/new", **names, **boxes(dt.date(2027, 3, 2), "since"))
    coming = await row(nigar, "3", GROUNDS, "coming")
    assert "There are no such rows" not in said((await nigar.get(f"{GROUNDS}?rows=coming")).text)
    await posted(nigar, f"{coming}/end", change_reason="A mistake")
    assert (await nigar.get(coming)).status_code == 404
    assert "Taken out" in said((await nigar.get(f"{GROUNDS}/changes/3")).text)
    clock.advance(dt.timedelta(days=40))
    nigar = await portal.signed_in("nigar", "en")
    assert (await nigar.get(f"{path}/end")).status_code == 404, "it has ended already"
    assert [int(found) for found in re.findall(r"/rows/[^\"]+\">(\d+)<", (await nigar.get(GROUNDS)).text)] == [1, 2]


async def test_twice_is_once_and_a_page_that_is_too_old_is_told(portal: Portal) -> None:
    nigar = await portal.signed_in("nigar", "en")
    path, day = await row(nigar, "short"), dt.date(2027, 4, 1)
    page = (await nigar.get(path)).text
    form = {"token": hidden(page, "token"), "version": hidden(page, "version"), **tariff(day)}
    first, again = [await nigar.post(path, form) for _press in range(2)]
    assert first.headers["location"] == again.headers["location"] and first.status_code == 303
    assert await AgencyChange.count() == 1
    late = await nigar.post(path, {**form, "token": token(), **tariff(dt.date(2027, 5, 1))})
    assert late.status_code == 409 and await AgencyChange.count() == 1
    await holds("leyla", HEAD)
    other = await (await portal.signed_in("leyla")).post(path, form)
    assert other.status_code == 409, "somebody else's token"
    same = await posted(
        nigar, await row(nigar, "long"), **tariff(dt.date(2019, 1, 1), "100", kind="long", days="30", name="Long one")
    )
    assert "Nothing would be different" in same


async def test_only_who_keeps_it_changes_it_and_its_administrator_sees_it(portal: Portal) -> None:
    nigar = await portal.signed_in("nigar")
    path = await row(nigar, "short")
    change = await posted(nigar, path, **tariff(dt.date(2027, 4, 1)))
    seen = [TABLES, DUTIES, path, change, f"{DUTIES}/download/csv"]
    changing = [f"{DUTIES}/new", f"{path}/end", f"{DUTIES}/file"]
    posts = [f"{DUTIES}/new", path, f"{path}/end", f"{DUTIES}/file", f"{change}/confirm", f"{change}/decline"]
    before = await RegisterRow.select().order_by(RegisterRow.id)
    for name, looks, changes in (("rashad", 200, 403), ("kamran", 403, 403), ("aynur", 404, 404), ("leyla", 404, 404)):
        browser = await portal.signed_in(name)
        assert {(await browser.get(one)).status_code for one in seen} == {looks}, name
        assert {(await browser.get(one)).status_code for one in changing} == {changes}, name
        fields = {"token": token(), "version": "1", **tariff(dt.date(2027, 9, 1), code="x")}
        assert {(await browser.post(one, fields)).status_code for one in posts} == {changes}, name
    assert await RegisterRow.select().order_by(RegisterRow.id) == before
    for strange in (f"{TABLES}/others.list", f"{TABLES}/payments", f"{DUTIES}/changes/99", f"{DUTIES}?rows=all"):
        assert (await nigar.get(strange)).status_code == 404
    rashad = await portal.signed_in("rashad", "en")
    assert "<textarea" not in (await rashad.get(path)).text and "you only see it" in (await rashad.get(TABLES)).text


async def test_where_the_site_asks_for_it_a_second_officer_looks_at_money(kept_tables: Settings) -> None:
    async with portal_on(kept_tables.model_copy(update={"second_eyes": "money"})) as portal:
        await people()
        await holds("leyla", HEAD)
        nigar, leyla = await portal.signed_in("nigar", "en"), await portal.signed_in("leyla", "en")
        change = await posted(nigar, await row(nigar, "short"), **tariff(dt.date(2027, 4, 1)))
        page = (await nigar.get(change)).text
        assert "You proposed this change yourself" in page and "Waits for confirmation" in page
        assert (await nigar.post(f"{change}/confirm")).status_code == 409
        assert "Duties Dated table · Licence Head 2 0 1" in said((await nigar.get(TABLES)).text)
        await leyla.get(change)
        for _press in range(2):
            assert (await leyla.post(f"{change}/confirm")).status_code == 303
        assert "Confirmed" in said((await leyla.get(change)).text)
        free = await posted(nigar, f"{GROUNDS}/new", code="4", name="Fourth", change_reason="Act")
        assert "In force" in said((await nigar.get(free)).text), "no money in it"
        declined = await posted(nigar, await row(nigar, "long"), **tariff(dt.date(2027, 9, 1), kind="long"))
        overtaken = await posted(nigar, await row(nigar, "long"), **tariff(dt.date(2027, 8, 1), kind="long"))
        assert (await leyla.post(f"{declined}/confirm")).status_code == 303
        assert "was changed since this was proposed" in (await leyla.post(f"{overtaken}/confirm")).text
        assert (await leyla.post(f"{overtaken}/decline")).status_code == 303
        assert "Declined" in said((await nigar.get(overtaken)).text)
        clock.advance(dt.timedelta(days=31))
        assert await amounts(portal, "short") == ["50"]


async def test_a_case_keeps_the_row_that_it_took_and_its_term_with_it(portal: Portal) -> None:
    async def term() -> str:
        case = await open_case(portal.site, await signed_in("leyla"), "licence", token())
        return await _sent(portal, case.number)

    nigar, before = await portal.signed_in("nigar"), await term()
    assert before == "2027-03-18"
    more = tariff(MONDAY.date(), "50", days="3")
    assert (await posted(nigar, await row(nigar, "short"), **more)).startswith("/offices")
    assert await term() == "2027-03-04"
    assert await count_all_anew(portal.site) == 0
    kept = await Case.select(Case.state_ends).order_by(Case.sent_at)
    assert [last_day(one["state_ends"]).isoformat() for one in kept if one["state_ends"]] == [before, "2027-03-04"]


async def _sent(portal: Portal, number: str) -> str:
    leyla = await signed_in("leyla")
    answered = await answer(portal.site, leyla, number, {"name": "Leyla", "tariff": "short"}, 1)
    assert not answered.errors
    await move(portal.site, leyla, number, "send", version=2, token=token())
    case = await find_case(portal.site, number)
    assert case is not None and case.record.state_ends is not None
    return last_day(case.record.state_ends).isoformat()


async def upload(browser: Browser, content: str, **fields: str) -> tuple[int, str]:
    page = (await browser.get(f"{DUTIES}/file")).text
    known = {"csrf": browser.csrf, "token": hidden(page, "token"), "version": hidden(page, "version")}
    data = {**known, "change_reason": "Act 12", **fields}
    answer = await browser.client.post(f"{DUTIES}/file", data=data, files={"file": ("t.csv", content.encode())})
    return answer.status_code, answer.headers.get("location") or said(answer.text)


async def test_a_table_goes_out_as_a_file_and_comes_back_with_its_differences(portal: Portal) -> None:
    nigar = await portal.signed_in("nigar", "en")
    given = await nigar.get(f"{DUTIES}/download/csv")
    text = given.content.decode("utf-8-sig")
    assert '"short";"Short";"No";"Short one";"10";"40,00";"01.01.2019";""' in text
    assert (await nigar.get(f"{DUTIES}/download/xlsx")).content[:2] == b"PK"
    assert (await nigar.get(f"{DUTIES}/download/exe")).status_code == 404
    assert "Nothing would be different" in (await upload(nigar, text))[1]
    wrong = text + '"short";"Shorter";"No";"Short one";"x";"55,00";"01.05.2027";""\n'
    status, page = await upload(nigar, wrong)
    assert status == 422 and "Row 5, Kind" in page and "Row 5, Days" in page and await AgencyChange.count() == 0
    right = text + '"short";"Short";"No";"Short one";"10";"55,00";"01.05.2027";""\n'
    status, change = await upload(nigar, right)
    assert status == 303
    page = said((await nigar.get(change)).text)
    assert "What is different: 2 rows" in page and "Waits for confirmation" in page
    assert await RegisterRow.count().where(RegisterRow.register == "licences.tariffs") == 3
    assert (await nigar.post(f"{change}/confirm")).status_code == 303
    assert (await upload(nigar, "nonsense"))[0] == (await upload(nigar, ""))[0] == 422
    clock.advance(dt.timedelta(days=61))
    assert await amounts(portal, "short") == ["55"]


async def test_the_chain_of_a_table_shows_what_was_altered(portal: Portal) -> None:
    nigar = await portal.signed_in("nigar")
    for day in (1, 2):
        await posted(nigar, await row(nigar, "short"), **tariff(dt.date(2027, 4, day)))
    assert [one async for one in journal.verify_changes()] == [None]
    first = await AgencyChange.select(AgencyChange.body).where(AgencyChange.number == 1).first()
    assert first is not None
    await AgencyChange.update({AgencyChange.body: first["body"].replace("Act 7", "Act 8")}).where(
        AgencyChange.number == 1
    )
    (found,) = [one async for one in journal.verify_changes()]
    assert found is not None and str(found) == "table:licences.tariffs, change 1: altered"


async def test_pages_of_tables_cost_few_statements(portal: Portal) -> None:
    nigar = await portal.signed_in("nigar")
    path = await row(nigar, "short")
    change = await posted(nigar, path, **tariff(dt.date(2027, 4, 1)))
    await portal.settle()
    for page, most in ((TABLES, 4), (DUTIES, 3), (path, 3), (change, 3), (f"{DUTIES}/new", 2)):
        with statements() as asked:
            assert (await nigar.get(page)).status_code == 200
        assert len([one for one in asked if one.lstrip()[:6].upper() == "SELECT"]) <= most, page
