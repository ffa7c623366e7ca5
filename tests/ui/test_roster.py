"""The roster without a script: whose it is, search, filters, order, pages; one press, and what stands against it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases import Case as CaseSeen
from xidmet.cases import find_case, open_case
from xidmet.cases.answer import answer
from xidmet.cases.follow import run_due
from xidmet.cases.roster import Wanted, found
from xidmet.cases.roster.place import place_old
from xidmet.settings import Settings
from xidmet.store import issued, roster
from xidmet.store.tables import Case, CaseField, Mandate

from tests.conftest import signed_in
from tests.core.certificate import token
from tests.core.mandates import VOEN, actor
from tests.core.offices import holds
from tests.roster_site import KEEPER, SLUG, a_time, done, entered, fin, timed_site
from tests.ui.browser import Browser, Portal, portal_on

NUMBER = re.compile(r'<tr id="p-([^"]+)"')
BUTTON = re.compile(r'name="one" value="([^"]+)"')
ROSTER = f"/roster/{SLUG}"
PARTY = f"o:{VOEN}"


@pytest.fixture
async def portal(settings: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    async with portal_on(settings.model_copy(update={"site": timed_site(tmp_path / "gates")})) as opened:
        await a_time()
        yield opened


@pytest.fixture
async def holder(portal: Portal) -> Actor:
    return await actor("rashad", acting=True)


@pytest.fixture
async def rashad(portal: Portal) -> Browser:
    return await acting(portal, "rashad")


async def acting(portal: Portal, person: str) -> Browser:
    """Signed in, for the organisation whose mandate they hold."""
    browser = await portal.signed_in(person, "en")
    page = await browser.get("/account")
    party = next(value for value in re.findall(r'name="party" value="([^"]*)"', page.text) if value)
    assert (await browser.post("/acting", {"party": party, "next": "/"})).status_code == 303
    return browser


def said(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(page)).split())


async def shown(browser: Browser, query: str = "") -> list[str]:
    page = await browser.get(f"{ROSTER}?{query}")
    assert page.status_code == 200, page.text
    return NUMBER.findall(page.text)


async def pressed(browser: Browser, number: str, move: str, back: str = "", **headers: str) -> httpx.Response:
    """The button of a row; what it will bring is asked first."""
    page = (await browser.get(f"{ROSTER}?q={number}")).text
    value = next(value for value in BUTTON.findall(page) if value.startswith(number) and value.endswith(f"~{move}"))
    return await browser.post(f"{ROSTER}/press", {"one": value, "back": back}, headers=headers)


async def confirmed(browser: Browser, asked: httpx.Response, **headers: str) -> httpx.Response:
    form = re.search(rf'<form method="post" action="({ROSTER}/[^"]+)".*?</form>', asked.text, re.DOTALL)
    assert form, asked.text
    fields = dict(re.findall(r'name="(version|token|back)" value="([^"]*)"', form[0]))
    return await browser.post(form[1], {name: unescape(value) for name, value in fields.items()}, headers=headers)


async def state(portal: Portal, number: str) -> str:
    return (await _case(portal, number)).state.name


async def test_search_filters_order_and_pages(portal: Portal, rashad: Browser, holder: Actor) -> None:
    names = ["Zeynalov", "Əliyev", "Eyvazova", "Çobanov", "Cəfərov", "Işıqov", "İbrahimov"]
    numbers = {
        name: await entered(portal.site, holder, n, surname=name, trade="fun" if n < 2 else "food")
        for n, name in enumerate(names)
    }
    order = ["Cəfərov", "Çobanov", "Eyvazova", "Əliyev", "Işıqov", "İbrahimov", "Zeynalov"]
    by_name = [numbers[name] for name in order]
    assert await shown(rashad) == by_name, "the Azerbaijani alphabet"
    assert await shown(rashad, "sort=-name") == by_name[::-1]
    assert await shown(rashad, "sort=-changed") == list(numbers.values())
    assert await shown(rashad, "q=ibra") == await shown(rashad, "q=İBRAHİMOV") == [numbers["İbrahimov"]]
    assert await shown(rashad, f"q={fin(3).lower()}") == [numbers["Çobanov"]]
    assert await shown(rashad, f"q={numbers['Işıqov']}") == [numbers["Işıqov"]]
    assert await shown(rashad, "q=eli") == by_name, "everybody's given name"
    assert await shown(rashad, "q=eli+zey") == [numbers["Zeynalov"]]
    assert await shown(rashad, "f-trade=fun") == [numbers["Əliyev"], numbers["Zeynalov"]]
    assert await shown(rashad, "f-trade=fun&q=zeynal&state=entered") == [numbers["Zeynalov"]]
    assert await shown(rashad, "state=active") == []
    assert await shown(rashad, "q=%3Dtrade%3Dfun%3D") == [], "how it is kept is nobody's word"
    assert await shown(rashad, f"after={by_name[3]}") == by_name[4:]
    assert await shown(rashad, f"after=<{by_name[3]}") == by_name[:3]
    assert await shown(rashad, "after=2020-1&sort=nothing&size=7&state=nothing&f-born=1") == by_name
    assert await found(portal.site, holder, SLUG, Wanted(more={"trade": "fun"}), "activate", 1) == [
        (numbers["Əliyev"], 3)
    ]
    assert await found(portal.site, holder, SLUG, Wanted(), "enter", 9) == []


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were very many: two to a page, and no search finds few."""
    monkeypatch.setattr("xidmet.cases.roster.wanted.SIZES", (2,))
    monkeypatch.setattr(roster, "FEW", 1)
    monkeypatch.setattr(roster, "MANY", 3)


