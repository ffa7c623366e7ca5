"""A table of planted faults: every proof finds its own, and each is told with its mend."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from xidmet import (
    Appointment,
    Choice,
    Date,
    Facts,
    Lookup,
    Marks,
    Money,
    Notice,
    Officer,
    Part,
    Party,
    Refusal,
    Register,
    State,
    Step,
    Text,
    Totals,
    Upload,
    payments,
    rule,
)
from xidmet import Transition as Move
from xidmet.check import PROOFS, check, check_catalogue

from tests.contract import declared
from tests.contract.declared import Asked, Elsewhere, Ground, Parts, Shows, agency, form, move, officer, paper, person
from tests.contract.signers import SIGNERS
from tests.contract.unconfirmed import UNCONFIRMED

rows = Register("r", "R", Asked)
stranger = Officer("stranger", "Stranger", agency)
administrator, parted = Officer("administrator", "A", agency), Officer("a:b", "A", agency)


@rule(law="")
def lawless(answers: Asked, facts: Facts) -> Refusal | None:
    return None


def trap(p: Parts) -> Parts:
    state = State("Trap", waits_for=officer)
    return {"trap": state, "into": Move("In", p["sent"], state, by=officer)}


def round_about(p: Parts) -> Parts:
    one, two = State("One", waits_for=officer), State("Two", waits_for=officer)
    ways = {"to": Move("To", one, two, by=officer), "back": Move("Back", two, one, by=officer)}
    return {"one": one, "two": two, "into": Move("In", p["sent"], one, by=officer), **ways}


def term(p: Parts) -> Parts:
    state = State("Term", waits_for=person, working_days=3)
    ways = {"into": Move("In", p["sent"], state, by=officer), "out": Move("Out", state, p["sent"], by=person)}
    return {"term": state, **ways}


def no_term(p: Parts) -> Parts:
    return {"late": Move("Late", p["sent"], p["done"], at=p["sent"].deadline)}


def wrong_term(p: Parts) -> Parts:
    other = State("Other", waits_for=person, working_days=2)
    return {"other": other, "late": Move("Late", p["sent"], other, at=other.deadline)}


def visit_at_the_start(p: Parts) -> Parts:
    draft = replace(p["draft"], appointment=Appointment("v", "Visit", officer))
    return {"draft": draft, "starts": draft, "send": replace(p["send"], source=draft)}


def long_visit(p: Parts) -> Parts:
    other = State("Other", waits_for=officer, appointment=Appointment("v", "Visit", officer, minutes=900))
    return {"other": other, "go": Move("Go", p["sent"], other, by=officer)}


def nobody_expected(p: Parts) -> Parts:
    return {"gone": Move("Gone", p["sent"], p["done"], at=p["sent"].missed)}


def never_within(p: Parts) -> Parts:
    return {"all": Move("All", p["sent"], p["done"], after=[p["send"]])}


def issues(attestation: Any, *, in_force: bool = True) -> Any:
    def change(p: Parts) -> Parts:
        target = State("In force", in_force=in_force)
        return {"active": target, "issue": Move("Issue", p["sent"], target, by=officer, issues=attestation)}

    return change


def in_force_for_nothing(p: Parts) -> Parts:
    target = State("In force", in_force=True)
    return {"active": target, "issue": Move("Issue", p["sent"], target, by=person)}


def paid(**more: Any) -> Any:
    """A service with a duty that is paid in a state of its own."""

    def change(p: Parts) -> Parts:
        state = State("To be paid", waits_for=person)
        pay = Move("Paid", state, p["done"], **{"by": payments, **more})
        return {"due": state, "into": Move("In", p["sent"], state, by=officer), "pay": pay}

    return change


def paid_twice(p: Parts) -> Parts:
    parts = paid()(p)
    return {**parts, "again": Move("Again", parts["due"], p["sent"], by=payments)}


def paid_while_corrected(p: Parts) -> Parts:
    parts = paid()(p)
    return {**parts, "correct": Move("Correct", parts["due"], p["sent"], by=person, amends=True)}


DUE = form(amount=Money("Amount"))
PAID = {"form": DUE, "fee": DUE.fields["amount"]}
BACKWARDS = form(name=Text("N").when(Elsewhere.kind == "a"), kind=Elsewhere.kind)
ISSUED = form(row=Lookup("R", paper(Shows)))
MATCH = form(row=Lookup("R", rows, match={"ghost": Asked.name}))
VALID = form(row=Lookup("R", Register("v", "V", Asked, valid=(Shows.number, Shows.ghost))))
TWICE = form(one=Lookup("R", rows), two=Lookup("R", Register("r", "R", Ground)))
LONG = form(page=Step("Long"), **{f"q{place}": Text(f"Q{place}") for place in range(13)})
GHOST = Party("Ghost", who=Elsewhere.name)
LASTING = form(number=Text("Number"), until=Date("Until"))
LAST_DAY = paper(LASTING, valid_until=LASTING.fields["until"])

PLANTED: list[tuple[str, dict[str, Any], str]] = [
    ("words", {"title": ""}, "title: It is missing"),
    ("words", {"slug": "Bad Slug/.."}, "cannot stand in an address"),
    ("words", {"form": form()}, "Nothing is asked"),
    ("labels", {"form": form(name=Text(""))}, "no label"),
    ("labels", {"change": lambda p: {"send": Move("", p["draft"], p["sent"], by=person)}}, "It has no label"),
    ("conditions", {"form": BACKWARDS}, "not asked before it"),
    ("choices", {"form": form(kind=Choice("K", {"a": "A"}))}, "nothing to choose"),
    ("uploads", {"form": form(file=Upload("U", kinds=("exe",)))}, "no kind of file exe"),
    ("uploads", {"form": form(file=Upload("U", kinds=()))}, "No kind of file is taken"),
    ("uploads", {"form": form(file=Upload("U", most_bytes=10**12))}, "cannot be asked for"),
    ("uploads", {"form": form(file=Upload("U").many(1, 1000))}, "look through 1000 files"),
    ("registers", {"form": MATCH}, "has no ghost"),
    ("registers", {"form": ISSUED}, "somebody else's document"),
    ("registers", {"form": VALID}, "which its rows lack"),
    ("rows", {"form": form(list=Part("P", Asked, key=Elsewhere.kind).many())}, "does not tell one of its rows"),
    ("rows", {"form": form(one=Part("P", Asked, key=Asked.name))}, "only one row"),
    ("one_register_per_name", {"form": TWICE}, "declared twice"),
    ("personal_data", {"form": form(file=Upload("U")), "keep_years": 0}, "how long it is kept"),
    ("declared_fields", {"columns": (Elsewhere.kind,)}, "columns: Elsewhere.kind is not asked"),
    ("declared_fields", {"one_per": (Elsewhere.kind,)}, "one_per: Elsewhere.kind is not asked"),
    ("steps", {"form": LONG}, "13 questions on one page"),
    ("begins", {"starts": State("Nowhere")}, "is not a state of this service"),
    ("reachable", {"island": State("Island")}, "No case ever comes here"),
    ("dead_ends", {"change": trap}, "nothing leads out"),
    ("ends", {"change": round_about}, "never comes to rest"),
    ("one_cause", {"change": move(by=officer, at=Asked.late)}, "exactly one cause"),
    ("times", {"change": move(at=Elsewhere.kind)}, "never asked"),
    ("times", {"change": no_term}, "has no term"),
    ("times", {"change": wrong_term}, "It does not leave other"),
    ("appointments", {"change": visit_at_the_start}, "Nobody books a visit for what was not sent"),
    ("appointments", {"change": long_visit}, "No visit takes 900 minutes"),
    ("appointments", {"change": nobody_expected}, "Nobody is expected in sent"),
    ("totals_have_groups", {"totals": (Totals("T", (), (), officer),)}, "grouped by one to"),
    ("totals_have_groups", {"totals": (Totals("T", (Asked.name,), (), officer),)}, "Totals count no state"),
    ("terms_end_somewhere", {"change": term}, "nothing happens when it passes"),
    ("all_of", {"change": never_within}, "send does not happen within"),
    ("amendments", {"change": move(by=person, amends=Asked.name)}, "nobody marks"),
    ("amendments", {"change": move(by=person, amends=Marks("M"))}, "nobody marks"),
    ("bulk", {"change": move(by=person, bulk=True)}, "needs columns"),
    ("bulk", {"change": move(by=person, signed="list"), "columns": (Asked.name,)}, "never be signed"),
    ("bulk", {"change": move(by=person, bulk=True, amends=True), "columns": (Asked.name,)}, "cannot be amended"),
    ("by_nobody", {"change": move(at=Asked.late, signed=True)}, "Only a person can sign"),
    ("by_nobody", {"change": move(at=Asked.late, asks=Ground)}, "nobody to ask"),
    ("paid_for", {"change": paid()}, "nothing says what is due"),
    ("paid_for", {"change": paid(by=(payments, officer)), **PAID}, "without a payment"),
    ("paid_for", {"change": paid(needs=[lawless]), **PAID}, "could be turned away"),
    ("paid_for", {"change": move("draft", by=payments), **PAID}, "could change while it is paid"),
    ("paid_for", {"change": paid_while_corrected, **PAID}, "could change while it is paid"),
    ("paid_for", {"change": paid_twice, **PAID}, "move the case twice"),
    ("someone_can_begin", {"applicant": Party("Other")}, "cannot leave the first state"),
    ("someone_can_begin", {"applicant": None}, "Nobody may apply"),
    ("the_one_waited_for_can_move", {"accept": None, "refuse": None}, "who can do nothing here"),
    ("named_parties_are_asked", {"change": move(by=GHOST)}, "Elsewhere.name is not asked"),
    (
        "two_different_officers",
        {"change": lambda p: {"extra": Move("Extra", p["draft"], p["sent"], by=person, apart_from=[p["refuse"]])}},
        "never comes before it",
    ),
    ("nobody_declares_the_administrator", {"change": move(by=administrator)}, "every agency's own role"),
    ("nobody_declares_the_administrator", {"change": move(by=parted)}, "one colon"),
    ("refusals", {"change": move(by=officer, target="refused")}, "gives no ground"),
    ("refusals", {"change": move(by=officer, target="refused", asks=Ground)}, "not told"),
    ("refusals", {"appeal": None}, "how this decision is disputed"),
    ("laws", {"change": move(by=person, needs=[lawless])}, "names no law"),
    ("in_force", {"change": issues(paper(), in_force=False)}, "not a state in force"),
    ("in_force", {"change": in_force_for_nothing}, "Nothing is issued before it"),
    ("shown", {"change": issues(paper(Shows))}, "shows ghost, which nobody gives"),
    ("shown", {"change": issues(paper(Asked))}, "does not begin with its number"),
    ("carried", {"change": issues(paper(carries=[Ground.ground]))}, "carries ground, which it does not show"),
    ("ends_in_time", {"change": issues(LAST_DAY)}, "its case never ends"),
    ("texts", {"change": move(by=person, tells=[Notice(person, "{ghost}")])}, "speaks of {ghost}"),
    ("texts", {"change": move(by=person, tells=[Notice(person, "half a {brace")])}, "cannot be read"),
    ("recipients", {"change": move(by=person, tells=[Notice(Elsewhere.name, "x")])}, "is not asked"),
    ("recipients", {"change": move(by=person, tells=[Notice(person, "x", attach=True)])}, "nothing to attach"),
    ("recipients", {"change": move(by=person, tells=[Notice(person, "x", days_before=3)])}, "needs a known time"),
    *SIGNERS,
    *UNCONFIRMED,
]


def test_a_sound_service_has_no_fault() -> None:
    assert declared.faults() == []


@pytest.mark.parametrize(("proof", "body", "says"), PLANTED, ids=[f"{p}: {s}" for p, _body, s in PLANTED])
def test_it_finds(proof: str, body: dict[str, Any], says: str) -> None:
    found = declared.faults(**body)
    assert any(says in fault for fault in found), found


@pytest.mark.parametrize(("proof", "body", "says"), PLANTED, ids=[f"{p}: {s}" for p, _body, s in PLANTED])
def test_it_says_how_to_mend_it(proof: str, body: dict[str, Any], says: str) -> None:
    found = check(declared.service(**body))
    assert all(fault.about.strip() and fault.mend.strip() for fault in found), found


def test_every_proof_is_in_the_table() -> None:
    assert {proof.__name__ for proof in PROOFS} == {proof for proof, _body, _says in PLANTED}


def test_a_missing_template_is_found(tmp_path: Path) -> None:
    service = declared.service(issues(paper()))
    assert any("no templates/p.typ" in fault.wrong for fault in check(service, tmp_path))
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "p.typ").write_text("= Paper")
    assert not any("p.typ" in fault.wrong for fault in check(service, tmp_path))


def test_one_address_for_two_services_is_found(tmp_path: Path) -> None:
    service = declared.service()
    assert [f.wrong for f in check_catalogue([(service, tmp_path)] * 2)] == ["Another service has this slug."]


def test_a_service_does_not_change() -> None:
    with pytest.raises(AttributeError, match="does not change"):
        declared.service().title = "x"


def test_a_word_that_is_not_one_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="no wroking_days"):
        declared.service(wroking_days=3)
