"""One press for one person on a roster."""

from __future__ import annotations

import datetime as dt
import json
import re
from html import unescape
from urllib.parse import quote

from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases.follow import run_due
from xidmet.store import issued
from xidmet.store.tables import Case

from tests.core.certificate import token
from tests.roster_site import SLUG, a_time, done, entered, fin
from tests.ui.browser import Browser, Portal
from tests.ui.rosters.pages import ROSTER, acting, case_of, confirmed, pressed, said, state


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
    entries = len(await journal.entries((await case_of(portal, number)).record.id))
    first, second = await confirmed(rashad, page), await confirmed(rashad, page)
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == f"{ROSTER}?state=entered&sort=changed&done={number}#p-{number}"
    assert first.headers["location"] == second.headers["location"]
    case = await case_of(portal, number)
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
    answers = (await case_of(portal, fine)).record.answers
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
