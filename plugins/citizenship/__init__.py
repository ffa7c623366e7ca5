"""Admission to citizenship, its restoration and withdrawal from it (State Migration Service; the President decides)."""

import datetime as dt
from collections.abc import Sequence

from xidmet import DemoData, DemoPerson, KeptHere, Service, hookimpl

from .demo import invented
from .registers import (
    admission_terms,
    grounds,
    legal,
    restoration_terms,
    steps,
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
        KeptHere(steps, "steps.csv"),
        KeptHere(legal, "legal_terms.csv"),
    ]


@hookimpl
def demo(people: Sequence[DemoPerson], today: dt.date) -> DemoData:
    return invented(people, today)
