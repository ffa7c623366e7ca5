"""An agency words the notices of its services: checked, tried on a made-up case, from a day on, and back again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import move, open_case, wordings
from xidmet.cases.answer import answer
from xidmet.contract.notice import Notice
from xidmet.settings import Settings
from xidmet.store import office_acts
from xidmet.store.tables import AgencyChange, Message

from tests.conftest import signed_in
from tests.core.certificate import token
from tests.core.offices import holds
from tests.tables_site import ADMINISTRATOR, CLERK, HEAD, STRANGER, tables_site
from tests.ui.browser import Browser, Portal, boxes, hidden, portal_on
from tests.ui.test_agency_tables import MONDAY, said

TEXTS = "/offices/licences/texts"
SENT, REFUSED = f"{TEXTS}/licence/send/0", f"{TEXTS}/licence/refuse/0"


@pytest.fixture
async def portal(embedded: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    async with portal_on(embedded.model_copy(update={"site": tables_site(tmp_path / "licences")})) as opened:
        clock.advance(MONDAY - clock.now())
        await holds("rashad", ADMINISTRATOR)
        await holds("nigar", HEAD, CLERK)
        await holds("aynur", STRANGER)
        yield opened


def wording(text: str, day: dt.date = MONDAY.date(), **more: str) -> dict[str, str]:
    return {**dict.fromkeys(("az", "en", "ru"), text), "reason": "Order 5", **boxes(day, "first"), **more}


async def posted(browser: Browser, path: str, fields: dict[str, str]) -> str:
    """ "" when it was taken, else the page."""
    page = (await browser.get(path)).text
    form = {"token": hidden(page, "token"), "version": hidden(page, "version"), **fields}
    answer = await browser.post(path, form)
    return "" if answer.status_code == 303 else answer.text


async def told(portal: Portal, actor: Actor) -> str:
    """What somebody who sends an application just now reads in their inbox."""
    case = await open_case(portal.site, actor, "licence", token())
    typed = {"name": "Leyla", "tariff": "short"}
    assert not (await answer(portal.site, actor, case.number, typed, 1)).errors
    await move(portal.site, actor, case.number, "send", version=2, token=token())
    portal.site.wake.ring()
    await portal.settle()
    (found,) = await Message.select(Message.text).where(
        (Message.channel == "inbox") & Message.text.like(f"%{case.number}%")
    )
    return str(found["text"]).replace(case.number, "N").replace("\xa0", " ")


async def test_people_are_told_in_the_agency_s_words_from_the_day_on_and_back_again(portal: Portal) -> None:
    rashad, leyla = await portal.signed_in("rashad", "en"), await signed_in("leyla")
    before = await told(portal, leyla)
    assert before == "N is here, Leyla. Fee: 40 ₼"
    assert await posted(rashad, SENT, wording("Dear {name}, we have {number}. Pay {fee} <b>soon</b>.")) == ""
    later = wording("Later: {number} {name} {fee}", dt.date(2027, 3, 10))
    assert await posted(rashad, SENT, later) == ""
    assert await told(portal, leyla) == "Dear Leyla, we have N. Pay 40 ₼ <b>soon</b>."
    page = (await rashad.get(SENT)).text
    assert "<b>soon" not in page and "another one from 10 March 2027" in said(page) and "Order 5" in said(page)
    clock.advance(dt.timedelta(days=9))
    leyla, rashad = await signed_in("leyla"), await portal.signed_in("rashad", "en")
    assert await told(portal, leyla) == "Later: N Leyla 40 ₼"
    page = (await rashad.get(SENT)).text
    form = {"token": hidden(page, "token"), "version": hidden(page, "version")}
    for _press in range(2):
        assert (await rashad.post(f"{SENT}/declared", form)).status_code == 303
    assert await told(portal, leyla) == before
    texts = await Message.select(Message.text).where(Message.text.like("Dear Leyla%")).output(as_list=True)
    assert texts, "what was told stays as it was told"
    assert await AgencyChange.count() == 3
    acts = [act.kind for act in await office_acts.acts("licences", 9)]
    assert acts == ["worded"] * 3
    assert "changed the text of a notice of “Licence” (Order 5)" in said((await rashad.get("/offices/licences")).text)


@pytest.mark.parametrize(
    "text",
    [
        "{number.__class__} {name} {fee}",
        "{number!r} {name} {fee}",
        "{number:>99999999} {name} {fee}",
        "{0} {name} {fee}",
        "{} {name}",
        "{unknown} {number} {name} {fee}",
        "{number} {name} {fee} }",
        "{number",
    ],
)
async def test_only_names_that_the_notice_knows_stand_in_braces(portal: Portal, text: str) -> None:
    rashad = await portal.signed_in("rashad", "en")
    page = await posted(rashad, SENT, wording(text))
    assert "This notice does not know" in page or "A brace stands alone" in page
    assert await AgencyChange.count() == 0
    looked = await posted(rashad, SENT, wording(text, look="yes"))
    assert "This notice does not know" in looked or "A brace stands alone" in looked


async def test_a_name_that_got_lost_is_asked_about_and_a_past_day_refused(portal: Portal) -> None:
    rashad, text = await portal.signed_in("rashad", "en"), "Your application {number} is here."
    page = await posted(rashad, SENT, wording(text))
    assert "The declared text tells {fee}, {name}, and this one does not" in said(page) and text in page
    past = await posted(rashad, SENT, wording("{number} {name} {fee}", MONDAY.date() - dt.timedelta(days=1)))
    assert "This day has passed" in past and await AgencyChange.count() == 0
    sure = {f"{code}-sure": text for code in ("az", "en", "ru")}
    assert await posted(rashad, SENT, wording(text, **sure)) == "" and await AgencyChange.count() == 1


async def test_a_preview_is_about_nobody(portal: Portal) -> None:
    rashad = await portal.signed_in("rashad", "en")
    await told(portal, await signed_in("leyla"))
    page = await posted(rashad, REFUSED, wording("{number}: {ground}, {reason}, {fee}, {name}", look="yes"))
    shown = said(page).replace("\xa0", " ")
    assert (
        "2026-12345678: ‹Ground›, ‹Reason›, 100 ₼, ‹Name›" in shown
        and "Leyla" not in shown.partition("About a case")[2][:300]
    )
    assert await AgencyChange.count() == 0 and "Put it in force" in page


async def test_what_the_plugin_says_anew_is_shown_and_no_notice_takes_another_s_words(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    rashad = await portal.signed_in("rashad", "en")
    assert await posted(rashad, REFUSED, wording("Refused: {number} {ground} {reason}")) == ""
    refuse = portal.site.catalogue.services["licence"].transition("refuse")
    assert refuse is not None
    (old,) = refuse.tells
    anew = Notice(old.to, "Sorry: {number}. {ground}: {reason}")
    object.__setattr__(refuse, "tells", (anew,))
    page = said((await rashad.get(REFUSED)).text)
    assert "The declared text has changed since the agency worded it" in page and "Sorry: {number}" in page
    assert "the declared text has changed since" in said((await rashad.get(TEXTS)).text)
    service = portal.site.catalogue.services["licence"]
    assert (await wordings.in_force(service, refuse, 0))["en"].startswith("Refused")
    object.__setattr__(refuse, "tells", (anew, old))
    assert await wordings.in_force(service, refuse, 0) == {}, "its own notice stands second now"
    assert (await wordings.in_force(service, refuse, 1))["en"].startswith("Refused")
    object.__setattr__(refuse, "tells", (old,))


async def test_texts_are_the_administrators_alone_and_a_page_that_is_too_old_is_told(portal: Portal) -> None:
    rashad, text = await portal.signed_in("rashad"), wording("{number} {name} {fee}")
    page = (await rashad.get(SENT)).text
    for name, status in (("leyla", 404), ("aynur", 404), ("nigar", 403)):
        browser = await portal.signed_in(name)
        assert {(await browser.get(one)).status_code for one in (TEXTS, SENT)} == {status}
        form = {"token": token(), "version": "0", **text}
        assert {(await browser.post(one, form)).status_code for one in (SENT, f"{SENT}/declared")} == {status}
    for strange in (f"{TEXTS}/licence/send/1", f"{TEXTS}/licence/nothing/0", f"{TEXTS}/other/send/0"):
        assert (await rashad.get(strange)).status_code == 404
    await holds("kamran", ADMINISTRATOR)
    kamran = await portal.signed_in("kamran", "en")
    assert await posted(kamran, SENT, text) == ""
    form = {"token": hidden(page, "token"), "version": hidden(page, "version"), **text}
    assert (await rashad.post(SENT, form)).status_code == 409 and await AgencyChange.count() == 1
    assert not re.search(r"5VBK5VR|\{fin\}", page)
