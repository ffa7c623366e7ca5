"""Invented cases for a demonstration. No real person, address or number."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from xidmet import DemoCase, DemoData, DemoPerson, Service

from .registers import commission, head, interior, registrar, reviewer, security
from .service import Admission, Restoration, Withdrawal

ROLES = {"officer": (registrar, reviewer), "head": (head,), "adviser": (interior, security, commission)}
BODIES = ("interior_opinion", "security_opinion", "commission_opinion")
Moves = list[tuple[str, str, Mapping[str, Any]]]


def invented(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    """Laying before the President and recording what was decided are two people's work."""
    offices = [(one.key, role.key) for one in people for role in ROLES.get(one.role, ())]
    keys = {one.role or one.kind: one for one in reversed(people) if not one.voen}
    if not {"citizen", "foreigner", "stateless", "officer", "head", "adviser"} <= set(keys):
        return DemoData(offices=offices)
    foreigner, stateless, citizen = keys["foreigner"], keys["stateless"], keys["citizen"]
    officer, chief, adviser = keys["officer"].key, keys["head"].key, keys["adviser"].key
    opinion = {"stand": "for", "reason": "Etiraz yoxdur.", "minutes": "14"}
    order = {"order_number": "271", "order_date": f"{today - dt.timedelta(days=6)}"}
    refusal = order | {"ground": "3", "reason": "İctimai qaydanın qorunması üçün."}
    judged: Moves = [(adviser, body, opinion) for body in BODIES]
    paid: Moves = [(officer, "accept", {}), (officer, "ask_duty", {}), ("payments", "pay", {})]
    free: Moves = [(officer, "accept", {}), (officer, "ask_opinions", {})]
    asked: list[tuple[DemoPerson, type[Service], dict[str, Any], Moves, int]] = [
        (stateless, Admission, _answers(stateless, today, []) | _resident(today), [*paid, *judged], 5),
        (
            foreigner,
            Admission,
            _answers(foreigner, today, ["TR"]) | _resident(today),
            [*paid, *judged, (officer, "lay_before", {}), (chief, "record_refusal", refusal)],
            4,
        ),
        (foreigner, Restoration, _answers(foreigner, today, ["TR"]) | RESTORED, [*free, judged[1]], 2),
        (citizen, Withdrawal, _answers(citizen, today, ["AZ"]) | LEAVING, free[:1], 1),
    ]
    sent = [
        DemoCase(one.key, service, answers, [(one.key, "submit", {}), *moves], days)
        for one, service, answers, moves, days in asked
    ]
    return DemoData(offices=offices, cases=sent)


RESTORED = {
    "ended_by": "Azərbaycan Respublikasının Prezidenti",
    "ended_on": "2010-03-01",
    "ended_number": "77",
    "reasons": "Ailəmlə birlikdə vətənə qayıtmışam.",
    "left_country": "no",
}
LEAVING = {
    "reasons": "Ailəmlə birlikdə başqa ölkədə yaşayıram.",
    "other": "promised",
    "other_country": "GE",
    "owes_state": "no",
    "owes_others": "no",
    "prosecuted": "no",
    "conscript": "no",
}


def _resident(today: dt.date) -> dict[str, Any]:
    return {
        "basis": "permanent",
        "residence_number": "DYİ1234567",
        "resident_since": f"{today - dt.timedelta(days=2400)}",
        "undertakes": "yes",
    }


def _answers(person: DemoPerson, today: dt.date, citizenships: list[str]) -> dict[str, Any]:
    return {
        "applies_for": "self",
        "abroad": "no",
        "phone": "+994501234567",
        "email": f"{person.key}@numune.example",
        "person": {
            "surname": person.surname,
            "given_name": person.given_name,
            "born": "1988-05-14",
            "sex": person.sex,
            "born_in": citizenships[0] if citizenships else "AF",
            "birthplace": "Bakı" if citizenships == ["AZ"] else "İzmir",
            "citizenships": citizenships,
            "lives_at": "AZ1000, Bakı şəhəri, Nizami küçəsi 10",
        },
        "marital": "single",
        "identity": {
            "kind": "passport",
            "number": person.passport.partition("-")[2] or "C12345678",
            "issued_by": "ASAN xidmət",
            "valid_until": f"{today + dt.timedelta(days=2600)}",
        },
        "told": "typed",
        "autobiography": "1988-ci ildə anadan olmuşam. Orta məktəbi və universiteti bitirmişəm, mühəndis işləyirəm.",
    }
