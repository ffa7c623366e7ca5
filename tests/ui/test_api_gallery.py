"""Every kind of question by machine: what it sends is what a person would have typed, and comes back as it was sent."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from xidmet.language import LANGUAGES
from xidmet.store.tables import Case

from tests import gallery as site
from tests.core.certificate import token
from tests.ui.applicant import FIRST_EMPLOYER, Applicant
from tests.ui.browser import Portal
from tests.ui.machine import Machine, form_validator, is_problem, machine

WORKER: dict[str, Any] = {
    "fin": "7AB1000",
    "surname": "Məmmədov",
    "salary": "850.00",
    "since": "2024-09-01",
    "foreign": True,
    "passport": "C12345678",
}
ANSWERS: dict[str, Any] = {
    "name": "Kitab yarmarkası",
    "about": "Kitablar və\noxucular.",
    "people": 120,
    "budget": "1234.50",
    "starts": "2027-05-05",
    "lasts": {"first": "2027-05-05", "last": "2027-05-07"},
    "hour": "09:30",
    "public": True,
    "where": "Əsas giriş",
    "kind": "course",
    "month": "spring",
    "topics": ["art", "work"],
    "purpose": "study",
    "employer": FIRST_EMPLOYER,
    "partners": ["9000000021", "9000000031"],
    "fee_due": True,
    "reduced": False,
    "leader": {"surname": "Əliyeva", "given_name": "Leyla", "patronymic": "Rəşid oğlu", "born": "1990-05-01"},
    "fin": "5VBK5VR",
    "card": "AA1234567",
    "voen": "1400057421",
    "account": "AZ21NABZ00000000137010001944",
    "email": "leyla@numune.example",
    "phone": "+994501234567",
    "home": {"city": "Bakı", "street": "Nizami küçəsi", "postal_code": "AZ1000"},
    "country": "TR",
    "occupation": "4321",
    "workers": [WORKER],
    "truth": True,
}


@pytest.fixture
async def leyla(gallery: Portal) -> Machine:
    return await machine(gallery, await gallery.signed_in("leyla"))


async def stored(number: str) -> Any:
    found = await Case.select(Case.answers).where(Case.number == number).first()
    assert found is not None
    return json.loads(found["answers"])


def without_ids(answers: dict[str, Any]) -> dict[str, Any]:
    workers = [{name: said for name, said in row.items() if name != "_id"} for row in answers.get("workers", [])]
    return {**answers, "workers": workers}


async def test_what_a_machine_sends_is_what_a_person_types(gallery: Portal, leyla: Machine) -> None:
    form_validator(await leyla.get(f"/api/v1/services/{site.SLUG}/form")).validate(ANSWERS)
    case = await leyla.open(site.SLUG, **ANSWERS)
    assert case["errors"] == [] and without_ids(case["answers"]) == ANSWERS
    assert case["derived"] == {"fee": "1200.00", "salaries": "850.00"}
    assert [row["voen"] for row in case["chosen"]["partners"]] == ANSWERS["partners"]
    again = await leyla.answer(case, **case["answers"])
    assert (again["answers"], again["version"]) == (case["answers"], case["version"]), "the round trip changes nothing"
    sent = (await leyla.move(case, "send")).json()
    assert sent["state"]["name"] == "sent" and sent["deadline"] is None
    assert without_ids(sent["answers"]) == ANSWERS | {"contact": sent["answers"]["contact"]}
    person = await Applicant.of(gallery)
    await person.fill()
    assert (await person.confirm()).status_code == 303
    assert await stored(person.number) == await stored(case["number"])


async def test_every_step_by_itself_names_what_is_missing(leyla: Machine) -> None:
    form = await leyla.get(f"/api/v1/services/{site.SLUG}/form")
    case = await leyla.open(site.SLUG)
    missing = {one["pointer"].split("/")[2] for one in case["errors"]}
    assert set(form["required"]) <= missing
    for step in form["x-steps"]:
        given = {name: ANSWERS[name] for name in step["fields"] if name in ANSWERS}
        case = await leyla.answer(case, **given) if given else case
        left = {one["pointer"].split("/")[2] for one in case["errors"]}
        assert not left & set(step["fields"]), step["name"]
    assert case["errors"] == []


async def test_mistakes_in_rows_are_found_by_their_place(leyla: Machine) -> None:
    rows = [{**WORKER, "fin": f"7AB10{number:02}"} for number in range(12)]
    rows[3] |= {"salary": "much"}
    rows[7] = {**rows[7], "_id": "mine-7", "fin": rows[2]["fin"]}
    del rows[9]["passport"]
    case = await leyla.open(site.SLUG, **{**ANSWERS, "workers": rows})
    wrong = {one["pointer"]: one["code"] for one in case["errors"]}
    assert wrong["/answers/workers/3/salary"] == "not-an-amount" and wrong["/answers/workers/9/passport"] == "missing"
    assert "/answers/workers/7/fin" in wrong and len(wrong) == 3
    kept = case["answers"]["workers"]
    assert kept[7]["_id"] == "mine-7" and len({row["_id"] for row in kept}) == 12 and kept[3]["salary"] == "much"
    for wrongly in (
        [{**WORKER, "_id": "a"}, {**WORKER, "_id": "a"}],
        [{**WORKER, "_id": "a b"}],
        [{**WORKER, "_id": 7}],
    ):
        body = {"version": case["version"], "answers": {"workers": wrongly}}
        answer = await leyla.ask("PATCH", f"/api/v1/cases/{case['number']}/answers", body)
        assert is_problem(answer, "wrong-answers")["errors"][0]["pointer"] == "/answers/workers"


async def test_too_many_rows_are_refused_before_they_are_read(leyla: Machine) -> None:
    case = await leyla.open(site.SLUG)
    where = f"/api/v1/cases/{case['number']}/answers"
    answer = await leyla.ask("PATCH", where, {"version": 1, "answers": {"workers": [{}] * 10_001}})
    assert is_problem(answer, "wrong-answers")["errors"][0]["code"] == "too-many"


async def test_ten_thousand_wrong_rows_take_seconds_not_minutes(gallery: Portal) -> None:
    leyla = await gallery.signed_in("leyla")
    headers = {"X-CSRF-Token": leyla.csrf, "Idempotency-Key": token()}
    body = {"service": site.SLUG, "answers": {"workers": [{}] * 10_000}}
    began = time.process_time()
    answer = await leyla.client.post("/api/v1/cases", json=body, headers=headers)
    assert answer.status_code == 201 and answer.json()["errors"][-1]["pointer"].startswith("/answers/")
    assert "/answers/workers/9999/fin" in answer.text and time.process_time() - began < 20


async def test_a_doubt_stands_until_it_is_confirmed(leyla: Machine) -> None:
    case = await leyla.open(site.SLUG, **{**ANSWERS, "voen": "1400057411"})
    assert [(one["pointer"], one["doubt"]) for one in case["errors"]] == [("/answers/voen", True)]
    case = await leyla.answer(case, **{"voen-sure": "1400057411"})
    assert case["errors"] == [] and case["answers"]["voen-sure"] == "1400057411"
    form_validator(await leyla.get(f"/api/v1/services/{site.SLUG}/form")).validate(case["answers"])


async def test_rows_of_registers_are_searched(leyla: Machine) -> None:
    form = await leyla.get(f"/api/v1/services/{site.SLUG}/form")
    asked = form["properties"]
    inner = asked["workers"]["items"]["properties"]["employer"]["anyOf"][0]
    searches = [asked["employer"], asked["partners"]["anyOf"][0]["items"], inner]
    for schema in searches:
        where = schema["x-lookup"]["search"]
        many = await leyla.get(where.replace("{text}", ""))
        assert many["more"] is True and 0 < len(many["rows"]) <= 20
        one = await leyla.get(where.replace("{text}", f"SIRKET {FIRST_EMPLOYER}"))
        assert [row["key"] for row in one["rows"]] == [FIRST_EMPLOYER] and one["more"] is False
        assert one["rows"][0]["columns"]["voen"] == FIRST_EMPLOYER
    few = await leyla.get(asked["purpose"]["x-lookup"]["search"].replace("{text}", ""))
    assert {row["key"] for row in few["rows"]} == {"work", "study", "family"}
    for path in ("name", "workers", "workers.fin", "none", "employer.voen", ".", "workers.r1.employer"):
        answer = await leyla.ask("GET", f"/api/v1/services/{site.SLUG}/lookups/{path}")
        is_problem(answer, "not-found")
    is_problem(await leyla.ask("GET", f"/api/v1/services/{site.SLUG}/lookups/employer?move=none"), "not-found")


async def test_a_clerk_decides_by_machine(gallery: Portal, leyla: Machine) -> None:
    sent = (await leyla.move(await leyla.open(site.SLUG, **ANSWERS), "send")).json()
    assert sent["moves"] == [] and sent["mine"]
    nigar = await machine(gallery, await gallery.signed_in("nigar"))
    case = await nigar.get(f"/api/v1/cases/{sent['number']}")
    assert {move["name"] for move in case["moves"]} == {"accept", "send_back"}
    done = await nigar.move(case, "send_back", ground="missing", reason="Plan yoxdur.")
    assert done.status_code == 200 and done.json()["state"]["name"] == "returned" and done.json()["appeal"]
    refused = await nigar.move(done.json(), "accept", ground="complete", reason="x")
    is_problem(refused, "refused")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_form_is_a_valid_schema_in_every_language(gallery: Portal, language: str) -> None:
    program = Machine(gallery.browser(), gallery.app.state.openapi, language)
    form = await program.get(f"/api/v1/services/{site.SLUG}/form")
    validator = form_validator(form)
    validator.validate(ANSWERS)
    for name in ("people", "truth", "workers", "lasts"):
        assert not validator.is_valid({**ANSWERS, name: "x"}), name
    assert not validator.is_valid({name: said for name, said in ANSWERS.items() if name != "reduced"})
    assert validator.is_valid({n: s for n, s in {**ANSWERS, "fee_due": False}.items() if n != "reduced"})
