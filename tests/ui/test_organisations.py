"""The pages of organisations and mandates, as a browser without a script sees them."""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest
from xidmet import clock
from xidmet.settings import Settings
from xidmet.store import accounts
from xidmet.store import mandates as store
from xidmet.store.tables import Message

from tests.core.certificate import token
from tests.core.mandates import (
    FORECAST,
    OTHERS,
    PERMIT,
    VOEN,
    account,
    held_by,
    holder,
    kinds,
    organisation,
    settings_for_organisations,
)
from tests.ui.browser import Browser, Portal, boxes, portal_on
from tests.ui.people import PERSON, anonymous, link_in_the_letter

HERE = f"/organisations/{VOEN}"


@pytest.fixture
async def portal(embedded: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Portal]:
    """A site with services for organisations."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    async with portal_on(settings_for_organisations(embedded, tmp_path / "site")) as opened:
        yield opened
    sys.modules.pop("for_bodies")


async def act_for_it(person: Browser, after: str = "/my-cases") -> None:
    moved = await person.post("/acting", {"party": str(await organisation()), "next": after})
    assert (moved.status_code, moved.headers["location"]) == (303, after)


async def test_offered_accepted_used_seen_ended(portal: Portal) -> None:
    await account("sevda")
    aynur, sevda = await portal.signed_in("aynur"), await portal.signed_in("sevda")
    assert (await aynur.get(f"{HERE}/grant")).status_code == 200
    to = {"to": "fin", "fin": OTHERS["sevda"], "surname": "Sınaqlı", "role": "operator", "services": FORECAST}
    assert (await aynur.post(f"{HERE}/grant", to)).headers["location"] == f"{HERE}#offers"
    assert "Sınaqlı Sevda" in (await aynur.get(HERE)).text
    (path,) = set(re.findall(r'href="(/offers/[^"]+)"', (await sevda.get("/organisations")).text))
    assert (await sevda.post(path, {"answer": "accept"})).status_code == 303
    await act_for_it(sevda)
    shown = (await sevda.get("/services/permit")).text
    assert 'class="acting other"' in shown and "yalnız: Forecast" in shown
    number = await sevda.open(FORECAST)
    page = (await aynur.get(HERE)).text
    assert number in page and "Sınaqlı Sevda" in page
    (held,) = await held_by("sevda")
    end = f"{HERE}/mandates/{held.id}/end"
    assert end in page and (await aynur.get(end)).status_code == 200
    assert (await aynur.post(end)).status_code == 303
    assert 'class="acting' not in (await sevda.get("/my-cases")).text
    assert (await sevda.get(f"/cases/{number}")).status_code == 404
    assert (await sevda.get(HERE)).status_code == 404
    assert await kinds() == ["offered", "accepted", "ended"]


async def test_what_they_did_is_paged_and_of_one_person(portal: Portal) -> None:
    aynur, rashad = await portal.signed_in("aynur"), await portal.signed_in("rashad")
    await act_for_it(rashad)
    await act_for_it(aynur)
    for _case in range(26):
        await rashad.open(FORECAST)
    number = await aynur.open(FORECAST)
    first, second = (await aynur.get(HERE)).text, (await aynur.get(f"{HERE}?page=2")).text
    assert number in first and number not in second and second.count('class="num" href="/cases/') == 2
    hers = await accounts.by_demo_key("aynur")
    assert hers is not None
    part = await aynur.get(f"{HERE}?who={hers.id}", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert part.text.count('href="/cases/') == 1 and number in part.text and "<h1" not in part.text
    for wrong in ("who=x", "page=0", f"who={organisation}"):
        assert (await aynur.get(f"{HERE}?{wrong}")).status_code == 404


async def test_a_missing_mandate_is_asked_for_in_one_press(portal: Portal) -> None:
    await holder("tural", "operator", FORECAST)
    tural, aynur = await portal.signed_in("tural"), await portal.signed_in("aynur")
    await act_for_it(tural)
    refused = await tural.get("/services/permit")
    fields = dict(re.findall(r'<input type="hidden" name="(voen|role|service)" value="([^"]*)"', refused.text))
    assert fields == {"voen": VOEN, "role": "seal_holder", "service": PERMIT}
    for _press in range(2):
        assert (await tural.post("/organisations/ask", fields)).headers["location"].startswith("/organisations?asked")
    assert 'action="/organisations/ask"' not in (await tural.get("/services/permit")).text
    assert "/organisations#requests" in (await tural.get("/services/permit")).text
    (path,) = set(re.findall(rf'href="({HERE}/requests/[^"]+)"', (await aynur.get(HERE)).text))
    assert (await aynur.get(path)).status_code == 200
    assert (await aynur.post(path, {"answer": "decline"})).status_code == 422
    assert (await aynur.post(path, {"answer": "grant"})).status_code == 303
    assert (await tural.post("/services/permit/start", {"token": token()})).status_code == 303
    assert await kinds() == ["asked", "granted"]


async def test_a_case_out_of_reach_says_what_is_missing(portal: Portal) -> None:
    await holder("tural", "operator", FORECAST)
    rashad, tural = await portal.signed_in("rashad"), await portal.signed_in("tural")
    await act_for_it(rashad)
    number = await rashad.open(PERMIT)
    await act_for_it(tural)
    answer = await tural.get(f"/cases/{number}")
    assert answer.status_code == 403 and f'name="service" value="{PERMIT}"' in answer.text
    assert number not in (await tural.get("/my-cases")).text


async def test_somebody_without_any_mandate_is_led_to_one(portal: Portal) -> None:
    leyla = await portal.signed_in("leyla")
    assert f"/organisations/ask?service={PERMIT}" in (await leyla.get("/services/permit")).text
    rashad = await portal.signed_in("rashad")
    offered = (await rashad.get("/services/permit")).text
    assert f'name="party" value="{await organisation()}"' in offered
    for typed, status in (({"voen": "1", "role": "operator"}, 422), ({"voen": "9900000001", "role": "operator"}, 409)):
        assert (await leyla.post("/organisations/ask", typed)).status_code == status
    for typed in ({"voen": VOEN, "role": "head"}, {"voen": VOEN, "role": "operator", "service": "no-such"}):
        assert (await leyla.post("/organisations/ask", typed)).status_code in (400, 422)
    assert await kinds() == []


async def test_switching_keeps_the_page_and_leads_back(portal: Portal) -> None:
    rashad = await portal.signed_in("rashad")
    await act_for_it(rashad, "/services/forecast")
    shown = (await rashad.get("/services/forecast")).text
    back = dict(
        re.findall(r'name="(party|next|back)" value="([^"]*)"', shown.partition("<main")[0].rpartition("</details>")[2])
    )
    assert back == {"party": "", "next": "/services/forecast", "back": "1"}
    number = await rashad.open(FORECAST)
    away = await rashad.post("/acting", {"party": "", "next": f"/cases/{number}"})
    assert away.headers["location"] == "/my-cases", "it is not to be seen by the other party"
    shown = unescape((await rashad.get("/my-cases")).text)
    assert f'value="/cases/{number}"' in shown
    fields = {"party": str(await organisation()), "next": f"/cases/{number}", "back": "1"}
    assert (await rashad.post("/acting", fields)).headers["location"] == f"/cases/{number}"
    for hostile in ("https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"):
        moved = await rashad.post("/acting", {"party": "", "next": hostile})
        assert moved.headers["location"] == "/"
    for nobody, status in (("x", 400), ("w:5VBK5VR", 403), ("00000000-0000-4000-8000-000000000000", 403)):
        assert (await rashad.post("/acting", {"party": nobody})).status_code == status


async def test_a_parent_acts_for_a_child(portal: Portal) -> None:
    aynur = await portal.signed_in("aynur")
    shown = (await aynur.get("/services")).text
    assert 'value="w:4CHD7MN"' in shown and "4CHD2PK" not in shown
    assert (await aynur.post("/acting", {"party": "w:4CHD7MN", "next": "/my-cases"})).status_code == 303
    assert "İbrahimova Aylin" in (await aynur.get("/my-cases")).text


async def test_an_address_without_an_account_registers_and_finds_the_offer(portal: Portal) -> None:
    aynur = await portal.signed_in("aynur")
    typed = {"to": "email", "address": PERSON["email"], "role": "operator"}
    assert (await aynur.post(f"{HERE}/grant", typed)).status_code == 303
    (letter,) = await Message.select(Message.link).where(Message.address == PERSON["email"])
    visitor = await anonymous(portal)
    shown = await visitor.get(letter["link"])
    assert shown.status_code == 200 and "/sign-up" in shown.text and "Logistika" not in shown.text
    await visitor.get("/sign-up/person")
    await visitor.post("/sign-up/person", PERSON)
    await portal.settle()
    link = await link_in_the_letter()
    await visitor.get(link)
    assert (await visitor.post(link)).headers["location"] == "/organisations"
    assert letter["link"] in (await visitor.get("/organisations")).text
    await visitor.get(letter["link"])
    assert (await visitor.post(letter["link"], {"answer": "accept"})).status_code == 303
    assert len([one for one in await store.held(await organisation()) if one.role == "operator"]) == 1


WRONG = [
    ({}, "to"),
    ({"to": "email", "address": "x", "role": "operator"}, "address"),
    ({"to": "fin", "fin": "9ZZZZZ9", "surname": "Yoxdur", "role": "operator"}, "fin"),
    ({"to": "email", "address": "a@b.example", "role": "chief"}, "role"),
    ({"to": "email", "address": "a@b.example", "role": "operator", "services": "no-such"}, "services"),
    ({"to": "email", "address": "a@b.example", "role": "head", "services": FORECAST}, "services"),
    ({"to": "email", "address": "a@b.example", "role": "head", **boxes(clock.today(), "ends")}, "ends"),
    ({"to": "email", "address": "<script>@b.example", "role": "operator"}, "address"),
]


@pytest.mark.parametrize(("typed", "field"), WRONG)
async def test_a_wrong_grant_stays_on_its_page(portal: Portal, typed: dict[str, str], field: str) -> None:
    aynur = await portal.signed_in("aynur")
    answer = await aynur.post(f"{HERE}/grant", typed)
    assert answer.status_code == 422 and re.search(rf'<a href="#{field}[^"]*">', answer.text), answer.text
    assert "<script>@" not in answer.text and await store.offers_of(await organisation()) == []


async def test_the_last_head_is_told_to_find_a_successor(portal: Portal) -> None:
    aynur = await portal.signed_in("aynur")
    end = f"{HERE}/mandates/{(await held_by('aynur'))[0].id}/end"
    answer = await aynur.post(end)
    assert answer.status_code == 409 and "son rəhbəri" in answer.text
    assert (await (await portal.signed_in("rashad")).get(end)).status_code == 403
    assert (await (await portal.signed_in("leyla")).get(end)).status_code == 404
