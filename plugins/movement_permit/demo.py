"""Invented data for a demonstration: two regimes of 2020, one that is open now, and an organisation's roster."""

import csv
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from xidmet import Code, DemoCase, DemoData, DemoPerson, Form, Register

from .registers import Employment, Regime, Staff, authority, contracts, inspector, limits, regimes
from .roster import ROSTER, Worker
from .service import MovementPermit

BAKU = ZoneInfo("Asia/Baku")
DATA = Path(__file__).parent / "data"
FIRST_FIVE = ("BA", "SM", "GA", "LA", "ABS")
CLOSED = ("10", "11")  # fields that no regime of the demonstration permits
OFFICES = {"officer": (authority,), "head": (authority,), "inspector": (inspector,)}
Moves = list[tuple[str, str, Mapping[str, Any]]]


@dataclass(frozen=True)
class Company:
    """Whose roster it is: holder activates, officer revokes."""

    voen: str
    name: str
    holder: str
    officer: str


def invented(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    offices = [(one.key, role.key) for one in people for role in OFFICES.get(one.role, ())]
    rows: list[tuple[Register[Any], str, Form]] = [(regimes, "", one) for one in _regimes(today)]
    holder = next((one for one in people if one.mandate == "seal_holder"), None)
    officer = next((one.key for one in people if one.role == "officer"), "")
    if holder is None or not officer:
        return DemoData(rows=rows, offices=offices)
    company = Company(holder.voen, holder.organisation, holder.key, officer)
    rows.append((limits, "", Staff(voen=company.voen, most=40)))
    workers = [*_people_of_the_demonstration(people), *ROSTER]
    rows += [(contracts, f"p:{one.fin}", _contract(one, company, n, today)) for n, one in enumerate(ROSTER)]
    return DemoData(rows=rows, offices=offices, cases=[_case(one, company) for one in workers])


def _regimes(today: dt.date) -> Iterator[Regime]:
    yield _regime("Nazirlər Kabinetinin qərarı, 6–8 iyun 2020", _at(2020, 6, 4), _at(2020, 6, 6), _at(2020, 6, 8, 6))
    yield _regime("Nazirlər Kabinetinin qərarı, 21 iyun 2020", _at(2020, 6, 19), _at(2020, 6, 21), _at(2020, 7, 5, 6))
    midnight = dt.datetime.combine(today, dt.time(), BAKU)
    for name, *days in (("Nümayiş qərarı № 1", -20, -18, -8), ("Nümayiş qərarı № 2", -6, -4, 10)):
        taken, opens, closes = (midnight + dt.timedelta(days=count) for count in days)
        yield _regime(name, taken, opens, closes.replace(hour=6))


def _regime(act: str, taken_from: dt.datetime, opens: dt.datetime, closes: dt.datetime) -> Regime:
    return Regime(
        act=act,
        taken_from=taken_from,
        opens=opens,
        closes=closes,
        hour_from="00:00",
        hour_to="00:00",
        territories=tuple(one for one in _codes("territories.csv") if one.code in FIRST_FIVE),
        permitted=tuple(one for one in _codes("permitted_fields.csv") if not one.parent and one.code not in CLOSED),
    )


def _at(year: int, month: int, day: int, hour: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=BAKU)


def _codes(name: str) -> Iterator[Code]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            said = {column: value or None for column, value in row.items()}
            yield Code(**{**said, "since": dt.date.fromisoformat(row["since"]) if row["since"] else None})


def _people_of_the_demonstration(people: Sequence[DemoPerson]) -> Iterator[Worker]:
    """Those who have a contract with the organisation already: one has a permit, of the other it was revoked."""
    for one in people:
        if one.mandate == "seal_holder":
            yield Worker(
                one.fin, one.surname, one.given_name, one.patronymic, "1984-03-21", "Baş logist", "3.2", "BA", "revoked"
            )
        elif not one.voen and not one.role and one.kind == "citizen":
            yield Worker(
                one.fin, one.surname, one.given_name, one.patronymic, "1991-11-02", "Mühəndis", "3.2", "BA", "active"
            )


def _contract(one: Worker, company: Company, place: int, today: dt.date) -> Employment:
    since = today - dt.timedelta(days=400 + 37 * place)
    return Employment(
        number=f"İM-{since.year}-{7100 + place}",
        signed=since,
        fin=one.fin,
        surname=one.surname,
        given_name=one.given_name,
        patronymic=one.patronymic,
        employer=company.name,
        voen=company.voen,
        position=one.position,
        workplace="basic",
        since=since,
        ends=today - dt.timedelta(days=2) if one.left else None,
        salary=Decimal(700 + 25 * place),
    )


def _case(one: Worker, company: Company) -> DemoCase:
    answers = {
        "fin": one.fin,
        "surname": one.surname,
        "given_name": one.given_name,
        "patronymic": one.patronymic,
        "born": one.born,
        "position": one.position,
        "field": one.field,
        "territory": one.territory,
        "vehicle": one.vehicle,
    }
    moves, days_ago = _moves(one, company)
    return DemoCase(company.holder, MovementPermit, answers, moves, days_ago)


def _moves(one: Worker, company: Company) -> tuple[Moves, int]:
    """An expired one was activated under the regime before: time ends it as soon as the portal runs."""
    nothing: Mapping[str, Any] = {}
    enter, activate = (company.holder, "enter", nothing), (company.holder, "activate", nothing)
    revocation = {"ground": "6", "explanation": "İcazə şəxsi məqsədlə istifadə edilib: yoxlama aktı 14."}
    lives: dict[str, tuple[Moves, int]] = {
        "draft": ([], 1),
        "entered": ([enter], 5),
        "active": ([enter, activate], 4),
        "expired": ([enter, activate], 16),
        "cancelled": ([enter, activate, (company.holder, "cancel", {})], 3),
        "revoked": ([enter, activate, (company.officer, "revoke", revocation)], 2),
    }
    return lives[one.state]
