"""Invented cases for a demonstration. No real person, address or number."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from xidmet import DemoCase, DemoData, DemoPerson

from .registers import employment, head, registrar, reviewer, security
from .service import WorkPermit, WorkPermitExtension

ROLES = {"officer": (registrar, reviewer), "head": (head,), "adviser": (security, employment)}
Moves = list[tuple[str, str, Mapping[str, Any]]]


def invented(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    """Reviewing and deciding are two people's work; another body's opinion is a third one's."""
    offices = [(one.key, role.key) for one in people for role in ROLES.get(one.role, ())]
    keys = {one.role: one.key for one in people if one.role}
    employer = next((one.key for one in people if one.mandate == "head"), None)
    if not employer or not {"officer", "head", "adviser"} <= set(keys):
        return DemoData(offices=offices)
    officer, chief, adviser = keys["officer"], keys["head"], keys["adviser"]
    sent: Moves = [(employer, "submit", {}), (officer, "accept", {})]
    grant = {"valid_from": f"{today}", "valid_until": f"{_later(today, 360)}"}
    opinion = {"stand": "for", "reason": "Etiraz yoxdur."}
    refusal = {"ground": "2", "reason": "Bu vakant yerə məşğulluq xidmətində qeydiyyatda olan vətəndaş iddia edir."}
    wrong = {"what": {"diploma": "Diplomun tərcüməsi notariat qaydasında təsdiq edilməyib."}}
    granted: Moves = [*sent, (officer, "propose_grant", grant), (chief, "grant", grant), ("payments", "pay", {})]
    refused: Moves = [*sent, (officer, "propose_refusal", refusal), (chief, "refuse", refusal)]
    asked: Moves = [*sent, (officer, "ask_opinions", {}), (adviser, "security_opinion", opinion)]
    cases = [
        DemoCase(employer, WorkPermit, _answers(today, "Rossi", "Marco", "IT", "general-12-15"), granted, 4),
        DemoCase(employer, WorkPermit, _answers(today, "Müller", "Jana", "DE", "general-6-20"), asked, 4),
        DemoCase(
            employer,
            WorkPermit,
            _answers(today, "Singh", "Arjun", "IN", "general-12-20"),
            [*sent, (officer, "ask_correction", wrong)],
            2,
        ),
        DemoCase(employer, WorkPermit, _answers(today, "Petrov", "Ivan", "BG", "general-3-10"), refused, 3),
        DemoCase(
            employer,
            WorkPermitExtension,
            {**_employer("general-12-20"), "passport": _passport(today, "YA7654321"), "need": NEED},
            [(employer, "submit", {})],
        ),
    ]
    return DemoData(offices=offices, cases=cases)


NEED = "Yeni xəttin quraşdırılması üçün istehsalçının sertifikatlı mühəndisi lazımdır; ölkədə belə mütəxəssis yoxdur."


def _employer(tariff: str) -> dict[str, Any]:
    return {"phone": "+994501234567", "staff": "120", "foreigners": "4", "zone": "general", "tariff": tariff}


def _answers(today: dt.date, surname: str, given_name: str, country: str, tariff: str) -> dict[str, Any]:
    return _employer(tariff) | {
        "foreigner": {
            "surname": surname,
            "given_name": given_name,
            "born": "1985-09-02",
            "sex": "m",
            "citizenship": country,
            "born_in": country,
            "lives_at": "Hauptstrasse 1",
        },
        "passport": _passport(today, "YA7654321"),
        "in_country": "no",
        "education": "higher",
        "speciality": "Elektrik mühəndisi",
        "occupation": "2151",
        "position": "Baş mühəndis",
        "workplace": {"city": "Bakı", "street": "Nizami küçəsi", "house": "10", "postal_code": "AZ1000"},
        "salary": "4200",
        "need": NEED,
    }


def _passport(today: dt.date, number: str) -> dict[str, Any]:
    return {"number": number, "issued_by": "Səfirlik", "valid_until": f"{_later(today, 2600)}"}


def _later(today: dt.date, days: int) -> dt.date:
    return today + dt.timedelta(days=days)
