"""One move for many by machine, on both engines: chosen, checked, signed by a person, brought by a program."""

from __future__ import annotations

import json
from uuid import UUID

from xidmet import clock
from xidmet.cases.lists.found import whoever_asked
from xidmet.cases.roster_file.enter import _whoever_asked
from xidmet.demo_signing.tool import cades
from xidmet.store import accounts, mandates
from xidmet.store import lists as store
from xidmet.store.tables import ApiToken, Case, JournalRow, MoveList, RosterFile

from tests.core.mandates import VOEN, held_by, holder, kinds
from tests.roster_site import SLUG, later
from tests.signing import Parties
from tests.ui.browser import Portal
from tests.ui.machine import is_problem
from tests.ui.roster_api.robot import (
    HERE,
    LISTS,
    bring,
    chosen,
    people,
    post,
    robot_of,
    sent,
    signed,
    states,
)
from tests.ui.signing_scene import certificate


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
    is_problem(await robot.ask("POST", LISTS, {"move": "cancel", "filter": {}}), "out-of-reach", "en")


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


async def test_what_a_token_began_ends_with_it(portal: Portal) -> None:
    """The worker asks anew in whose name it works: neither the token's maker, nor one that has ended."""
    robot = await robot_of(portal)
    tried = await sent(portal, robot, people(1, 2), dry=True)
    await sent(portal, robot, people(1))
    found = await chosen(portal, robot, move="cancel", filter={})
    listed = await store.by_id(UUID(found["id"]))
    assert listed is not None
    acting = await whoever_asked(listed)
    assert acting is not None and acting.mandate == "operator" and acting.program is not None
    await ApiToken.update({ApiToken.ended_at: clock.now()}).where(ApiToken.name == "1C Kadr")
    assert await whoever_asked(listed) is None
    payload = {"program": str(listed.program), "account": str(listed.account), "party": listed.party}
    assert await _whoever_asked({**payload, "level": "high", "means": "demo"}) is None
    is_problem(await robot.ask("GET", tried["href"]), "token-dead", "en")


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
