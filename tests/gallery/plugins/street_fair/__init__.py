"""An application in more than five steps, with rules, a fee, a register's answers and an officer who decides."""

import datetime as dt
from collections.abc import Sequence

from xidmet import DemoData, DemoPerson, KeptHere, Service, hookimpl

from .form import Square, squares
from .service import StreetFair, mayor


@hookimpl
def services() -> Sequence[type[Service]]:
    return [StreetFair]


@hookimpl
def registers(options: None) -> Sequence[KeptHere]:
    return [KeptHere(squares)]


@hookimpl
def demo(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    rows = [
        (squares, "", Square(code="1", name="Fountain Square", email="square@numune.example", stands=3)),
        (squares, "", Square(code="2", name="Old Market", email=None, stands=40)),
    ]
    return DemoData(rows=rows, offices=[(p.key, mayor.key) for p in people if p.role == "officer"])
