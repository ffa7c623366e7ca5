"""How cases of residence move: the test before permanent residence, the stay apart from the permit."""

from __future__ import annotations

import datetime as dt

import pytest
from residence_permit.permits import TemporaryPermit, stay_extension, temporary
from residence_permit.service import PermanentResidence, TemporaryResidence, TemporaryResidenceExtension
from xidmet import Address, Form, State, Transition
from xidmet.contract.service import Service
from xidmet.contract.shown import value_of

from tests.plugins.residence_permit.applying import person


def reached(service: type[Service], without: set[Transition]) -> set[State]:
    found, new = {service.starts}, [service.starts]
    while new:
        for move in service.leaving(new.pop()):
            if move not in without and move.target not in found:
                found.add(move.target)
                new.append(move.target)
    return found


def test_nobody_settles_without_the_test_or_the_commissions_word() -> None:
    ways = {PermanentResidence.passed, PermanentResidence.exempt}
    assert PermanentResidence.granted in reached(PermanentResidence, set())
    assert PermanentResidence.granted not in reached(PermanentResidence, ways)
    assert PermanentResidence.failed in reached(PermanentResidence, ways)


def test_a_stay_and_a_permit_end_in_different_documents() -> None:
    service = TemporaryResidenceExtension
    assert (service.pay.source, service.pay.issues) == (service.granted, temporary)
    assert (service.pay_stay.source, service.pay_stay.issues) == (service.stay_granted, stay_extension)
    assert service.stay_valid not in reached(service, {service.grant_stay})
    assert service.valid not in reached(service, {service.grant})


@pytest.mark.parametrize("service", [TemporaryResidence, TemporaryResidenceExtension, PermanentResidence])
def test_nothing_is_in_force_unpaid_or_by_one_officer(service: type[Service]) -> None:
    paid = {t for t in service.transitions if t.issues and t.name.startswith("pay")}
    assert paid and not any(state.in_force for state in reached(service, paid))
    grants = {t for t in service.transitions if t.name.startswith("grant")}
    assert grants and all(service.transition("propose_grant") in t.apart_from for t in grants)


def test_a_document_tells_the_address_in_one_line() -> None:
    address = Address(city="Bakı", street="Nizami", house="5", flat=None)
    assert value_of(TemporaryPermit.fields["lives_at"], Form(address=address)) == "Bakı, Nizami, 5"
    assert value_of(TemporaryPermit.fields["lives_at"], Form(address=None)) is None
    assert value_of(TemporaryPermit.fields["born"], Form(person=person(dt.date(1990, 5, 1)))) == dt.date(1990, 5, 1)
