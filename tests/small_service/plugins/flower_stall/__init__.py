"""Permit for a stall at a market."""

from collections.abc import Sequence

from xidmet import KeptHere, Service, hookimpl

from .registers import refusals, steps
from .service import FlowerStall


@hookimpl
def services() -> Sequence[type[Service]]:
    return [FlowerStall]


@hookimpl
def registers(options: object) -> Sequence[KeptHere]:
    return [KeptHere(refusals, "refusals.csv"), KeptHere(steps, "steps.csv")]
