"""A visit that a person books while a case is in a state: an exam, an interview, the collection of a card."""

from __future__ import annotations

from dataclasses import dataclass

from xidmet.contract.roles import Officer


@dataclass(frozen=True, eq=False)
class Appointment:
    """code: the agency's own name for it; services that name the same one share its places.

    at: who receives people: sees who comes, and says whether they did. minutes: how long one takes. again: how often
    somebody who did not come may choose another time. bring: what people must have with them.
    """

    code: str
    label: str
    at: Officer
    minutes: int = 30
    again: int = 1
    bring: str = ""


@dataclass(frozen=True, eq=False)
class DemoPlace:
    """Where a demonstration receives people, from nine to six on working days. seats: people at a time."""

    appointment: Appointment
    name: str
    address: str
    seats: int = 2
