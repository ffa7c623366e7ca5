"""The desk without a script: queues, filters, search, pages; taking cases, handing them over, standing in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest
from xidmet import clock, journal
from xidmet.cases.desk import look
from xidmet.settings import Settings
from xidmet.store import office_acts
from xidmet.store.tables import Message

from tests.conftest import signed_in
from tests.core.offices import holds
from tests.terms_site import MONDAY, OFFICE, at, case_of, done, on, passes, sent, terms_site, told
from tests.ui.browser import Browser, Portal, boxes, portal_on

NUMBER = re.compile(r'<th scope="row"><a class="num" href="/cases/([^"]+)"')


@pytest.fixture
async def portal(embedded: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    """Two clerks of permits, and an administrator of theirs who is none."""
    async with portal_on(embedded.model_copy(update={"site": terms_site(tmp_path / "terms")})) as opened:
        at(MONDAY)
        await holds("nigar", OFFICE)
        await holds("fuad", OFFICE)
        await holds("rashad", "permits:administrator")
        yield opened


@pytest.fixture
async def nigar(portal: Portal) -> Browser:
    return await portal.signed_in("nigar", "en")


async def _sent(portal: Portal, name: str = "Leyla") -> str:
    return await sent(portal.site, await signed_in("leyla"), name=name)


async def _shown(browser: Browser, query: str = "") -> list[str]:
    page = await browser.get(f"/desk?{query}")
    assert page.status_code == 200, page.text
    return NUMBER.findall(page.text)


def said(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(page)).split())


async def _kinds(number: str, site: Portal) -> list[str]:
    return [one.kind for one in await journal.entries((await case_of(site.site, number)).record.id)]


async def test_each_case_stands_in_the_queue_of_whoever_must_act(portal: Portal, nigar: Browser) -> None:
    fresh, asked, refused = await _sent(portal), await _sent(portal), await _sent(portal)
    clerk = await signed_in("nigar")
    await done(portal.site, clerk, asked, "ask")
    await done(portal.site, clerk, refused, "refuse", ground="x")
    assert await _shown(nigar) == [asked], "what she decided on last is hers, and waits for the applicant"
    assert await _shown(nigar, "queue=free") == [fresh]
    assert await _shown(nigar, "queue=applicant") == [asked]
    assert sorted(await _shown(nigar, "queue=all")) == sorted([fresh, asked, refused])
    assert await _shown(nigar, "queue=late") == []
    page = said((await nigar.get("/desk?queue=free")).text)
    assert "Mine 1 Nobody's yet 1 Late 0 Due soon 0 Applicant's turn 1 All" in page
    assert "Leyla" in page and "6 working days are left" in page and "in this state for 0 days" in page
    at(on(3, 11))
    nigar = await portal.signed_in("nigar", "en")
    assert await _shown(nigar, "queue=soon") == [fresh]
    at(on(3, 15))
    nigar = await portal.signed_in("nigar", "en")
    assert await _shown(nigar, "queue=late") == [fresh]
    assert "late by 1 working day" in said((await nigar.get("/desk?queue=late")).text)


async def test_filters_narrow_and_hostile_ones_are_as_if_unsaid(portal: Portal, nigar: Browser) -> None:
    one, two = await _sent(portal), await _sent(portal)
    await done(portal.site, await signed_in("nigar"), two, "ask")
    assert await _shown(nigar, "queue=all&service=permit&state=asked") == [two]
    assert await _shown(nigar, "queue=all&service=extension") == []
    fuad, mine = (await signed_in("fuad")).account, (await signed_in("nigar")).account
    assert await _shown(nigar, f"queue=all&officer={mine}") == [two]
    assert await _shown(nigar, f"queue=all&officer={fuad}") == []
    for hostile in ("queue=<b>&sort=x&officer=1", "state=sent';--", "officer='", f"q={'x' * 5000}", "service=../.."):
        assert (await nigar.get(f"/desk?{hostile}")).status_code == 200, hostile
    assert sorted(await _shown(nigar, "queue=x&sort=y")) == [two], "of a queue that is none: the first with work"
    assert one in await _shown(nigar, "queue=free&sort=sending")


async def test_words_are_found_by_their_beginning_whatever_the_letters(portal: Portal, nigar: Browser) -> None:
    number, other = await _sent(portal, "Əliyeva Gülşən Rauf qızı"), await _sent(portal, "Quliyev Rəşad")
    for text in ("eliyeva", "GULSEN", "Gülş", "rauf gul", "qızı eliy"):
        assert await _shown(nigar, f"q={text}") == [number], text
    assert await _shown(nigar, "q=liyev") == [], "not within a word"
    assert await _shown(nigar, f"q={other}") == [other]
    assert await _shown(nigar, "q=%25") == []
    await nigar.get("/desk")
    await nigar.post("/desk/chosen", {"do": "take", "case": other})
    assert await _shown(nigar, "q=nigar") == [other], "by who has it"


async def test_pages_follow_each_other_by_key(portal: Portal, nigar: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where several have the same term, and while cases come and go in between."""
    monkeypatch.setattr(look, "PER_PAGE", 2)
    every = [await _sent(portal, f"N{place}") for place in range(5)]
    for order in ("term", "sending", "change"):
        found, path = list[str](), f"/desk?queue=free&sort={order}"
        while path:
            page = (await nigar.get(path)).text
            found += NUMBER.findall(page)
            following = re.search(r'rel="next" href="([^"]+)"', page)
            last, path = path, unescape(following[1]) if following else ""
        assert sorted(found) == sorted(every) and len(found) == 5, order
        back = re.search(r'rel="prev" href="([^"]+)"', (await nigar.get(last)).text)
        assert back and NUMBER.findall((await nigar.get(unescape(back[1]))).text) == found[2:4], order
    assert found == every[::-1], "the one changed last comes first"


