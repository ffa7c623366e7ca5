"""A roster as a list: found, filtered, sorted, paged, counted; and who may look at it."""

from __future__ import annotations

import pytest
from xidmet.auth import Actor
from xidmet.cases import open_case
from xidmet.cases.answer import answer
from xidmet.cases.roster import Wanted, found
from xidmet.cases.roster.place import place_old
from xidmet.store import roster, roster_search
from xidmet.store.tables import Case, CaseField, Mandate

from tests.conftest import signed_in
from tests.core.certificate import token
from tests.core.offices import holds
from tests.roster_site import KEEPER, SLUG, done, entered, fin
from tests.ui.browser import Browser, Portal
from tests.ui.rosters.pages import BUTTON, NUMBER, PARTY, ROSTER, acting, link_of, said, shown, state


@pytest.fixture(params=["ASKED", "FETCHED"])
def few(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """As if there were very many: two to a page. All is found along the page's order, or from the rarest on: what the
    other way costs is set to nothing.
    """
    monkeypatch.setattr("xidmet.cases.roster.wanted.SIZES", (2,))
    monkeypatch.setattr(roster_search, request.param, 0)
    monkeypatch.setattr(roster_search, "MANY", 3)


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
            page = link_of(text, "next")
        assert there == wanted, query
        assert (
            NUMBER.findall((await rashad.get(link_of(text, "prev"))).text)
            == wanted[-3 if len(wanted) % 2 else -4 :][:2]
        )


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
