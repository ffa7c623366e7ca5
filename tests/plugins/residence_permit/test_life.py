"""How cases of residence move: the test before permanent residence, the stay apart from the permit; and the paper."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import typst
from residence_permit.permits import (
    PermanentPermit,
    StayDocument,
    TemporaryPermit,
    permanent,
    stay_extension,
    temporary,
)
from residence_permit.service import PermanentResidence, TemporaryResidence, TemporaryResidenceExtension
from xidmet import Address, Form, State, Transition
from xidmet.attestations.render import FONTS, STANDARDS
from xidmet.contract.service import Service
from xidmet.contract.shown import value_of

from tests.plugins.residence_permit.applying import person

TEMPLATE = Path(__file__).resolve().parents[3] / "plugins/residence_permit/templates/residence.typ"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>'


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


def test_the_address_stands_in_one_line_and_the_newest_counts() -> None:
    class Moved(Form):
        address = Address(city="Bakı", street="Nizami", house="5", flat=None)

    assert value_of(TemporaryPermit.fields["lives_at"], Moved(address=Moved.address)) == "Bakı, Nizami, 5"
    assert value_of(TemporaryPermit.fields["lives_at"], Form(address=None)) is None
    assert value_of(TemporaryPermit.fields["born"], Form(person=person(dt.date(1990, 5, 1)))) == dt.date(1990, 5, 1)


@pytest.mark.parametrize(
    ("attestation", "fields"),
    [
        (temporary, {"citizenship": "Türkiyə", "passport": "U12345678", "right": "Əyani təhsil"}),
        (stay_extension, {"citizenship": "Türkiyə", "passport": "U12345678"}),
        (permanent, {"citizenship": "", "passport": ""}),
    ],
    ids=["temporary", "stay", "permanent of a stateless child"],
)
def test_the_paper_is_set(attestation: object, fields: dict[str, str]) -> None:
    of = {temporary: TemporaryPermit, stay_extension: StayDocument, permanent: PermanentPermit}[attestation]  # type: ignore[index]
    shown = dict.fromkeys(of.fields, "x") | fields
    words = {name: name for name in of.fields}
    head = {"number": "ABC", "label": "İcazə", "agency": "DMX", "law": "Qanun", "issued": "1", "language": "az"}
    data = {**head, "check": "x", "year": 2026, "month": 11, "day": 30, "fields": shown, "labels": words}
    pdf = typst.compile(
        {"main.typ": TEMPLATE.read_bytes(), "qr.svg": SVG},  # type: ignore[call-overload]  # its types forget this input
        font_paths=FONTS,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        format="pdf",
        pdf_standards=STANDARDS,
    )
    assert pdf.startswith(b"%PDF")
