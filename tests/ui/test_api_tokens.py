"""Programs of an organisation: a head makes a token in the pages, and with it the program works by the API."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import structlog.testing
from xidmet import clock
from xidmet.auth import throttle
from xidmet.auth.tokens.scopes import SCOPES
from xidmet.auth.tokens.secret import draw
from xidmet.errors import OutOfReach
from xidmet.settings import Settings
from xidmet.store import accounts, mandates
from xidmet.store.tables import TABLES, ApiToken, Case, JournalRow, JournalValue, Message, Remembered
from xidmet_ui.api.door import scope_of

from tests.attachments import pdf
from tests.core.mandates import VOEN, held_by, holder, kinds
from tests.limits import window_begins
from tests.ui.browser import Browser, Portal
from tests.ui.machine import Machine, is_problem
from tests.ui.programs import EVERY, HERE, OTHER, ROSTER, SEALED, made, portal_for_programs, program
from tests.ui.walk import API, handlers, is_public

NOBODY = str(uuid4())


@pytest.fixture
async def portal(embedded: Settings, tmp_path: Path) -> AsyncIterator[Portal]:
    async with portal_for_programs(embedded, tmp_path / "site") as opened:
        yield opened


@pytest.fixture
async def aynur(portal: Portal) -> Browser:
    """The head."""
    return await portal.signed_in("aynur")


async def entered(machine: Machine) -> Any:
    """A case that was sent."""
    answer = await machine.move(await machine.open(ROSTER, what="Kran", whose=VOEN), "send")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_whole_job(portal: Portal, aynur: Browser) -> None:
    await holder("sevda", "head")
    robot = program(portal, await made(aynur, services=ROSTER))
    me = await robot.get("/api/v1/session")
    assert (me["acting_for"], me["mandate"], me["csrf"]) == ("“Nümunə Logistika” MMC", "operator", "")
    assert me["program"]["name"] == "1C Kadr" and me["program"]["scopes"] == sorted(EVERY)
    assert me["program"]["services"] == [ROSTER]
    form = await robot.get(f"/api/v1/services/{ROSTER}/form")
    assert set(form["properties"]) >= {"what", "plan"}
    case = await robot.answer(await robot.open(ROSTER), what="Kran")
    assert (await robot.attach(case, "plan", pdf())).status_code == 201
    case = await robot.get(f"/api/v1/cases/{case['number']}")
    assert [move["name"] for move in case["moves"]] == ["send"]
    sent = (await robot.move(case, "send")).json()
    assert sent["state"]["name"] == "sent" and sent["moves"] == []
    assert {event["program"] for event in sent["history"]} == {"1C Kadr"}
    assert [one["number"] for one in (await robot.get("/api/v1/cases"))["cases"]] == [case["number"]]
    await by_the_pages(portal, aynur, case["number"])
    assert await Remembered.count() == 0, "what a program answers is not offered to its maker"


async def by_the_pages(portal: Portal, aynur: Browser, number: str) -> None:
    """What the organisation's people see of it, and what the journal has."""
    shown = unescape((await aynur.get(HERE)).text)
    assert "proqram: “1C Kadr”" in shown and number in shown and "Heç vaxt" not in shown
    await aynur.post("/acting", {"party": str((await accounts.organisation(VOEN) or {})["id"])})
    assert "1C Kadr" in unescape((await aynur.get(f"/cases/{number}")).text)
    (row,) = await ApiToken.select()
    facts = [json.loads(one["body"])["facts"] for one in await JournalRow.select(JournalRow.body)]
    assert {(one["token"], one["account"], one["acting"]) for one in facts if "account" in one} == {
        (row["prefix"], str(row["made_by"]), str(row["organisation"]))
    }
    assert await kinds() == ["token-made"]
    await portal.settle()
    subjects = await Message.select(Message.address).where(Message.link == f"{HERE}#programs")
    assert {one["address"] for one in subjects} >= {"sevda@numune.example"}, "every head is told"