@pytest.mark.usefixtures("few")
async def test_pages_lead_on_and_back_whatever_is_looked_for(portal: Portal, rashad: Browser, holder: Actor) -> None:
    every = [await entered(portal.site, holder, n, trade="fun" if n % 2 else "food") for n in range(5)]
    for number in every[:4:2]:
        await done(portal.site, holder, number, "activate", period="Act 1")
    for query, wanted in (("", every), ("q=eli", every), ("f-trade=food", every[::2]), ("sort=-name", every[::-1])):
        page, there = f"{ROSTER}?{query}{'&' if query else ''}size=2", list[str]()
        while page:
            text = (await rashad.get(page)).text
            there += NUMBER.findall(text)
            page = _link(text, "next")
        assert there == wanted, query
        assert (
            NUMBER.findall((await rashad.get(_link(text, "prev"))).text) == wanted[-3 if len(wanted) % 2 else -4 :][:2]
        )


def _link(page: str, rel: str) -> str:
    link = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return unescape(link[1]) if link else ""


async def test_counters_count_whatever_moves(portal: Portal, rashad: Browser, holder: Actor) -> None:
    one, two = [await entered(portal.site, holder, n) for n in range(2)]
    draft = await open_case(portal.site, holder, SLUG, token())
    await answer(portal.site, holder, draft.number, {"surname": "Abbasov", "trade": "fun"}, 1)
    await done(portal.site, holder, one, "activate", period="Act 1")
    page = said((await rashad.get(ROSTER)).text)
    assert "3 All 1 Being entered 1 Entered 1 Active" in page
    assert await shown(rashad, "q=abbas") == await shown(rashad, "f-trade=fun") == [draft.number]
    assert "Abbasov" in page and "Go on filling in — Abbasov" in page
    await Case.update({Case.state: "cancelled"}, force=True)  # many at once
    await roster.add_up()
    assert await roster.counts(SLUG, PARTY) == {"cancelled": 3}
    await CaseField.delete(force=True)
    await Case.delete().where(Case.number == draft.number)
    assert await roster.counts(SLUG, PARTY) == {"cancelled": 2}
    await roster.add_up()
    assert await roster.counts(SLUG, PARTY) == {"cancelled": 2}
    assert two in await shown(rashad)


