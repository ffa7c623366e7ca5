"""Files that a move asks for, by the API: added once whatever is sent twice, seen by nobody else, and then given."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
from xidmet import journal
from xidmet.auth import Actor
from xidmet.errors import NotFound, WrongAnswers
from xidmet.store.tables import Document, MoveFile

from tests.attachments import pdf
from tests.core.certificate import token
from tests.core.uploading import objects
from tests.talks_site import (
    SECRET,
    browser_of,
    case_of,
    wish_asked,
    wishes,
    wishes_people,
)
from tests.ui.browser import Portal
from tests.ui.machine import Machine, described, is_problem, machine

portal, people, number = wishes, wishes_people, wish_asked

MOVE, NOT_YOURS = "say_police", "this-is-not-yours-to-do"


@pytest.fixture
async def police(portal: Portal, people: dict[str, Actor]) -> Machine:
    return await machine(portal, await browser_of(portal, "police"))


def files(number: str, move: str = MOVE) -> str:
    return f"/api/v1/cases/{number}/moves/{move}/files"


async def add(
    who: Machine, where: str, content: bytes, *, name: str = "rəy.pdf", key: str = "", headers: Any = None
) -> httpx.Response:
    said = {"Content-Type": "application/octet-stream", "X-CSRF-Token": who.csrf, "Idempotency-Key": key or token()}
    said |= {"Accept-Language": who.language}
    said |= {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}", **(headers or {})}
    answer = await who.browser.client.post(where, content=content, headers=said)
    described(who.described, "POST", where, answer)
    return answer


async def nothing_kept(portal: Portal) -> None:
    await portal.settle()
    assert await MoveFile.count() == 0 == await Document.count() and objects(portal.site) == set()


async def test_what_was_added_goes_with_the_move(portal: Portal, people: Any, police: Machine, number: str) -> None:
    version = (await case_of(portal.site, number)).version
    answer = await add(police, f"{files(number)}/paper", content := pdf())
    assert answer.status_code == 201, answer.text
    one = answer.json()
    assert (one["question"], one["name"], one["kind"], one["size"]) == ("paper", "rəy.pdf", "pdf", len(content))
    assert (await police.get(files(number)))["files"] == [one]
    clerk = await machine(portal, await browser_of(portal, "clerk"))
    leyla = await machine(portal, await portal.signed_in("leyla"))
    for other in (clerk, leyla):
        assert (await other.get(files(number)))["files"] == [], "it is nobody else's"
        is_problem(await other.ask("DELETE", one["href"]), NotFound)
        is_problem(await other.ask("GET", f"/api/v1/cases/{number}/files/{one['id']}"), NotFound)
    case = await case_of(portal.site, number)
    assert case.version == version, "the case stays as it is"
    given = await police.move({"number": number, "version": version}, MOVE, police=SECRET, paper=one["id"])
    assert given.status_code == 200, given.text
    assert (await police.get(files(number)))["files"] == [] and await MoveFile.count() == 0
    is_problem(await police.ask("DELETE", one["href"]), NotFound)
    assert (await clerk.browser.get(f"/cases/{number}/files/{one['id']}")).content == content
    assert (await leyla.browser.get(f"/cases/{number}/files/{one['id']}")).status_code == 404
    assert [broken async for broken in journal.verify() if broken] == []


async def test_the_same_key_adds_once_and_the_last_file_stays(portal: Portal, police: Machine, number: str) -> None:
    where, key = f"{files(number)}/paper", token()
    answers = await asyncio.gather(*(add(police, where, pdf(), key=key) for _ in range(4)))
    assert {one.status_code for one in answers} == {201} and len({one.json()["id"] for one in answers}) == 1
    assert await MoveFile.count() == 1
    for content, there in ((pdf(2), where), (b"", where)):
        is_problem(await add(police, there, content, key=key), "used-elsewhere")
    version = (await case_of(portal.site, number)).version
    body = {"version": version, "asked": {"police": SECRET}}
    spent = await police.ask("POST", f"/api/v1/cases/{number}/moves/{MOVE}", body, key=key)
    is_problem(spent, "used-elsewhere")
    second = (await add(police, where, pdf(2))).json()
    assert [one["id"] for one in (await police.get(files(number)))["files"]] == [second["id"]]
    gone = is_problem(await add(police, where, pdf(), key=key), "refused")
    assert gone["code"].startswith("the-file-that-came-with-this-key-was-removed")
    assert (await police.ask("DELETE", second["href"], headers={"X-CSRF-Token": ""})).status_code == 403
    assert (await police.ask("DELETE", second["href"])).status_code == 204
    is_problem(await police.ask("DELETE", second["href"]), NotFound)
    await nothing_kept(portal)


async def test_a_repeat_after_the_move_finds_what_was_given(portal: Portal, police: Machine, number: str) -> None:
    where, key = f"{files(number)}/paper", token()
    one = (await add(police, where, pdf(), key=key)).json()
    version = (await case_of(portal.site, number)).version
    moved = await police.move({"number": number, "version": version}, MOVE, police=SECRET, paper=one["id"])
    assert moved.status_code == 200, moved.text
    assert (await add(police, where, pdf(), key=key)).json() == one
    assert (await add(police, where, pdf())).status_code in (403, 409), "it was said already"


REFUSED = {
    "a program": (b"MZ" * 500, {}, 422),
    "a page": (b"<html><script>alert(1)</script>", {}, 422),
    "nothing": (b"", {}, 422),
    "JSON": (pdf(), {"Content-Type": "application/json"}, 415),
    "no name": (pdf(), {"Content-Disposition": "attachment"}, 400),
    "a short key": (pdf(), {"Idempotency-Key": "abc"}, 400),
    "no token": (pdf(), {"X-CSRF-Token": ""}, 403),
    "from another site": (pdf(), {"Origin": "https://elsewhere.example"}, 403),
    "cut off": (pdf(), {"Content-Length": "100000"}, 400),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_is_refused_leaves_nothing(portal: Portal, police: Machine, number: str, what: str) -> None:
    content, headers, status = REFUSED[what]
    answer = await add(police, f"{files(number)}/paper", content, headers=headers)
    assert answer.status_code == status, answer.text
    await nothing_kept(portal)


async def test_only_who_can_make_the_move_adds_to_it(portal: Portal, police: Machine, number: str) -> None:
    for path in ("police", "none", "paper-x", "%2e%2e", "a" * 300):
        is_problem(await add(police, f"{files(number)}/{path}", pdf()), NotFound)
    for move, status in (("ask", 409), ("all_said", 404), ("none", 404)):
        assert (await add(police, f"{files(number, move)}/paper", pdf())).status_code == status, move
    for wrong in (str(uuid4()), "x", "paper"):
        is_problem(await police.ask("DELETE", f"{files(number)}/{wrong}"), NotFound)
    for who in ("doctor", "clerk"):
        other = await machine(portal, await browser_of(portal, who))
        assert is_problem(await add(other, f"{files(number)}/paper", pdf()), "refused")["code"] == NOT_YOURS
    leyla = await machine(portal, await portal.signed_in("leyla"))
    assert is_problem(await add(leyla, f"{files(number)}/paper", pdf()), "refused")["code"] == NOT_YOURS
    kamran = await machine(portal, await portal.signed_in("kamran"))
    for answer in (await add(kamran, f"{files(number)}/paper", pdf()), await kamran.ask("GET", files(number))):
        is_problem(answer, NotFound)
    await nothing_kept(portal)


async def test_no_move_is_made_without_a_file_that_it_names(portal: Portal, police: Machine, number: str) -> None:
    version = (await case_of(portal.site, number)).version
    taken_back = (await add(police, f"{files(number)}/paper", pdf())).json()
    assert (await police.ask("DELETE", taken_back["href"])).status_code == 204
    for unknown in (taken_back["id"], str(uuid4()), "x"):
        answer = await police.move({"number": number, "version": version}, MOVE, police=SECRET, paper=unknown)
        is_problem(answer, WrongAnswers)
        assert [one["pointer"].split("/")[-1] for one in answer.json()["errors"]] == ["paper"]
    assert (await case_of(portal.site, number)).version == version
    await nothing_kept(portal)
