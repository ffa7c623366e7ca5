"""Answers of invented applicants, read as the portal reads them, over the tables that the plugin brings along."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from residence_permit import registers
from residence_permit.permits import Foreigner, PermanentPermit, TemporaryPermit
from residence_permit.registers import Ground, Tariff
from residence_permit.rules import current_terms
from xidmet import Code, Facts, Form, Passport
from xidmet.contract.answers import Answers, Ask, compared, read, row_key
from xidmet.contract.table_file import rows_of

DATA = Path(__file__).resolve().parents[3] / "plugins/residence_permit/data"
TABLES: dict[str, list[Any]] = {
    kept.register.name: list(rows_of(kept.register.of, DATA / kept.begins_with))
    for kept in registers(None)
    if kept.begins_with
}
TABLES["countries"] = [
    Code(code=code, name=code, name_az=None, name_ru=None, parent=None, version=None, since=None, until=None)
    for code in ("AZ", "TR", "GE")
]


def ground(code: str) -> Ground:
    found: Ground = next(row for row in TABLES["residence-permit.grounds"] if row.code == code)
    return found


def tariff(code: str, table: str = "tariffs") -> Tariff:
    found: Tariff = next(row for row in TABLES[f"residence-permit.{table}"] if row.code == code)
    return found


def person(born: dt.date) -> Foreigner:
    return Foreigner(surname="Demir", given_name="Ayla", born=born, sex="f")


def passport(until: dt.date) -> Passport:
    return Passport(number="U12345678", issued_by="Ankara", valid_until=until)


def permit(until: dt.date, on: str = "citizen-relative", born: dt.date = dt.date(1990, 5, 1)) -> TemporaryPermit:
    return TemporaryPermit(number="T1", person=person(born), right=ground(on), valid_until=until)


OWN: dict[str, list[Form]] = {
    "residence-permit.temporary": [permit(dt.date(2027, 6, 30)), permit(dt.date(2027, 6, 30), "student")],
    "residence-permit.permanent": [
        PermanentPermit(number="P1", person=person(dt.date(1990, 5, 1)), valid_until=dt.date(2027, 6, 30))
    ],
}
vars(OWN["residence-permit.temporary"][1])["number"] = "T2"


def rows(ask: Ask) -> tuple[Form, ...]:
    return tuple(
        row
        for row in (OWN if ask.own else TABLES).get(ask.register, [])
        if ask.key in (None, row_key(row)) and all(compared(getattr(row, name)) == value for name, value in ask.match)
    )


def answered(form: type[Form], **raw: Any) -> Answers[Any]:
    return read(form, raw, rows, doubting=False)


def facts(today: dt.date, asks: Form | None = None) -> Facts:
    now = dt.datetime.combine(today, dt.time(12), dt.timezone(dt.timedelta(hours=4)))
    return Facts(now=now, asks=asks, rows={current_terms: tuple(TABLES["residence-permit.terms"])})