async def test_one_press_says_what_it_brings_and_does_it(portal: Portal, rashad: Browser, holder: Actor) -> None:
    number = await entered(portal.site, holder, 1)
    page = await pressed(rashad, number, "activate", "state=entered&sort=changed&evil=1")
    told = said(page.text)
    assert page.status_code == 200 and await state(portal, number) == "entered"
    assert (
        "Activate: Məmmədov1 Əli" in told
        and "Act 1" in told
        and "In force until" in told
        and "By which act Law" in told
    )
    entries = len(await journal.entries((await _case(portal, number)).record.id))
    first, second = await confirmed(rashad, page), await confirmed(rashad, page)
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == f"{ROSTER}?state=entered&sort=changed&done={number}#p-{number}"
    assert first.headers["location"] == second.headers["location"]
    case = await _case(portal, number)
    assert case.state.name == "active" and len(await issued.of_case(case.record.id)) == 1
    moved = [one.kind for one in await journal.entries(case.record.id)][entries:]
    assert moved == ["moved", "issued"], "no look of one's own people is noted"
    assert "Məmmədov1 Əli: Active" in said((await rashad.get(f"{ROSTER}?done={number}")).text)
    clock.advance(dt.timedelta(days=5))
    await run_due(portal.site)
    await a_time("Act 2")
    rashad = await acting(portal, "rashad")
    again = await pressed(rashad, number, "activate")
    assert "Act 2" in said(again.text) and (await confirmed(rashad, again)).status_code == 303
    assert await state(portal, number) == "active"


async def _case(portal: Portal, number: str) -> CaseSeen:
    case = await find_case(portal.site, number)
    assert case is not None
    return case


async def test_a_script_gets_the_row_and_the_counters(portal: Portal, rashad: Browser, holder: Actor) -> None:
    number, fun = await entered(portal.site, holder, 1), await entered(portal.site, holder, 2, trade="fun")
    htmx = {"HX-Request": "true"}
    dialog = await pressed(rashad, number, "activate", **htmx)
    assert "<html" not in dialog.text and f'hx-target="#p-{number}"' in dialog.text
    row = await confirmed(rashad, dialog, **htmx)
    assert row.status_code == 200 and row.text.lstrip().startswith(f'<tr id="p-{number}"')
    assert "Active" in row.text and 'hx-target="#counters"' in row.text and "data-focus" in row.text
    refused = await pressed(rashad, fun, "activate", **htmx)
    assert refused.status_code == 409 and "This trade is closed." in refused.text and "<button" not in refused.text
    ready = await rashad.get(f"{ROSTER}/ready", headers=htmx)
    assert f'hx-target="#r-{fun}"' in ready.text and "This trade is closed." in ready.text


async def test_what_stands_against_it_is_said_before_and_after(portal: Portal, rashad: Browser, holder: Actor) -> None:
    old, fun = [
        await entered(portal.site, holder, n, **more)
        for n, more in enumerate(({"born": "1950-01-01"}, {"trade": "fun"}))
    ]
    fine = await entered(portal.site, holder, 2)
    page = said((await rashad.get(f"{ROSTER}?ready=1")).text)
    assert "is over 65." in page and "Law, 1" in page and "This trade is closed." in page
    assert "Nothing stands against it: Activate" in page
    asked = await pressed(rashad, fine, "activate")
    answers = (await _case(portal, fine)).record.answers
    await Case.update({Case.answers: json.dumps({**answers, "trade": "fun"})}).where(Case.number == fine)
    refused = await confirmed(rashad, asked)
    assert refused.status_code == 409 and "This trade is closed. Wait until it opens." in said(refused.text)
    assert await state(portal, fine) == "entered"
    same = said((await rashad.get(f"{ROSTER}?f-trade=fun&ready=1")).text)
    assert "This stands against everybody" not in same, "of one person alone it is said beside them"
    assert {await state(portal, number) for number in (old, fun)} == {"entered"}
    clock.advance(dt.timedelta(days=9))  # no time is declared: the question can't answer itself
    rashad = await acting(portal, "rashad")
    page = said((await rashad.get(f"{ROSTER}?ready=1")).text)
    assert "is over 65." in page and "Nothing stands against it" not in page
    asked = await pressed(rashad, old, "activate", "sort=changed")
    assert asked.status_code == 303
    assert asked.headers["location"] == f"/cases/{old}/move/activate?back={quote(f'{ROSTER}?sort=changed', safe='')}"


