"""Requests as people type them, read as the portal reads them, with the tables that the plugin brings along."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from citizenship.registers import Terms
from citizenship.requests import AdmissionRequest, RestorationRequest, WithdrawalRequest
from xidmet import Code, Facts, Form, clock
from xidmet.contract.answers import Answers, Ask, read
from xidmet.contract.attached import Attached
from xidmet.contract.table_file import rows_of

DATA = Path(__file__).resolve().parents[3] / "plugins/citizenship/data"
TODAY = dt.date(2026, 11, 30)
FILE = Attached("id", "a.pdf", "pdf", 10, "0" * 64)
COUNTRIES = tuple(Code(code=code, name=code) for code in ("AZ", "GE", "TR"))
TABLES: dict[str, tuple[Form, ...]] = {
    "countries": COUNTRIES,
    **{
        f"citizenship.{name}": tuple(rows_of(Terms, DATA / f"{name}.csv"))
        for name in ("admission", "restoration", "withdrawal")
    },
}


def offered(ask: Ask) -> tuple[Form, ...]:
    rows = TABLES[ask.register]
    return tuple(row for row in rows if ask.key in (None, vars(row)[next(iter(type(row).fields))]))


def facts(asks: Form | None = None, today: dt.date = TODAY) -> Facts:
    return Facts(now=dt.datetime.combine(today, dt.time(12), clock.BAKU), asks=asks)


ANYBODY: dict[str, Any] = {
    "applies_for": "self",
    "abroad": "no",
    "phone": "050 123 45 67",
    "email": "ana@example.com",
    "person": {
        "surname": "Beridze",
        "given_name": "Ana",
        "born": "1990-05-01",
        "sex": "f",
        "born_in": "GE",
        "birthplace": "Tbilisi",
        "citizenships": ["GE"],
        "lives_at": "Bakı, Nizami 1",
    },
    "marital": "single",
    "identity": {"kind": "passport", "number": "12AB34567", "issued_by": "Tbilisi", "valid_until": "2030-01-01"},
    "told": "typed",
    "autobiography": "I was born in Tbilisi.",
    "photo": FILE,
    "identity_copy": [FILE],
    "family_certificate": FILE,
    "birth_certificate": FILE,
}
ADMISSION = ANYBODY | {
    "basis": "permanent",
    "residence_number": "DYİ1234567",
    "resident_since": "2021-11-30",
    "undertakes": "yes",
    "language": FILE,
    "income": [FILE],
}
RESTORATION = ANYBODY | {
    "ended_by": "President",
    "ended_on": "2010-03-01",
    "ended_number": "77",
    "reasons": "I came home.",
    "left_country": "no",
}
WITHDRAWAL = ANYBODY | {
    "person": ANYBODY["person"] | {"citizenships": ["AZ"]},
    "reasons": "I live elsewhere.",
    "other": "promised",
    "other_country": "GE",
    "owes_state": "no",
    "owes_others": "no",
    "prosecuted": "no",
    "conscript": "no",
    "other_proof": FILE,
    "no_debt_to_state": [FILE],
    "no_debt_to_others": [FILE],
}


def admission(**changed: Any) -> Answers[AdmissionRequest]:
    return read(AdmissionRequest, ADMISSION | changed, offered)


def restoration(**changed: Any) -> Answers[RestorationRequest]:
    return read(RestorationRequest, RESTORATION | changed, offered)


def withdrawal(**changed: Any) -> Answers[WithdrawalRequest]:
    return read(WithdrawalRequest, WITHDRAWAL | changed, offered)


def person(**changed: Any) -> dict[str, Any]:
    answers: dict[str, Any] = ANYBODY["person"]
    return answers | changed