TAKING = [f"POST {API}cases/{{number:str}}/{one}" for one in ("take", "release", "hand-over")]
OF_OFFICERS = ["GET /api/v1/desk", "GET /api/v1/desk/colleagues", *TAKING]
OF_SEND = "/api/v1/cases/{number}/moves/send/files"
LACKS = [
    ("read", "GET", "/api/v1/cases"),
    ("read", "GET", "/api/v1/cases/{number}"),
    ("read", "GET", "/api/v1/cases/{number}/history"),
    ("read", "GET", "/api/v1/cases/{number}/files"),
    ("fill", "POST", "/api/v1/cases"),
    ("fill", "PATCH", "/api/v1/cases/{number}/answers"),
    ("fill", "DELETE", f"/api/v1/cases/{{number}}/files/{NOBODY}"),
    ("submit", "POST", "/api/v1/cases/{number}/moves/send"),
    ("read", "GET", OF_SEND),
    ("submit", "POST", f"{OF_SEND}/plan"),
    ("submit", "DELETE", f"{OF_SEND}/{NOBODY}"),
]


async def test_a_token_without_the_scope_is_told_which_one(portal: Portal, aynur: Browser) -> None:
    number = (await program(portal, await made(aynur)).open(ROSTER, what="Kran"))["number"]
    for scope in SCOPES:
        others = [one for one in SCOPES if one != scope]
        robot = program(portal, await made(aynur, name=f"without {scope}", scopes=others))
        for _scope, method, path in [one for one in LACKS if one[0] == scope]:
            answer = await robot.ask(method, path.format(number=number), {} if method != "GET" else None)
            assert answer.headers["www-authenticate"] == f'Bearer error="insufficient_scope", scope="{scope}"', path
            assert is_problem(answer, "insufficient-scope")["code"] == "insufficient_scope"
        assert (await robot.ask("GET", "/api/v1/session")).status_code == 200
    case = await Case.select(Case.version, Case.state).where(Case.number == number).first()
    assert case == {"version": 2, "state": "draft"}


def test_every_route_of_the_api_says_which_token_opens_it(portal: Portal) -> None:
    routes = [(f"{way} {path}", one) for way, path, one in handlers(portal) if path.startswith(API) and way != "HEAD"]
    assert routes
    closed = [name for name, one in routes if not is_public(one) and scope_of(one) not in (*SCOPES, "any")]
    assert sorted(closed) == sorted(OF_OFFICERS), "a token is an organisation's and holds no office"
    document = portal.app.state.openapi
    told = {
        operation["operationId"]: operation["security"]
        for methods in document["paths"].values()
        for operation in methods.values()
    }
    assert told["moveCase"] == [{"session": [], "csrf": []}, {"token": ["submit"]}]
    assert told["readSession"] == [{"session": []}, {"token": []}] and told["listServices"] == []
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