async def test_a_stale_row_is_told_what_changed(portal: Portal, rashad: Browser, holder: Actor) -> None:
    number = await entered(portal.site, holder, 1)
    asked = await pressed(rashad, number, "cancel")
    await done(portal.site, holder, number, "activate", period="Act 1")
    late = await confirmed(rashad, asked)
    assert late.status_code == 409 and await state(portal, number) == "active"
    assert "State now Active" in said(late.text) and "State afterwards Cancelled" in said(late.text)
    assert (await confirmed(rashad, late)).status_code == 303 and await state(portal, number) == "cancelled"


async def test_a_question_is_answered_on_its_own_page_and_leads_back(
    portal: Portal, rashad: Browser, holder: Actor
) -> None:
    number = await entered(portal.site, holder, 1)
    await a_time("Act 2")  # of two times somebody has to choose
    asked = await pressed(rashad, number, "activate", "q=memm")
    there = asked.headers["location"]
    page = await rashad.get(there)
    assert f'href="{ROSTER}?q=memm"' in page.text
    action = unescape(re.findall(r'<form method="post" action="(/cases/[^"]+)"', page.text)[0])
    fields = {"version": re.findall(r'name="version" value="(\d+)"', page.text)[0], "token": token()}
    wrong = await rashad.post(action, fields)
    assert wrong.status_code == 422
    action = unescape(re.findall(r'<form method="post" action="(/cases/[^"]+)"', wrong.text)[0])
    moved = await rashad.post(action, {**fields, "period": "Act 2"})
    assert moved.headers["location"] == f"{ROSTER}?q=memm&done={number}#p-{number}"
    other = await entered(portal.site, holder, 2)
    page = await rashad.get(f"/cases/{other}/move/cancel?back=//evil.example/roster/x")
    assert "evil" not in re.sub(r'name="next" value="[^"]*"|href="/language/[^"]*"', "", page.text)


async def test_others_find_no_roster(portal: Portal, holder: Actor) -> None:
    number = await entered(portal.site, holder, 1)
    fields = {"one": f"{number}~3~cancel", "version": "3", "token": token()}
    alone, leyla, nigar = [await portal.signed_in(name, "en") for name in ("rashad", "leyla", "nigar")]
    for browser in (alone, leyla, nigar):
        for path in (ROSTER, f"{ROSTER}/ready?ready=1", "/roster/nothing"):
            answer_ = await browser.get(path, headers={"HX-Request": "true"})
            assert answer_.status_code == 404, path
        for path in (f"{ROSTER}/press", f"{ROSTER}/{number}/cancel"):
            assert (await browser.post(path, fields)).status_code == 404, path
        assert (await browser.get("/roster")).status_code == 200
        assert 'href="/roster"' not in (await browser.get("/my-cases")).text
    assert (await portal.browser().get(ROSTER)).status_code == 303, "a stranger signs in first"
    assert await state(portal, number) == "entered"


async def test_who_has_not_the_power_looks_only(portal: Portal, holder: Actor) -> None:
    number = await entered(portal.site, holder, 1)
    await Mandate.update({Mandate.role: "operator"}).where(Mandate.role == "seal_holder")
    operator = await acting(portal, "rashad")
    page = (await operator.get(f"{ROSTER}?ready=1")).text
    assert NUMBER.findall(page) == [number] and 'href="/roster"' in page
    assert not BUTTON.findall(page) and 'name="move"' not in page and "Add one" not in page
    fields = {"one": f"{number}~3~cancel", "version": "3", "token": token()}
    assert (await operator.post(f"{ROSTER}/press", fields)).status_code == 409
    assert (await operator.post(f"{ROSTER}/{number}/cancel", fields)).status_code == 409
    assert await state(portal, number) == "entered"