async def test_a_case_is_taken_once_and_put_back(portal: Portal, nigar: Browser) -> None:
    number = await _sent(portal)
    fuad = await portal.signed_in("fuad", "en")
    await fuad.get("/desk"), await nigar.get("/desk")
    taken = await nigar.post("/desk/chosen", {"take": f"{number}:2", "back": "queue=free&q=x"})
    assert (taken.status_code, taken.headers["location"]) == (303, "/desk?queue=free&q=x&done=take&count=1")
    late = await fuad.post("/desk/chosen", {"do": "take", "case": number})
    assert late.status_code == 409 and "Nigar Həsənova has this case." in said(late.text)
    assert (await fuad.post("/desk/chosen", {"do": "back", "case": number})).status_code == 409
    await nigar.post("/desk/chosen", {"do": "take", "case": number})
    assert await _shown(nigar, "queue=mine") == [number]
    leyla = await portal.signed_in("leyla", "en")
    assert "Officer Həsənova Nigar" in said((await leyla.get(f"/cases/{number}")).text)
    back = await nigar.post("/desk/chosen", {"do": "back", "case": number, "page": "case"})
    assert back.headers["location"] == f"/cases/{number}"
    assert await _shown(fuad, "queue=free") == [number]
    kinds = [kind for kind in await _kinds(number, portal) if kind in ("taken", "put-back")]
    assert kinds == ["taken", "put-back"], "twice is once"


async def test_nobody_takes_what_they_may_not_see(portal: Portal, nigar: Browser) -> None:
    number = await _sent(portal)
    for who in ("leyla", "rashad", "kamran"):
        stranger = await portal.signed_in(who)
        await stranger.get("/account")
        for path in ("/desk/chosen", "/desk/hand", "/desk/bulk"):
            answer = await stranger.post(
                path, {"do": "take", "case": f"{number}:1", "to": "x", "move": "permit:refuse"}
            )
            assert answer.status_code in (403, 404, 409, 422), (who, path)
            assert number not in answer.text or answer.status_code != 200
    assert (await case_of(portal.site, number)).record.officer is None
    await nigar.get("/desk")
    unknown = await nigar.post("/desk/chosen", {"do": "take", "case": "2027-00000000"})
    assert unknown.status_code == 409 and "There is no such page" in unknown.text