async def test_a_route_that_says_nothing_takes_no_token(
    portal: Portal, aynur: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    robot = program(portal, await made(aynur))
    monkeypatch.setattr("xidmet_ui.api.door.scope_of", lambda _handler: "")
    answer = await robot.ask("GET", "/api/v1/cases")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (403, 'Bearer error="insufficient_scope"')
    assert (await robot.ask("GET", "/api/v1/services")).status_code == 200, "what is public is public"


async def refused(portal: Portal, headers: Any) -> tuple[Any, ...]:
    """What is answered, as far as it could tell one reason from another."""
    answer = await portal.browser().client.get("/api/v1/cases", headers=headers)
    assert answer.headers["content-type"] == "application/problem+json" and "set-cookie" not in answer.headers
    return answer.status_code, answer.headers.get("www-authenticate"), answer.text


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_whatever_opens_nothing_is_answered_alike(portal: Portal, aynur: Browser) -> None:
    good, ended, over = await made(aynur), await made(aynur, name="b"), await made(aynur, name="c")
    prefix = {"b": ended[:12], "c": over[:12]}
    await ApiToken.update({ApiToken.ended_at: clock.now()}).where(ApiToken.prefix == prefix["b"])
    await ApiToken.update({ApiToken.ends: clock.now()}).where(ApiToken.prefix == prefix["c"])
    expected = await refused(portal, bearer(draw()))
    assert expected[:2] == (401, 'Bearer error="invalid_token"') and '"urn:xidmet:token-dead"' in expected[2]
    wrong = [
        ended,
        over,
        "",
        "x",
        good[:-1],
        f"{good}0",
        good.upper(),
        "xmt_" + "A" * 60_000,
    ]
    for token in wrong:
        assert await refused(portal, bearer(token)) == expected, token[:60]
    two = [("Authorization", f"Bearer {good}"), ("Authorization", "Basic eDp5")]
    assert await refused(portal, two) == expected
    kindly = {"Authorization": f"bearer   {good}"}
    assert (await portal.browser().client.get("/api/v1/cases", headers=kindly)).status_code == 200
    assert (await refused(portal, {"Authorization": f"Basic {good}"}))[1] == "Bearer", "that is no token: nobody asks"


async def test_it_dies_with_the_mandate_of_its_maker(portal: Portal, aynur: Browser) -> None:
    await holder("sevda", "head")
    sevda = await portal.signed_in("sevda")
    hers, other = program(portal, await made(aynur)), program(portal, await made(sevda, name="Anbar"))
    assert (await hers.ask("GET", "/api/v1/cases")).status_code == 200
    end = f"{HERE}/mandates/{(await held_by('aynur'))[0].id}/end"
    assert "1C Kadr" in (await sevda.get(end)).text and "Anbar" not in (await sevda.get(end)).text
    assert (await sevda.post(end)).status_code == 303
    is_problem(await hers.ask("GET", "/api/v1/cases"), "token-dead")
    assert (await other.ask("GET", "/api/v1/cases")).status_code == 200
    assert await kinds() == ["token-made", "token-made", "ended", "token-ended"]
    await portal.settle()
    hers_to_read = (Message.party == "p:5SVDA23") & (Message.channel == "inbox")
    told = await Message.select(Message.text).where(hers_to_read & Message.text.like("%1C Kadr%"))
    assert len(told) == 2, "that it was made, and that it was stopped"


async def test_it_dies_however_the_mandate_ends(portal: Portal, aynur: Browser) -> None:
    """Whatever else ends mandates one day says nothing to tokens."""
    robot = program(portal, await made(aynur))
    await mandates.end((await held_by("aynur"))[0].id, "registration", clock.now())
    is_problem(await robot.ask("GET", "/api/v1/cases"), "token-dead")


BEYOND = [
    ("surely", "daha etibarlı"),
    ("signed", "elektron imza"),
    ("seal", "möhür"),
    ("agree", "möhür"),
]


@pytest.mark.parametrize(("name", "said"), BEYOND)
async def test_what_needs_a_person_is_refused_with_a_sentence(
    portal: Portal, aynur: Browser, name: str, said: str
) -> None:
    robot = program(portal, await made(aynur))
    case = await entered(robot)
    answer = await robot.move(case, name)
    assert answer.status_code == OutOfReach.status == 403
    assert said in is_problem(answer, OutOfReach)["detail"].lower(), answer.text
    assert (await robot.get(f"/api/v1/cases/{case['number']}"))["state"]["name"] == "sent"


async def test_services_beyond_the_token_or_an_operator_are_refused(portal: Portal, aynur: Browser) -> None:
    wide, narrow = program(portal, await made(aynur)), program(portal, await made(aynur, name="b", services=ROSTER))
    case = await wide.open(OTHER, what="Kran")
    for robot, service in ((wide, SEALED), (narrow, OTHER), (narrow, SEALED)):
        answer = await robot.ask("POST", "/api/v1/cases", {"service": service})
        is_problem(answer, "out-of-reach")
    is_problem(await narrow.ask("GET", f"/api/v1/cases/{case['number']}"), "out-of-reach")
    assert (await narrow.get("/api/v1/cases"))["cases"] == []


async def test_it_is_nothing_but_the_organisation(portal: Portal, aynur: Browser) -> None:
    """Neither its maker's own cases, nor their offices, nor other organisations."""
    aynur_, nigar = await accounts.by_demo_key("aynur"), await accounts.by_demo_key("nigar")
    assert aynur_ is not None and nigar is not None
    for office in await accounts.offices(nigar.id, clock.now()):
        await accounts.add_office(aynur_.id, office, clock.now())
    robot = program(portal, await made(aynur))
    number = (await robot.open(ROSTER, what="Kran"))["number"]
    await Case.update({Case.party: f"p:{aynur_.fin}"}).where(Case.number == number)
    is_problem(await robot.ask("GET", f"/api/v1/cases/{number}"), "not-found")
    await Case.update({Case.party: "", Case.state: "sent"}).where(Case.number == number)
    is_problem(await robot.ask("GET", f"/api/v1/cases/{number}"), "not-found")


async def test_pages_take_no_token_and_the_api_no_cookie_beside_one(portal: Portal, aynur: Browser) -> None:
    token = await made(aynur)
    for path in ("/my-cases", HERE, f"{HERE}/tokens/new"):
        answer = await (stranger := portal.browser()).client.get(path, headers=bearer(token))
        assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in"), path
    for query in ("access_token", "token"):
        assert (await stranger.client.get(f"/api/v1/cases?{query}={token}")).status_code == 401
    leyla = await portal.signed_in("leyla")
    me = (await leyla.client.get("/api/v1/session", headers=bearer(token))).json()
    assert me["acting_for"] != me["person"] and "İbrahimova" in me["person"]
    assert (await leyla.client.get("/api/v1/session", headers=bearer(draw()))).status_code == 401
    mine = await leyla.client.get("/my-cases", headers=bearer(token))
    assert mine.status_code == 200 and "Nümunə Logistika" not in mine.text.partition("<main")[0]


async def test_it_is_nowhere_but_on_the_page_that_made_it(portal: Portal, aynur: Browser) -> None:
    with structlog.testing.capture_logs() as logs:
        token = await made(aynur)
        robot = program(portal, token)
        await entered(robot)
        await robot.ask("GET", "/api/v1/cases/2026-00000000")
        await robot.ask("GET", f"/api/v1/cases/{token}")
        await portal.settle()
    rows = [str(await table.select()) for table in TABLES]
    assert not [text for text in rows if token[12:] in text] and any(token[:12] in text for text in rows)
    away = [entry for entry in logs if entry["event"] == "turned away"]
    (row,) = await ApiToken.select(ApiToken.id)
    assert {entry["program"] for entry in away} == {str(row["id"])} and token not in str(logs)
    assert token not in (await aynur.get(HERE)).text
    assert await JournalValue.exists().where((JournalValue.name == "program") & (JournalValue.value == "1C Kadr"))


async def test_each_token_has_its_own_measure_and_wrong_ones_hold_up_no_right_one(
    portal: Portal, aynur: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, times in (("TOKEN", 3), ("UNKNOWN_TOKEN", 2)):
        monkeypatch.setattr(throttle, name, throttle.Limit(name.lower(), times, throttle.MINUTES, ""))
    one, other = program(portal, await made(aynur)), program(portal, await made(aynur, name="b"))
    window_begins(throttle.TOKEN)
    for status in (200, 200, 200, 429):
        assert (answer := await one.ask("GET", "/api/v1/session")).status_code == status
    assert int(answer.headers["retry-after"]) <= 60
    nobody = program(portal, draw())
    for status in (401, 401, 429):
        assert (await nobody.ask("GET", "/api/v1/session")).status_code == status
    assert (await other.ask("GET", "/api/v1/session")).status_code == 200, "from the same place"
