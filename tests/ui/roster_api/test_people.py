"""A personnel program keeps a roster: many people entered at once, one move for many, signed by a person; both engines.

In one site people are entered by an operator, in the other one every move is a seal holder's, surely signed in.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from xidmet.auth import throttle
from xidmet.store.tables import Case, JournalValue, MoveList, RosterFile

from tests.core.certificate import token
from tests.limits import window_begins
from tests.roster_site import SLUG, answers, fin
from tests.ui.browser import Portal
from tests.ui.machine import Machine, is_problem
from tests.ui.roster_api.robot import (
    HERE,
    LISTS,
    NOBODY,
    PEOPLE,
    chosen,
    people,
    post,
    robot_of,
    sent,
    states,
)


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


async def test_who_may_not_and_what_makes_no_sense(portal: Portal) -> None:
    robot, only = await robot_of(portal), await robot_of(portal, name="reader", scopes=("read",))
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
