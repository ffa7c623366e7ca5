"""How long a decision can be disputed stands in the agency's table: another number is for decisions from its day on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet.settings import Settings
from xidmet.store.tables import Message

from tests.core.certificate import token
from tests.talks_site import MONDAY, browser_of, offices, refused, wishing
from tests.terms_site import at
from tests.ui.answered import words
from tests.ui.browser import Browser, Portal, boxes, hidden

TABLE = "/offices/wishes/tables/wishes.legal-terms"
TUESDAY, WEDNESDAY = MONDAY + dt.timedelta(days=1), MONDAY + dt.timedelta(days=2)
NEW = {
    "name": "Disputing a decision",
    "length": "2",
    "unit": "months",
    "law": "Second law on appeals",
    "law_az": "Şikayət haqqında ikinci Qanun",
    "change_reason": "Act 7",
    **boxes(TUESDAY.date(), "since"),
}


@pytest.fixture
async def portal(embedded: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    async with wishing(embedded, tmp_path / "talks") as opened:
        at(MONDAY)
        yield opened


async def _changed(chief: Browser) -> None:
    """The chief's table says two months from Tuesday on."""
    page = (await chief.get(TABLE)).text
    path = re.findall(rf'<a href="({TABLE}/rows/[^"]+)">[^<]*complaint', page)[0]
    page = (await chief.get(path)).text
    form = {"token": hidden(page, "token"), "version": hidden(page, "version"), **NEW}
    answer = await chief.post(path, form)
    assert answer.status_code == 303, words(answer)


async def _complains(who: Browser, number: str) -> int:
    await who.get(f"/cases/{number}/complaint")
    return (await who.post(f"/cases/{number}/complaint", {"token": token(), "text": "Razı deyiləm"})).status_code


async def test_a_changed_table_is_for_new_refusals_and_alters_no_running_term(portal: Portal) -> None:
    people = await offices()
    first = await refused(portal.site, people)
    await _changed(await browser_of(portal, "chief"))
    same_day = await refused(portal.site, people)
    at(WEDNESDAY)
    later = await refused(portal.site, people)
    leyla, in_azerbaijani = await portal.signed_in("leyla", "en"), await portal.signed_in("leyla", "az")
    for number in (first, same_day):
        for page in (f"/cases/{number}", f"/cases/{number}/complaint"):
            shown = words(await leyla.get(page))
            assert "Law on appeals" in shown and "Second law" not in shown, page
        shown = words(await leyla.get(f"/cases/{number}"))
        assert (
            "The council, within 30 days: until 2 June 2027. The court, within 3 months: until 3 August 2027." in shown
        )
        assert "Şikayət haqqında Qanun" in words(await in_azerbaijani.get(f"/cases/{number}"))
    assert "within 2 months: until 5 July 2027" in words(await leyla.get(f"/cases/{later}"))
    shown = words(await leyla.get(f"/cases/{later}/complaint"))
    assert "5 July 2027" in shown and "Second law on appeals" in shown
    shown = words(await in_azerbaijani.get(f"/cases/{later}"))
    assert "2 ay ərzində: 5 iyul 2027 tarixinədək" in shown and "Şikayət haqqında ikinci Qanun" in shown
    at(MONDAY + dt.timedelta(days=31))
    leyla = await portal.signed_in("leyla", "en")
    assert [await _complains(leyla, number) for number in (first, same_day, later)] == [409, 409, 303]


async def test_the_letter_about_a_refusal_says_where_and_until_when_it_can_be_disputed(portal: Portal) -> None:
    people = await offices()
    number = await refused(portal.site, people)
    await portal.settle()
    told = await Message.select(Message.text).where(Message.text.like(f"%{number} was refused%")).output(as_list=True)
    assert len(told) == 2, "in the portal and by mail"
    for text in told:
        assert "30 gün ərzində: 2 iyun 2027 tarixinədək" in text and "Məhkəmə, 3 ay ərzində: 3 avqust 2027" in text
        assert "Hüquqi əsas: Şikayət haqqında Qanun; Law on courts" in text
    other = await Message.select(Message.text).where(Message.text.like("%Hüquqi əsas%")).output(as_list=True)
    assert sorted(other) == sorted(told), "no other letter speaks of it"


async def test_only_its_keeper_changes_the_table(portal: Portal) -> None:
    await offices()
    clerk = await browser_of(portal, "clerk")
    assert (await clerk.get(f"{TABLE}/new")).status_code in (403, 404)
    assert (await (await portal.signed_in("leyla")).get(TABLE)).status_code == 404
