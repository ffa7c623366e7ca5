"""Admission to citizenship, its restoration and withdrawal from it (State Migration Service; the President decides)."""

import datetime as dt
from collections.abc import Sequence

from xidmet import DemoData, DemoPerson, KeptHere, Service, hookimpl

from .registers import (
    admission_terms,
    commission,
    grounds,
    head,
    interior,
    registrar,
    restoration_terms,
    reviewer,
    security,
    withdrawal_grounds,
    withdrawal_terms,
)
from .service import Admission, Restoration, Withdrawal


@hookimpl
def services() -> Sequence[type[Service]]:
    return [Admission, Restoration, Withdrawal]


@hookimpl
def registers(options: object) -> Sequence[KeptHere]:
    return [
        KeptHere(admission_terms, "admission.csv"),
        KeptHere(restoration_terms, "restoration.csv"),
        KeptHere(withdrawal_terms, "withdrawal.csv"),
        KeptHere(grounds, "refusals.csv"),
        KeptHere(withdrawal_grounds, "withdrawal_refusals.csv"),
    ]


@hookimpl
def demo(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    """Laying before the President and recording what was decided are two people's work."""
    officer, *others = [person.key for person in people if person.role == "officer"]
    roles = [(officer, role.key) for role in (registrar, reviewer, interior, security, commission)]
    return DemoData(offices=[*roles, *((other, head.key) for other in others)])
