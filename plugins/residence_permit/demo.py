"""Invented cases for a demonstration. No real person, address or number."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from xidmet import DemoCase, DemoData, DemoPerson, Service

from .registers import commission, head, police, registrar, reviewer, security
from .service import PermanentResidence, TemporaryResidence, TemporaryResidenceExtension

ROLES = {"officer": (registrar, reviewer), "head": (head,), "adviser": (commission, security, police)}
Moves = list[tuple[str, str, Mapping[str, Any]]]


def invented(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    """Reviewing and deciding are two people's work; another body's opinion is a third one's."""
    offices = [(one.key, role.key) for one in people for role in ROLES.get(one.role, ())]
    keys = {one.role or one.kind: one.key for one in people if not one.voen}
    foreigner, stateless = keys.get("foreigner"), keys.get("stateless")
    if not foreigner or not stateless or not {"officer", "head", "adviser"} <= set(keys):
        return DemoData(offices=offices)
    officer, chief, adviser = keys["officer"], keys["head"], keys["adviser"]
    named = {one.key: one for one in people}
    mehmet, karim = _answers(named[foreigner], today), _answers(named[stateless], today)
    grant = {"valid_from": f"{today}", "valid_until": f"{_later(today, 360)}"}
    refusal = {"ground": "3", "reason": "46-cı maddədə göstərilən sənəd təqdim edilməyib: yaşayış yeri barədə çıxarış."}
    opinion = {"stand": "for", "reason": "Etiraz yoxdur."}
    invited = {"test_on": f"{_later(today, 14)}", "test_at": "10:00", "place": "Bakı, Binəqədi şossesi 202"}
    accepted: Moves = [(officer, "accept", {})]
    granted: Moves = [(officer, "propose_grant", {}), (chief, "grant", grant), ("payments", "pay", {})]
    refused: Moves = [(officer, "propose_refusal", refusal), (chief, "refuse", refusal)]
    asked: Moves = [(officer, "ask_opinions", {}), (adviser, "security_opinion", opinion)]
    extension = {"act": "temporary", "tariff": "adult-24-20", "truth": "yes"}
    settlement = {"basis": "kin", "kept": "yes", "tariff": "adult-60", "truth": "yes"}
    kin, study = _first(today, "citizen-relative", "adult-12-15"), _first(today, "student", "student-adult-12-20")
    wanted: list[tuple[str, type[Service], dict[str, Any], Moves, int]] = [
        (foreigner, TemporaryResidence, mehmet | kin, [*accepted, *granted], 4),
        (foreigner, TemporaryResidenceExtension, mehmet | extension, [*accepted, *asked], 2),
        (foreigner, PermanentResidence, mehmet | settlement, [*accepted, (adviser, "invite", invited)], 1),
        (stateless, TemporaryResidence, karim | study, [*accepted, *refused], 4),
        (stateless, TemporaryResidence, karim | _first(today, "court", "adult-6-15"), [], 3),
    ]
    cases = [
        DemoCase(who, one, answers, [(who, "submit", {}), *moves], ago) for who, one, answers, moves, ago in wanted
    ]
    return DemoData(offices=offices, cases=cases)


def _answers(person: DemoPerson, today: dt.date) -> dict[str, Any]:
    country, _dash, number = person.passport.partition("-")
    stateless = person.kind == "stateless"
    citizenship = {"stateless": "yes"} if stateless else {"stateless": "no", "citizenship": country}
    return {
        "whose": "self",
        "person": {
            "surname": person.surname,
            "given_name": person.given_name,
            "born": "1988-05-14",
            "sex": person.sex,
            "born_in": "AF" if stateless else country,
            "born_at": "Herat" if stateless else "İzmir",
            "marital": "single" if stateless else "married",
        },
        "age": "adult",
        **citizenship,
        "citizen_kin": "none" if stateless else "spouse",
        "passport": {
            "number": number,
            "issued_by": "Dövlət Miqrasiya Xidməti" if stateless else "İzmir Valiliği",
            "valid_until": f"{_later(today, 2600)}",
        },
        "home": "Herat" if stateless else "İzmir, Atatürk caddesi 12",
        "address": {"city": "Bakı", "street": "Nizami küçəsi", "house": "10", "flat": "5", "postal_code": "AZ1000"},
        "phone": "+994501234567",
        "email": f"{person.key}@numune.example",
        "dwelling": "own",
    }


def _first(today: dt.date, right: str, tariff: str) -> dict[str, Any]:
    study = {"body": "Bakı Dövlət Universiteti"} if right == "student" else {}
    return study | {
        "right": right,
        "aim": "Ailəmlə birlikdə yaşayacağam.",
        "entered_on": f"{today - dt.timedelta(days=20)}",
        "entered_at": "Heydər Əliyev Beynəlxalq Hava Limanı",
        "stay_document": "e-Visa 4471203",
        "stay_until": f"{_later(today, 60)}",
        "refused_before": "no",
        "education": "higher",
        "tariff": tariff,
        "truth": "yes",
    }


def _later(today: dt.date, days: int) -> dt.date:
    return today + dt.timedelta(days=days)