async def test_hostile_posts_change_nothing(portal: Portal, rashad: Browser, holder: Actor) -> None:
    number = await entered(portal.site, holder, 1)
    await rashad.get(ROSTER)
    for one in (
        "",
        number,
        f"{number}~x~cancel",
        f"{number}~3",
        f"{number}~3~revoke",
        f"{number}~3~enter",
        "x~1~cancel",
    ):
        assert (await rashad.post(f"{ROSTER}/press", {"one": one})).status_code in (400, 404, 409), one
    assert (await rashad.post(f"{ROSTER}/press", {"one": f"{number}~3~cancel", "csrf": "x"})).status_code == 403
    for name in ("revoke", "restore", "expire", "nothing"):
        posted = await rashad.post(f"{ROSTER}/{number}/{name}", {"version": "3", "token": token()})
        assert posted.status_code == 404, name
    assert (await rashad.post(f"{ROSTER}/{number}/cancel", {"version": "3"})).status_code == 400
    assert (await rashad.post(f"{ROSTER}/{number}/activate", {"version": "9", "token": token()})).status_code == 409
    for query in ("q=%27%22%3C%00", "after=%3C", "f-trade=%27%3B--", "q=" + "x" * 5000, "done=<script>", "size=1e9"):
        answer_ = await rashad.get(f"{ROSTER}?{query}")
        assert answer_.status_code in (200, 400) and "<script>" not in answer_.text, query
    assert await state(portal, number) == "entered"


async def test_one_more_is_entered_and_comes_back(portal: Portal, rashad: Browser) -> None:
    assert "Nobody is in the roster yet." in (await rashad.get(ROSTER)).text
    assert (await rashad.get("/roster")).headers["location"] == ROSTER
    number = await rashad.open(SLUG)
    fields = {"surname": "Əsgərov", "given_name": "Tural", "fin": fin(5), "trade": "food"}
    born = {"born-day": "1", "born-month": "5", "born-year": "1990"}
    page = await rashad.get(f"/cases/{number}/fill", follow_redirects=True)
    step = re.findall(rf"/cases/{number}/fill/([\w-]+)", page.text)[0]
    assert (await rashad.fill(number, step, 1, **fields, **born)).status_code == 303
    sent = await rashad.post(f"/cases/{number}/review", {"version": "2", "token": token(), "move": "enter"})
    assert sent.headers["location"] == f"{ROSTER}?sort=changed&done={number}#p-{number}"
    assert "Əsgərov Tural: Entered" in said((await rashad.get(sent.headers["location"])).text)
    assert "Your roster: 1" in said((await rashad.get(f"/services/{SLUG}")).text)


async def test_why_it_was_revoked_stands_there(portal: Portal, rashad: Browser, holder: Actor) -> None:
    number = await entered(portal.site, holder, 1)
    await holds("nigar", KEEPER)
    await done(portal.site, await signed_in("nigar"), number, "revoke", ground="closed", text="Shut since May")
    page = (await rashad.get(ROSTER)).text
    assert "Trade closed; Shut since May" in said(page) and 'class="dot no"' in page


async def test_old_cases_take_their_place(portal: Portal, rashad: Browser, holder: Actor) -> None:
    number = await entered(portal.site, holder, 1)
    draft = await open_case(portal.site, holder, SLUG, token())
    await Case.update({Case.sort_name: ""}, force=True)
    await CaseField.delete(force=True)
    assert await shown(rashad) == []
    await place_old(portal.site)
    assert await shown(rashad) == [number, draft.number]
    assert await shown(rashad, "q=memm") == await shown(rashad, "f-trade=food") == [number]