async def test_a_case_is_handed_over_with_a_word_why(portal: Portal, nigar: Browser) -> None:
    number, other = await _sent(portal), await _sent(portal)
    fuad, clerk = (await signed_in("fuad")).account, await signed_in("rashad")
    await nigar.get("/desk")
    asked = await nigar.post("/desk/hand", {"case": [f"{number}:2", f"{other}:2"], "back": "queue=free"})
    assert asked.status_code == 200 and number in asked.text and str(fuad) in asked.text
    for wrong in ({"to": "", "why": "x"}, {"to": str(fuad), "why": " "}, {"to": str(clerk.account), "why": "x"}):
        kept = await nigar.post("/desk/hand", {"case": number, **wrong})
        assert kept.status_code == 422 and number in kept.text
    sent_ = {"case": [number, other], "to": str(fuad), "why": "Məzuniyyətə gedirəm", "back": "queue=free"}
    assert (await nigar.post("/desk/hand", sent_)).headers["location"].endswith("done=hand&count=2")
    await portal.settle()
    assert (await case_of(portal.site, number)).record.officer == fuad
    (letter,) = [one for one in await told("fuad@numune.example") if "Məzuniyyətə" in one]
    assert number in letter and other in letter
    (act,) = [one for one in await office_acts.acts("permits", 9) if one.kind == "cases-handed"]
    assert act.facts["why"] == "Məzuniyyətə gedirəm" and act.who.endswith("Elçin qızı")
    again = await nigar.post("/desk/hand", sent_)
    assert again.status_code == 409 and "Fuad Kərimov has this case." in said(again.text)
    page = (await (await portal.signed_in("leyla", "en")).get(f"/cases/{number}")).text
    assert "The case was handed over to another officer" in page and "Məzuniyyətə" not in page


async def _stand_in(browser: Browser, path: str, **more: str) -> int:
    days = {**boxes(dt.date(2027, 3, 2), "first"), **boxes(dt.date(2027, 3, 12), "last")}
    return (await browser.post(path, {**days, **more})).status_code


async def test_while_somebody_is_away_a_colleague_has_their_cases_too(portal: Portal, nigar: Browser) -> None:
    number = await _sent(portal)
    fuad = await signed_in("fuad")
    await nigar.get("/desk/absence")
    await nigar.post("/desk/chosen", {"do": "take", "case": number})
    assert await _stand_in(nigar, "/desk/absence", substitute=str(fuad.account)) == 303
    assert await _stand_in(nigar, "/desk/absence", substitute=str(fuad.account)) == 303, "the same once more"
    assert await _stand_in(nigar, "/desk/absence", substitute=str((await signed_in("leyla")).account)) == 422
    browser = await portal.signed_in("fuad", "en")
    assert await _shown(browser, "queue=mine") == [], "not yet"
    at(on(3, 2))
    browser = await portal.signed_in("fuad", "en")
    assert await _shown(browser, "queue=mine") == [number]
    assert "Today you stand in for Nigar Həsənova" in said((await browser.get("/desk")).text)
    await done(portal.site, await signed_in("fuad"), number, "ask")
    page = (await (await portal.signed_in("leyla", "en")).get(f"/cases/{number}")).text
    assert "standing in for Nigar Həsənova" in page
    await done(portal.site, await signed_in("leyla"), number, "reply")
    await passes(portal.site, on(3, 12, 10))
    await portal.settle()
    assert any(number in one for one in await told("fuad@numune.example")), "reminders go to both"
    assert any(number in one for one in await told("nigar@numune.example"))
    at(on(3, 13))
    browser = await portal.signed_in("fuad", "en")
    assert await _shown(browser, "queue=mine") == []


