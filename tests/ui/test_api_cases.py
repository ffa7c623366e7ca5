"""By machine alone: read the form, answer, send, follow; and beside the pages, on the same draft."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from xidmet.errors import NotAllowed, NotFound, Stale
from xidmet.store.tables import Case, Effect, Issued, JournalRow, Submission

from tests.core.certificate import UNTIL, token
from tests.ui import kept
from tests.ui.browser import SLUG, Browser, Portal
from tests.ui.machine import ANSWERS, Machine, form_validator, is_problem, machine


@pytest.fixture
async def leyla(portal: Portal, leyla_there: Browser) -> Machine:
    return await machine(portal, leyla_there)


async def stored(number: str) -> dict[str, Any]:
    columns = (Case.state, Case.version, Case.answers, Case.typed)
    found = await Case.select(*columns).where(Case.number == number).first()
    assert found is not None
    found |= {name: json.loads(found[name]) for name in ("answers", "typed")}
    found["typed"].pop("_hands", None)  # who typed each of them
    return found


async def test_the_main_job_by_machine_alone(portal: Portal, leyla: Machine) -> None:
    form = await leyla.get(f"/api/v1/services/{SLUG}/form")
    contract = (await leyla.contracts())[0]
    answers = {"contract": contract, **ANSWERS}
    form_validator(form).validate(answers)
    case = await leyla.open()
    assert {one["code"] for one in case["errors"]} == {"missing", "not-in-list"} and case["version"] == 1
    case = await leyla.answer(case, **answers)
    assert case["errors"] == [] and case["answers"] == answers and case["chosen"]["contract"]["number"] == contract
    assert [move["name"] for move in case["moves"]] == ["confirm"]
    answer = await leyla.move(case, "confirm")
    assert (answer.status_code, answer.headers["etag"]) == (200, '"3"')
    case = answer.json()
    assert case["state"]["name"] == "active" and case["state"]["in_force"] and case["answers"] == answers
    assert [event["kind"] for event in case["history"]] == ["opened", "moved"]
    paper = case["papers"][0]
    told = (await portal.browser().client.get(f"/api/v1/attestations/{paper['number']}")).json()
    assert paper["in_force"] and told["active"] is True and told["shows"]["salary"] == "1850.00"
    ended = (await leyla.move(case, "deactivate")).json()
    assert ended["state"]["name"] == "deactivated" and not ended["papers"][0]["in_force"]
    assert await leyla.get(f"/api/v1/cases/{case['number']}/history") == {"history": ended["history"]}


async def test_what_is_stored_is_what_the_pages_store(portal: Portal, leyla: Machine, leyla_there: Browser) -> None:
    by_page = await leyla_there.draft()
    contract = (await stored(by_page))["typed"]["contract"]
    by_machine = (await leyla.open(SLUG, contract=contract, **ANSWERS))["number"]
    page, api = (await stored(by_page))["typed"], (await stored(by_machine))["typed"]
    page["valid_until"] = {part: value.zfill(2) for part, value in page["valid_until"].items()}
    assert {name: value for name, value in page.items() if value} == api
    assert (await leyla_there.confirm(by_page)).status_code == 303
    answer = await leyla.move(await leyla.get(f"/api/v1/cases/{by_machine}"), "confirm")
    assert answer.status_code == 200
    page, api = await stored(by_page), await stored(by_machine)
    assert (page["state"], page["answers"]) == (api["state"], api["answers"])
    assert (await leyla.get(f"/api/v1/cases/{by_page}"))["answers"] == answer.json()["answers"]


async def test_page_and_machine_alternate_on_one_draft(leyla: Machine, leyla_there: Browser) -> None:
    case = await leyla.open(SLUG, contract=(await leyla.contracts())[1], kind="plain", valid_until="2026-02-31")
    shown = await leyla_there.get(f"/cases/{case['number']}/fill/certificate")
    for part in ('value="31"', 'value="02"', 'value="2026"'):
        assert part in shown.text
    sent = {**ANSWERS, "valid_until-day": "5", "valid_until-month": "", "valid_until-year": "2027"}
    fields = {name: str(value) for name, value in sent.items() if isinstance(value, str)}
    assert (await leyla_there.fill(case["number"], "certificate", case["version"], **fields)).status_code == 422
    case = await leyla.get(f"/api/v1/cases/{case['number']}")
    assert case["answers"]["valid_until"] == {"day": "5", "month": "", "year": "2027"}
    assert case["answers"]["kind"] == "salary" and "phone" not in case["answers"]
    again = await leyla.answer(case, **case["answers"])
    assert again["answers"] == case["answers"] and again["errors"] == case["errors"]
    wrong = {one["pointer"]: one["code"] for one in again["errors"]}
    assert wrong["/answers/valid_until"] == "incomplete-date"
    right = await leyla.answer(again, valid_until=UNTIL.isoformat(), email="leyla@numune.example", copy=False)
    assert right["errors"] == []
    review = await leyla_there.get(f"/cases/{case['number']}/review")
    assert review.status_code == 200
    assert (await leyla_there.confirm(case["number"], right["version"])).status_code == 303


async def test_wrong_answers_are_kept_and_named(leyla: Machine) -> None:
    case = await leyla.open(SLUG, email="leyla at home", kind="gold", valid_until="tomorrow", contract="no such")
    assert case["answers"] == {
        "email": "leyla at home",
        "kind": "gold",
        "valid_until": "tomorrow",
        "contract": "no such",
    }
    wrong = {one["pointer"]: one["code"] for one in case["errors"]}
    assert wrong["/answers/kind"] == wrong["/answers/contract"] == "not-in-list"
    assert "type-an-e-mail-address" in wrong["/answers/email"]
    refused = await leyla.move(case, "confirm")
    body = is_problem(refused, "wrong-answers")
    assert refused.status_code == 422 and {one["pointer"] for one in body["errors"]} == set(wrong)


async def test_hidden_answers_leave_and_null_takes_back(leyla: Machine) -> None:
    case = await leyla.draft(deliver="addressed", tell=True)
    assert case["answers"]["tell"] is True and "/answers/addressee" in {one["pointer"] for one in case["errors"]}
    case = await leyla.answer(case, deliver="anyone")
    assert "tell" not in case["answers"] and case["errors"] == []
    case = await leyla.answer(case, kind=None)
    assert "kind" not in case["answers"] and [one["pointer"] for one in case["errors"]] == ["/answers/kind"]


async def test_a_rule_says_why_under_which_law_and_at_which_answer(leyla: Machine) -> None:
    case = await leyla.draft(valid_until="2020-01-01")
    answer = await leyla.move(case, "confirm")
    body = is_problem(answer, "refused")
    assert answer.status_code == 409 and body["law"] and body["code"]
    assert body["errors"][0]["pointer"] == "/answers/valid_until" and body["errors"][0]["mend"] == body["mend"]


async def test_a_stale_change_is_refused_and_the_same_one_twice_is_not(leyla: Machine) -> None:
    case = await leyla.open()
    first = await leyla.answer(case, kind="plain")
    again = await leyla.answer(case, kind="plain")
    assert again["version"] == first["version"] == 2
    where = f"/api/v1/cases/{case['number']}/answers"
    stale = await leyla.ask("PATCH", where, {"version": 1, "answers": {"kind": "salary"}})
    is_problem(stale, Stale)
    stale = await leyla.ask("PATCH", where, {"answers": {"kind": "salary"}}, headers={"If-Match": '"1"'})
    is_problem(stale, Stale)
    ok = await leyla.ask("PATCH", where, {"answers": {"kind": "salary"}}, headers={"If-Match": '"2"'})
    assert ok.status_code == 200 and ok.headers["etag"] == '"3"'
    for said in ('"x"', "*", 'W/"3"', "3", '"99999999999"'):
        wrong = await leyla.ask("PATCH", where, {"answers": {}}, headers={"If-Match": said})
        is_problem(wrong, "bad-input")
    two = await leyla.ask("PATCH", where, {"version": 3, "answers": {}}, headers={"If-Match": '"2"'})
    is_problem(two, "bad-input")
    none = is_problem(await leyla.ask("PATCH", where, {"answers": {}}), "wrong-answers")
    assert [one["pointer"] for one in none["errors"]] == ["/version"]
    moved = await leyla.ask("POST", f"/api/v1/cases/{case['number']}/moves/confirm", {"version": 2})
    is_problem(moved, Stale)


async def test_the_same_key_opens_one_case(portal: Portal, leyla: Machine) -> None:
    once, body = token(), {"service": SLUG, "answers": {"kind": "plain"}}
    before = await Case.count()
    answers = await asyncio.gather(*(leyla.ask("POST", "/api/v1/cases", body, key=once) for _one in range(4)))
    later = await leyla.ask("POST", "/api/v1/cases", dict(reversed(body.items())), key=once)
    assert {one.status_code for one in (*answers, later)} == {201}
    assert len({one.headers["location"] for one in (*answers, later)}) == 1 and await Case.count() == before + 1
    assert later.json()["answers"] == {"kind": "plain"} and later.json()["version"] == 2
    changed = await leyla.answer(later.json(), kind="salary")
    repeated = await leyla.ask("POST", "/api/v1/cases", body, key=once)
    assert repeated.json()["answers"] == changed["answers"], "a repeat changes nothing any more"
    other = await leyla.ask("POST", "/api/v1/cases", {**body, "answers": {"kind": "salary"}}, key=once)
    is_problem(other, "used-elsewhere")
    rashad = await machine(portal, await portal.signed_in("rashad"))
    is_problem(await rashad.ask("POST", "/api/v1/cases", body, key=once), "used-elsewhere")
    assert await Case.count() == before + 1


async def test_the_same_key_moves_once(leyla: Machine) -> None:
    case, once = await leyla.draft(), token()
    where, body = f"/api/v1/cases/{case['number']}/moves/confirm", {"version": case["version"]}
    answers = await asyncio.gather(*(leyla.ask("POST", where, body, key=once) for _one in range(4)))
    assert {one.status_code for one in answers} == {200} and len({one.text for one in answers}) == 1
    rows = (await Issued.count(), await JournalRow.count().where(JournalRow.kind == "issued"), await Submission.count())
    assert rows == (1, 1, 2)
    again = await leyla.ask("POST", where, body, key=once)
    assert again.status_code == 200 and await Effect.count().where(Effect.kind == "render") == 1
    other = await leyla.ask("POST", where, {"version": 7}, key=once)
    is_problem(other, "used-elsewhere")
    second = await leyla.ask("POST", where, body)
    is_problem(second, Stale)


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with a space in it", "ə" * 20])
async def test_without_a_key_nothing_is_posted(leyla: Machine, key: str) -> None:
    before = await kept.everything()
    headers = {"X-CSRF-Token": leyla.csrf, "Idempotency-Key": key.encode()}
    for path in ("/api/v1/cases", "/api/v1/cases/2026-1/moves/confirm"):
        answer = await leyla.browser.client.post(path, json={"service": SLUG}, headers=headers)  # type: ignore[arg-type]
        assert is_problem(answer, "bad-input")["detail"].find("Idempotency-Key") > 0
    assert await kept.everything() == before


async def test_my_cases_come_in_pages(leyla: Machine) -> None:
    numbers = [(await leyla.open())["number"] for _one in range(5)]
    found: list[str] = []
    where: str | None = f"/api/v1/cases?limit=2&service={SLUG}"
    while where:
        page = await leyla.get(where)
        found += [one["number"] for one in page["cases"]]
        where = page["next"]
    assert found == numbers[::-1]
    for query in ("limit=0", "limit=201", "limit=x", "limit=1e1", "limit=٣"):
        is_problem(await leyla.ask("GET", f"/api/v1/cases?{query}"), "bad-input")
    for query in ("after=2026-00000000", "after=%F0%9F%98%80", "service=none"):
        is_problem(await leyla.ask("GET", f"/api/v1/cases?{query}"), NotFound)


async def test_a_case_of_somebody_else_is_none(portal: Portal, leyla: Machine) -> None:
    case = await leyla.draft()
    before = await kept.everything()
    rashad = await machine(portal, await portal.signed_in("rashad"))
    where = f"/api/v1/cases/{case['number']}"
    for path in (where, f"{where}/history", f"/api/v1/cases?after={case['number']}"):
        is_problem(await rashad.ask("GET", path), NotFound)
    body = {"version": case["version"], "answers": {"kind": "plain"}}
    is_problem(await rashad.ask("PATCH", f"{where}/answers", body), NotFound)
    is_problem(await rashad.move(case, "confirm"), NotFound)
    assert await kept.everything() == before


async def test_acting_for_another_my_own_draft_is_not_changed(portal: Portal) -> None:
    rashad = await portal.signed_in("rashad")
    program = await machine(portal, rashad)
    case = await program.open(SLUG, kind="plain")
    account = await rashad.get("/account")
    chosen = [part.split('"')[0] for part in account.text.split('name="organisation" value="')[1:]]
    await rashad.post("/acting", {"organisation": next(one for one in chosen if one)})
    program = await machine(portal, rashad)
    assert (await program.get("/api/v1/session"))["for_organisation"] is True
    seen = await program.get(f"/api/v1/cases/{case['number']}")
    assert seen["answers"] == {} and seen["moves"] == [] and seen["mine"]
    body = {"version": 1, "answers": {"kind": "salary"}}
    is_problem(await program.ask("PATCH", f"/api/v1/cases/{case['number']}/answers", body), NotAllowed)


async def test_an_official_decides_by_machine(portal: Portal, leyla: Machine) -> None:
    sent = (await leyla.move(await leyla.draft(), "confirm")).json()
    nigar = await machine(portal, await portal.signed_in("nigar"))
    case = await nigar.get(f"/api/v1/cases/{sent['number']}")
    assert not case["mine"] and case["answers"] == sent["answers"]
    move = next(one for one in case["moves"] if one["name"] == "revoke")
    form_validator(move["asks"]).validate({"ground": "court", "reason": "Məhkəmənin qərarı."})
    wrong = await nigar.move(case, "revoke", ground="court")
    body = is_problem(wrong, "wrong-answers")
    assert [one["pointer"] for one in body["errors"]] == ["/asked/reason"]
    done = await nigar.move(case, "revoke", ground="court", reason="Məhkəmənin qərarı.")
    assert done.status_code == 200 and not done.json()["papers"][0]["in_force"] and done.json()["appeal"]
    looks = [
        one["who"] for one in (await leyla.get(f"/api/v1/cases/{sent['number']}"))["history"] if one["kind"] == "looked"
    ]
    assert looks and all(looks)
