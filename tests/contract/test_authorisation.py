"""The matrix of who may do what, read off declarations that are odd in one way each."""

from __future__ import annotations

from labour_quota.service import LabourQuotaForecast
from movement_permit.service import MovementPermit
from xidmet import Party, Service
from xidmet.cases.authorisation import MAY, UNSEEN, Sheet, sheets

from tests.contract.declared import Parts, officer, parts, service

HEAD, SEAL, OPERATOR = (f"{role} of the organisation" for role in ("head", "seal holder", "operator"))


PROGRAM = "a program of the organisation, by a token with every scope"


def answers(sheet: Sheet, state: str, act: str) -> dict[str, str]:
    """What each is answered, by who they are."""
    line = next(line for line in sheet.lines if (line.state, line.act) == (state, act))
    return {one.who: said for one, said in zip(sheet.side.standing, line.answers, strict=True)}


def may(sheet: Sheet, state: str, act: str) -> set[str]:
    return {who for who, said in answers(sheet, state, act).items() if said == MAY}


def of(declared: type[Service]) -> Sheet:
    (sheet,) = sheets(declared)
    return sheet


def test_a_seal_holders_service_is_for_heads_and_seal_holders_who_are_surely_known() -> None:
    permit = of(MovementPermit)
    assert may(permit, "entered", "activate") == {HEAD, SEAL}
    said = answers(permit, "entered", "activate")
    assert "as seal holder" in said[OPERATOR]
    assert "by e-signature" in said["head of the organisation, known at level substantial only"]
    assert said["head of another organisation"] == UNSEEN
    assert "does not reach this service" in said["seal holder for other services only"]
    assert may(permit, "active", "activate") == set()


def test_whom_the_answers_name_has_the_document_and_not_the_case() -> None:
    permit, employee = of(MovementPermit), "Employee, named in the answers"
    assert employee in may(permit, "active", "have")
    assert answers(permit, "active", "see")[employee] == UNSEEN
    assert {who for who in may(permit, "active", "check") if "Inspector" not in who} == set()
    assert may(permit, "active", "expire") == {"time, or the last of several acts"}


def test_every_mandate_does_where_the_service_says_so() -> None:
    everybody = {HEAD, SEAL, OPERATOR, "operator for this service only", PROGRAM}
    assert may(of(LabourQuotaForecast), "draft", "file") == everybody
    assert may(of(LabourQuotaForecast), "counted", "withdraw") == set()


def test_who_prepared_a_decision_does_not_take_it() -> None:
    def apart(body: Parts) -> Parts:
        prepared, final = parts()["accept"], parts()["refuse"]
        prepared = type(prepared)("Prepare", body["sent"], body["sent"], by=officer)
        decided = type(final)("Decide", body["sent"], body["done"], by=officer, apart_from=[prepared])
        return {"prepare": prepared, "decide": decided}

    sheet = of(service(apart))
    assert may(sheet, "sent", "decide") == {"Officer at Agency"}
    assert "prepared this decision yourself" in answers(sheet, "sent", "decide")["Officer, who did “Prepare” before"]


def test_a_service_for_both_has_a_table_of_each() -> None:
    both = Party("Anybody", kinds=("citizen", "legal_entity"), mandates=("head",))
    found = sheets(service(applicant=both))
    assert [sheet.side.whose for sheet in found] == ["a person", "an organisation"]
    assert HEAD in may(found[1], "", "open") and OPERATOR not in may(found[1], "", "open")