async def test_an_administrator_enters_it_for_whoever_is_ill(portal: Portal, nigar: Browser) -> None:
    head = await portal.signed_in("rashad", "en")
    ill, other = (await signed_in("nigar")).account, (await signed_in("fuad")).account
    here = "/offices/permits/absences"
    assert (await head.get(here)).status_code == 200
    assert (await nigar.get(here)).status_code == 403, "a clerk is no administrator"
    assert await _stand_in(head, here, account=str(ill), substitute=str(ill)) == 422
    assert await _stand_in(head, here, account=str(ill), substitute=str(other)) == 303
    assert (
        await _stand_in(head, here, account=str(ill), substitute=str(other), **boxes(dt.date(2027, 3, 5), "last"))
        == 422
    )
    await portal.settle()
    assert any(
        "Fuad Kərimov stands in for you" in one or "Fuad Kərimov" in one for one in await told("nigar@numune.example")
    )
    ended = re.search(rf'action="({here}/[^"]+/end)"', (await head.get(here)).text)
    assert ended
    kamran = await portal.signed_in("kamran")
    await kamran.get("/account")
    assert (await kamran.post(ended[1])).status_code == 404
    assert (await nigar.post(ended[1])).status_code == 403
    assert (await head.post(ended[1])).status_code == 303
    assert (await head.post(ended[1])).status_code == 303, "twice is once"
    kinds = [one.kind for one in await office_acts.acts("permits", 9)]
    assert kinds.count("absent") == kinds.count("absence-ended") == 1
    assert await Message.count().where(Message.subject.is_not_null()) > 0
    assert clock.today() == dt.date(2027, 3, 1)


async def test_filters_are_saved_shared_renamed_and_removed(portal: Portal, nigar: Browser) -> None:
    here = "/desk/filters"
    await nigar.get("/desk?queue=all&q=x")
    query = "queue=all&q=Leyla&evil=<script>&sort=change"
    assert (await nigar.post(here, {"name": "Mənim Leyla", "query": query})).status_code == 303
    page = (await nigar.get(here)).text
    assert 'href="/desk?queue=all&amp;sort=change&amp;q=Leyla"' in page and "evil" not in page
    assert (await nigar.post(here, {"name": "Mənim Leyla", "query": "queue=late"})).status_code == 422
    assert (await nigar.post(here, {"name": " ", "query": query + "1"})).status_code == 422
    (own,) = set(re.findall(rf'action="({here}/[^"]+)"', page))
    fuad = await portal.signed_in("fuad", "en")
    assert "Mənim Leyla" not in (await fuad.get(here)).text
    assert (await fuad.post(own, {"name": "Onun", "role": ""})).status_code == 404
    assert (await nigar.post(own, {"name": "Onun", "role": "permits:administrator"})).status_code == 404
    assert (await nigar.post(own, {"name": "Bizim", "role": OFFICE})).status_code == 303
    assert "Bizim" in (await fuad.get(here)).text
    for place in range(19):
        assert (await nigar.post(here, {"name": f"N{place}", "query": f"q={place}"})).status_code == 303
    assert (await nigar.post(here, {"name": "Daha biri", "query": "q=y"})).status_code == 422, "twenty are the most"
    await fuad.post(own, {"do": "remove"})
    assert "Bizim" in (await nigar.get(here)).text, "not somebody else's"
    await nigar.post(own, {"do": "remove"})
    assert "Bizim" not in (await nigar.get(here)).text


async def test_a_script_is_given_the_list_alone(portal: Portal, nigar: Browser) -> None:
    number = await _sent(portal)
    part = await nigar.client.get("/desk?queue=free&sort=change", headers={"HX-Request": "true"})
    assert part.status_code == 200 and number in part.text and "<html" not in part.text


async def test_looking_at_the_desk_is_no_look_at_a_case(portal: Portal, nigar: Browser) -> None:
    number = await _sent(portal)
    before = await _kinds(number, portal)
    for query in ("", "queue=all", "q=leyla"):
        await nigar.get(f"/desk?{query}")
    assert await _kinds(number, portal) == before
