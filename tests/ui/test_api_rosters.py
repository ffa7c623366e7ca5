"""A personnel program keeps a roster: many people entered at once, one move for many, signed by a person; both engines.

In one site people are entered by an operator, in the other one every move is a seal holder's, surely signed in.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from xidmet import clock
from xidmet.auth import throttle
from xidmet.cases.lists import brought
from xidmet.demo_signing.tool import cades
from xidmet.settings import Settings
from xidmet.store import accounts, mandates
from xidmet.store.tables import ApiToken, Case, JournalRow, JournalValue, MoveList, RosterFile

from tests import roster_site
from tests.contract.sites import write_site
from tests.core.certificate import token
from tests.core.mandates import VOEN, held_by, holder, kinds
from tests.limits import window_begins
from tests.roster_people import ENTER
from tests.roster_site import SLUG, answers, fin, later
from tests.signing import Parties, parties_on
from tests.ui.browser import Portal, portal_on
from tests.ui.machine import Machine, is_problem
from tests.ui.programs import made, program
from tests.ui.signing_scene import certificate, checked_in_this_process

HERE = f"/api/v1/rosters/{SLUG}"
LISTS, PEOPLE = f"{HERE}/lists", f"{HERE}/people"
BYTES = {"Content-Type": "application/octet-stream", "Content-Disposition": "attachment; filename*=UTF-8''a.p7s"}
NOBODY = str(uuid4())
SEALED = roster_site.PLUGIN.replace(ENTER, ENTER.replace("bulk=True", 'bulk=True, signed="list"')).replace(
    'mandates=("head", "seal_holder")', 'mandates=("head", "seal_holder"), level="high"'
)
# By an operator, too: what a program may do without a signature.
PLAIN = roster_site.PLUGIN.replace('mandates=("head", "seal_holder")', 'mandates=("head", "seal_holder", "operator")')


def site_of(folder: Path, name: str, plugin: str) -> Path:
    made_ = write_site(folder, {name: plugin})
    templates = folder / "plugins" / name / "templates"
    templates.mkdir(parents=True, exist_ok=True)
    (templates / "pass.typ").write_text(roster_site.TEMPLATE, encoding="utf-8")
    return made_.parent


@pytest.fixture
async def parties(settings: Settings) -> AsyncIterator[Parties]:
    async with parties_on(settings.data) as opened:
        yield opened


@pytest.fixture
async def portal(settings: Settings, parties: Parties, tmp_path: Path) -> AsyncIterator[Portal]:
    """People are entered by an operator."""
    assert PLAIN != roster_site.PLUGIN
    more = {"site": site_of(tmp_path / "gates", "operated_gates", PLAIN)}
    async with _opened(settings, parties, more) as opened:
        yield opened


@pytest.fixture
async def sealed(settings: Settings, parties: Parties, tmp_path: Path) -> AsyncIterator[Portal]:
    """Everything is a seal holder's."""
    assert SEALED.count('signed="list"') == 2 and 'level="high"' in SEALED
    async with _opened(settings, parties, {"site": site_of(tmp_path / "gates", "sealed_gates", SEALED)}) as opened:
        yield opened


class _opened:  # used as a context manager alone
    def __init__(self, settings: Settings, parties: Parties, more: dict[str, Any]) -> None:
        port = {"demo_signing_port": parties.settings.demo_signing_port}
        self.checked, self.portal = checked_in_this_process(), portal_on(settings.model_copy(update={**more, **port}))

    async def __aenter__(self) -> Portal:
        self.checked.__enter__()
        return await self.portal.__aenter__()

    async def __aexit__(self, *error: Any) -> None:
        await self.portal.__aexit__(*error)
        self.checked.__exit__(*error)


async def robot_of(portal: Portal, **typed: object) -> Machine:
    return program(portal, await made(await portal.signed_in("aynur"), **typed), "en")


def people(*numbers: int, **more: str) -> list[dict[str, str]]:
    return [answers(n, **more) for n in numbers]


