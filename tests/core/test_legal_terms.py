"""Terms of law in an agency's table: counted in days, months or years; kept with a case; one by one as in a list."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Case, Site, find_case, lists
from xidmet.cases.dispute import last_day
from xidmet.cases.lists.sweep import sweep_lists
from xidmet.cases.many import move_many
from xidmet.contract.legal_terms import LegalRow, Period, Unit
from xidmet.contract.plain import to_store
from xidmet.plugins import load
from xidmet.store import registers
from xidmet.store.tables import Case as CaseRow

from tests.contract.sites import PLUGIN, write_site
from tests.core.certificate import token
from tests.core.offices import holds
from tests.lists import chosen, worked
from tests.regimes_site import ACT, KEEPER, SLUG, done, entered, town, town_holder

site, holder = town, town_holder

TABLE = "town.legal-terms"
DAY = dt.date(2027, 1, 31)


async def _says(code: str, length: int, unit: Unit, **more: Any) -> None:
    row = LegalRow(code=code, name=code, length=length, unit=unit, law="Law, 9", **more)
    await registers.keep(TABLE, code, "", to_store(row), code)


async def _revoked(site: Site, holder: Actor, first: int) -> list[Case]:
    """One by itself, one in a list."""
    keeper = await holds("nigar", KEEPER)
    one, other = [await entered(site, holder, n) for n in (first, first + 1)]
    await done(site, keeper, one, "revoke", text="x")
    items = [(other, (await _case(site, other)).version)]
    (made,) = await move_many(site, keeper, SLUG, "revoke", items, tokens=[token()], asked={"text": "x"}, signed=None)
    assert made.done
    return [await _case(site, number) for number in (one, other)]


async def _case(site: Site, number: str) -> Case:
    found = await find_case(site, number)
    assert found is not None
    return found


def _days(cases: list[Case]) -> list[int]:
    return [(last_day(one, one.done[-1].at) - clock.local(one.done[-1].at).date()).days for one in cases]


async def test_a_case_keeps_what_the_table_said_alone_and_in_a_list(site: Site, holder: Actor) -> None:
    before = await _revoked(site, holder, 1)
    await _says("complaint", 10, "days")
    after = await _revoked(site, holder, 3)
    again = [await _case(site, one.number) for one in before]
    assert (_days(again), _days(after)) == ([30, 30], [10, 10])
    assert [one.legal["complaint"].law for one in (*again, *after)] == ["Law, 2", "Law, 2", "Law, 9", "Law, 9"]
    assert after[0].record.asked["legal"] == after[1].record.asked["legal"]


async def test_what_was_decided_before_there_was_a_table_has_its_first_row(site: Site, holder: Actor) -> None:
    case, _other = await _revoked(site, holder, 1)
    without = {name: part for name, part in case.record.asked.items() if name != "legal"}
    await CaseRow.update({CaseRow.asked: without}).where(CaseRow.number == case.number)
    await _says("complaint", 10, "days")
    assert _days([await _case(site, case.number)]) == [30]


async def test_where_no_row_is_in_force_the_first_one_counts(site: Site, holder: Actor) -> None:
    await _says("complaint", 10, "days", until=clock.today() - dt.timedelta(days=1))
    assert _days(await _revoked(site, holder, 1)) == [30, 30]


async def test_how_long_something_is_kept_is_what_the_table_says_now(site: Site, holder: Actor) -> None:
    wanted = await chosen([await entered(site, holder, 1)], site)
    begun = await lists.begin(site, holder, SLUG, "activate", wanted, token=token(), language="en")
    await lists.answer(site, await lists.list_for(site, holder, SLUG, begun), {"regime": ACT})
    await worked(site)
    await lists.make_ready(site, holder, await lists.list_for(site, holder, SLUG, begun), "en")
    await worked(site)
    clock.advance(dt.timedelta(days=200))
    assert await sweep_lists(site) == 0, "a year"
    await _says("keeping", 7, "months")
    assert await sweep_lists(site) == 0
    await _says("keeping", 6, "months")
    assert await sweep_lists(site) == 1


@pytest.mark.parametrize(
    ("length", "unit", "after", "before"),
    [
        (30, "days", dt.date(2027, 3, 2), dt.date(2027, 1, 1)),
        (1, "months", dt.date(2027, 2, 28), dt.date(2026, 12, 31)),
        (13, "months", dt.date(2028, 2, 29), dt.date(2025, 12, 31)),
        (3, "years", dt.date(2030, 1, 31), dt.date(2024, 1, 31)),
    ],
)
def test_days_months_and_years_are_those_of_the_calendar(
    length: int, unit: Unit, after: dt.date, before: dt.date
) -> None:
    assert (Period(length, unit).after(DAY), Period(length, unit).before(DAY)) == (after, before)


@pytest.mark.parametrize("where", ['appeal = Appeal("The court", LEGAL)', "keep_years = LEGAL"])
def test_a_term_without_a_row_is_a_fault(tmp_path: Path, where: str) -> None:
    said = where.replace("LEGAL", 'LegalTerms("fairies.legal", "Terms")["other"]')
    source = PLUGIN.format(slug="wish", tells="", states=f"    {said}\n", hook="services")
    source = source.replace("State, Text", "Appeal, LegalTerms, State, Text")
    site = write_site(tmp_path, {f"legal_fairies_{where.partition(' ')[0]}": source})
    (fault, *_more) = load(site).faults
    assert "other" in fault.wrong and "fairies.legal" in fault.wrong and where.partition(" ")[0] in fault.wrong