async def post(robot: Machine, path: str, body: Any = None, *, key: str = "", status: int = 200) -> Any:
    answer = await robot.ask("POST", path, body, key=key)
    assert answer.status_code == status, answer.text
    return answer.json()


async def sent(portal: Portal, robot: Machine, rows: list[dict[str, str]], *, dry: bool = False) -> Any:
    """What became of them, when it is done."""
    first = await post(robot, PEOPLE, {"people": rows, "dry_run": dry}, status=201)
    await portal.settle()
    return await robot.get(first["href"])


async def states(robot: Machine, found: Any) -> list[str]:
    return [row["state"] for row in (await robot.get(found["rows"]))["rows"]]


async def chosen(portal: Portal, robot: Machine, **body: Any) -> Any:
    """A list that was checked."""
    first = await post(robot, LISTS, body, status=201)
    await portal.settle()
    return await robot.get(first["href"])


async def bring(robot: Machine, found: Any, signature: bytes, status: int = 200) -> Any:
    headers = {**BYTES, "Idempotency-Key": token(), "Accept-Language": "en"}
    answer = await robot.browser.client.post(f"{found['href']}/signature", content=signature, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


async def signed(portal: Portal, parties: Parties, robot: Machine, found: Any, key: str = "rashad") -> Any:
    to_sign = (await post(robot, f"{found['href']}/ready"))["to_sign"]
    head = (await robot.browser.client.get(to_sign["href"])).content
    assert json.loads(head)["count"] == found["counts"]["able"]
    await bring(robot, found, await cades(certificate(parties, key), head))
    await portal.settle()
    return await robot.get(found["href"])


async def test_people_are_tried_entered_and_never_twice(portal: Portal) -> None:
    robot = await robot_of(portal)
    rows = [*people(1, 2), answers(2), answers(2, given_name="Vəli"), answers(3, fin="XX")]
    tried = await sent(portal, robot, rows, dry=True)
    assert (tried["state"], tried["dry_run"], tried["to_sign"], tried["move"]) == ("done", True, False, "enter")
    assert await states(robot, tried) == ["right", "right", "repeat", "differs", "wrong"]
    assert await Case.count().where(Case.service == SLUG) == 0, "it was only tried"
    told = (await robot.get(tried["rows"]))["rows"]
    assert told[2]["same_as"] == 1 and told[4]["errors"][0]["pointer"] == "/people/4/fin"
    await post(robot, f"{tried['href']}/entry")
    await portal.settle()
    assert await states(robot, tried) == ["entered", "entered", "repeat", "differs", "wrong"]
    again = await sent(portal, robot, [*people(1, 2), answers(1, given_name="Vəli"), *people(5)])
    assert await states(robot, again) == ["there", "there", "other", "entered"]
    page = await robot.get(HERE)
    assert page["counts"] == {"entered": 3} and page["total"] == 3
    assert {one["answers"]["fin"] for one in page["people"]} == {fin(n) for n in (1, 2, 5)}
    numbers = {row["number"] for row in (await robot.get(again["rows"]))["rows"]}
    assert numbers == {one["number"] for one in page["people"]}
    programs = await JournalValue.select(JournalValue.value).where(JournalValue.name == "program")
    assert {row["value"] for row in programs} == {"1C Kadr"}, "the journal says which program it was"
    assert (await robot.get(f"{again['rows']}?state=entered"))["rows"][0]["row"] == 3


async def test_the_same_key_gives_the_first_result_also_to_many_at_once(portal: Portal) -> None:
    robot, key, body = await robot_of(portal), token(), {"people": people(1, 2)}
    same = await asyncio.gather(*(post(robot, PEOPLE, body, key=key, status=201) for _press in range(4)))
    assert len({one["id"] for one in same}) == 1 and await RosterFile.count() == 1
    is_problem(await robot.ask("POST", PEOPLE, {"people": people(3)}, key=key), "used-elsewhere", "en")
    await portal.settle()
    assert await Case.count().where(Case.service == SLUG) == 2
    numbers = [one["number"] for one in (await robot.get(HERE))["people"]]
    wanted = {"move": "cancel", "numbers": numbers}
    lists_ = await asyncio.gather(*(post(robot, LISTS, wanted, key=key, status=201) for _press in range(4)))
    assert len({one["id"] for one in lists_}) == 1 and await MoveList.count() == 1
    is_problem(await robot.ask("POST", LISTS, {**wanted, "move": "activate"}, key=key), "used-elsewhere", "en")


async def test_a_move_for_many_that_needs_no_signature(portal: Portal) -> None:
    robot = await robot_of(portal)
    await sent(portal, robot, people(1, 2, 3))
    everybody = await robot.get(f"{HERE}?q=mem")
    numbers = [one["number"] for one in everybody["people"]]
    found = await chosen(portal, robot, move="cancel", numbers=[*numbers[:2], "2020-00000001"])
    assert (found["state"], found["total"], found["counts"]["able"], found["must_be_signed"]) == (
        "checked",
        2,
        2,
        False,
    )
    for _press in range(2):
        await post(robot, f"{found['href']}/ready")
    await portal.settle()
    done = await robot.get(found["href"])
    assert done["state"] == "done" and done["counts"]["done"] == 2 and done["to_sign"] is None
    rows = (await robot.get(done["rows"]))["rows"]
    assert [(row["number"], row["state"]) for row in rows] == [(number, "made") for number in numbers[:2]]
    assert (await robot.browser.client.get(done["result"])).content[:2] == b"PK"
    assert (await robot.get(HERE))["counts"] == {"cancelled": 2, "entered": 1}
    facts = [json.loads(row["body"])["facts"] for row in await JournalRow.select(JournalRow.body)]
    assert {one.get("token", "") for one in facts if one.get("transition") == "cancel"} == {
        (await ApiToken.select(ApiToken.prefix))[0]["prefix"]
    }
    page = await robot.get(f"{LISTS}")
    assert [one["id"] for one in page["lists"]] == [found["id"]]


async def test_a_list_is_signed_by_a_person_and_brought_by_a_program(portal: Portal, parties: Parties) -> None:
    robot = await robot_of(portal)
    await sent(portal, robot, [*people(1, 2), *people(3, trade="fun")])
    found = await chosen(portal, robot, move="activate", filter={"state": "entered"}, asked={"until": later(3)})
    assert found["must_be_signed"] and found["counts"]["able"] == 2 and found["counts"]["not"] == 1
    assert found["reasons"][0]["why"] == "This trade is closed."
    done = await signed(portal, parties, robot, found)
    assert (done["state"], done["counts"]["done"], "Quliyev" in done["signer"]) == ("done", 2, True)
    rashad = await accounts.by_demo_key("rashad")
    facts = [json.loads(row["body"])["facts"] for row in await JournalRow.select(JournalRow.body)]
    moved = [one for one in facts if one.get("transition") == "activate"]
    assert rashad and {(one["account"], "token" in one, "list_signature" in one) for one in moved} == {
        (str(rashad.id), False, True)
    }, "who signed it, by their own power"
    assert (await kinds())[-1] == "list-brought"
    assert (await robot.get(HERE))["counts"] == {"active": 2, "entered": 1}


async def test_the_whole_job_where_everything_is_a_seal_holders(sealed: Portal, parties: Parties) -> None:
    """A program prepares; nothing takes effect before the signature, and that asks for the power of whoever signs."""
    robot = await robot_of(sealed)
    is_problem(await robot.ask("POST", "/api/v1/cases", {"service": SLUG}), "out-of-reach", "en")
    entered = await sent(sealed, robot, people(1, 2))
    assert entered["to_sign"] and await states(robot, entered) == ["draft", "draft"]
    found = await chosen(sealed, robot, move="enter", people=entered["id"])
    assert found["counts"]["able"] == 2, found
    head = (await post(robot, f"{found['href']}/ready"))["to_sign"]["href"]
    await holder("sevda", "operator")
    content = (await robot.browser.client.get(head)).content
    for key, said in (("leyla", "holds no mandate"), ("kamran", "holds no mandate")):
        refused = await bring(robot, found, await cades(certificate(parties, key), content), 409)
        assert said in refused["detail"], refused
    assert (await bring(robot, found, await cades(certificate(parties, "rashad"), content + b" "), 409))[
        "status"
    ] == 409
    assert (await bring(robot, found, b"", 409))["status"] == 409
    assert await Case.count().where((Case.service == SLUG) & (Case.state == "draft")) == 2
    done = await signed(sealed, parties, robot, found)
    assert done["counts"]["done"] == 2 and (await robot.get(HERE))["counts"] == {"entered": 2}
    active = await chosen(sealed, robot, move="activate", filter={}, asked={"until": later(3)})
    assert (await signed(sealed, parties, robot, active))["counts"]["done"] == 2
    for move in ("cancel",):
        answer = await robot.ask("POST", LISTS, {"move": move, "filter": {}})
        is_problem(answer, "out-of-reach", "en")


async def test_a_signature_of_somebody_whose_mandate_has_ended_is_worth_nothing(
    sealed: Portal, parties: Parties
) -> None:
    robot = await robot_of(sealed)
    entered = await sent(sealed, robot, people(1))
    found = await chosen(sealed, robot, move="enter", people=entered["id"])
    head = (await post(robot, f"{found['href']}/ready"))["to_sign"]["href"]
    content = (await robot.browser.client.get(head)).content
    signature = await cades(certificate(parties, "rashad"), content)
    for held in await held_by("rashad"):
        await mandates.end(held.id, "registration", clock.now())
    assert "holds no mandate" in (await bring(robot, found, signature, 409))["detail"]
    await holder("rashad", "operator")
    assert (await bring(robot, found, signature, 409))["status"] == 409, "an operator is no seal holder"
    assert (await robot.get(found["href"]))["state"] == "signing"
    assert brought.LEVEL == "high"


async def test_what_a_dead_token_began_is_not_finished(portal: Portal) -> None:
    robot = await robot_of(portal)
    await sent(portal, robot, people(1))
    found = await chosen(portal, robot, move="cancel", filter={})
    await portal.site.registers.close()
    await ApiToken.update({ApiToken.ended_at: clock.now()}).where(ApiToken.name == "1C Kadr")
    other = await robot_of(portal, name="other")
    await MoveList.update({MoveList.state: "working"}).where(MoveList.state == "checked")
    assert (await other.get(found["href"]))["state"] in ("working", "done")
    is_problem(await robot.ask("GET", HERE), "token-dead", "en")


async def test_who_may_not_and_what_makes_no_sense(portal: Portal) -> None:
    robot, only = await robot_of(portal), await robot_of(portal, name="reader", scopes=("read",))
    narrow = await robot_of(portal, name="narrow", services="no-such") if False else None
    assert narrow is None
    await sent(portal, robot, people(1))
    for path, body in ((PEOPLE, {"people": people(2)}), (LISTS, {"move": "cancel", "filter": {}})):
        is_problem(await only.ask("POST", path, body), "insufficient-scope", "en")
    assert (await only.get(HERE))["counts"] == {"entered": 1}
    found = await chosen(portal, robot, move="cancel", filter={})
    for path in (f"{found['href']}/ready", f"{found['href']}/stop", f"{found['href']}/signature"):
        assert (await only.ask("POST", path)).status_code in (403, 415)
    for path in ("/api/v1/rosters/no-such", f"{PEOPLE}/{NOBODY}", f"{LISTS}/{NOBODY}", f"{LISTS}/x", f"{PEOPLE}/x"):
        is_problem(await robot.ask("GET", path), "not-found", "en")
    for query in ("state=enterd", "f-no=1", "sort=x", "size=7", "what=1"):
        is_problem(await robot.ask("GET", f"{HERE}?{query}"), "bad-input", "en")
    wrong: list[tuple[str, Any, str]] = [
        (LISTS, {"move": "cancel"}, ""),
        (LISTS, {"move": "cancel", "filter": {}, "numbers": ["1"]}, ""),
        (LISTS, {"move": "no-such", "filter": {}}, "/move"),
        (LISTS, {"move": "cancel", "filter": {"state": "enterd"}}, "/filter/state"),
        (LISTS, {"move": "cancel", "filter": {"where": {"no": "1"}}}, "/filter/where/no"),
        (LISTS, {"move": "activate", "filter": {}}, "/asked/until"),
        (LISTS, {"move": "activate", "filter": {}, "asked": {"no": "1"}}, "/asked/no"),
        (PEOPLE, {"people": []}, "/people"),
        (PEOPLE, {"people": [{}] * 1001}, "/people"),
        (PEOPLE, {"people": [{"no": "1"}]}, "/people/0/no"),
        (PEOPLE, {"people": [{"fin": ["1"]}]}, "/people/0/fin"),
        (PEOPLE, {"people": [{"fin": "1" * 10_001}]}, "/people/0/fin"),
        (PEOPLE, {"people": [1]}, "/people/0"),
    ]
    for path, body, pointer in wrong:
        told = is_problem(await robot.ask("POST", path, body), "wrong-answers", "en")
        assert told["errors"][0]["pointer"] == pointer, (body, told)
    is_problem(await robot.ask("POST", LISTS, {"move": "revoke", "filter": {}}), "not-found", "en")
    assert await Case.count().where(Case.service == SLUG) == 1
    for _press in range(2):
        assert (await robot.ask("DELETE", found["href"])).status_code == 204
    assert (await robot.get(found["href"]))["state"] == "dropped"
    leyla = Machine(await (portal.browser("en")).sign_in("leyla"), portal.app.state.openapi, "en")
    is_problem(await leyla.ask("GET", HERE), "not-found", "en")


async def test_another_organisation_sees_nothing_of_it(portal: Portal) -> None:
    robot = await robot_of(portal)
    tried = await sent(portal, robot, people(1))
    found = await chosen(portal, robot, move="cancel", filter={})
    for table in (RosterFile, MoveList):
        await table.update({"party": "o:1400000999"}, force=True)
    await Case.update({Case.party: "o:1400000999"}).where(Case.service == SLUG)
    for path in (tried["href"], tried["rows"], found["href"], found["rows"]):
        is_problem(await robot.ask("GET", path), "not-found", "en")
    assert (await robot.get(LISTS))["lists"] == [] and (await robot.get(HERE))["people"] == []
    number = (await Case.select(Case.number).where(Case.service == SLUG))[0]["number"]
    answer = await robot.ask("POST", LISTS, {"move": "cancel", "numbers": [number]})
    assert answer.status_code == 409 and VOEN not in answer.text


async def test_pages_follow_each_other(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xidmet_ui.api.rosters.PER_PAGE", 4)
    robot = await robot_of(portal)
    tried = await sent(portal, robot, people(*range(30)))
    seen, path = list[int](), tried["rows"]
    while path:
        page = await robot.get(path)
        seen, path = [*seen, *(row["row"] for row in page["rows"])], page["next"]
    assert seen == list(range(30))
    numbers, path = list[str](), f"{HERE}?size=25&sort=-name&state=entered"
    while path:
        page = await robot.get(path)
        numbers, path = [*numbers, *(one["number"] for one in page["people"])], page["next"]
    assert len(numbers) == len(set(numbers)) == 30
    assert page["people"][-1]["answers"]["surname"] == "Məmmədov0"


async def test_how_often_is_bounded(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "LISTS", throttle.Limit("lists", 1, throttle.MINUTES, ""))
    robot = await robot_of(portal)
    window_begins(throttle.LISTS)
    await post(robot, PEOPLE, {"people": people(1)}, status=201)
    is_problem(await robot.ask("POST", PEOPLE, {"people": people(2)}), "too-many", "en")
