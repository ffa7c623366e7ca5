"""One case, with its answers as the plugin's own forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from xidmet import clock
from xidmet.cases.site import Site
from xidmet.check.reading import asked_forms
from xidmet.contract.fields import Derived, Field
from xidmet.contract.form import Form
from xidmet.contract.payments import payment_in
from xidmet.contract.plain import from_json
from xidmet.contract.service import Service
from xidmet.contract.shown import value_of
from xidmet.contract.states import State, Transition
from xidmet.store.cases import Record

Read = Callable[[type[Form], Mapping[str, Any]], Form]


@dataclass(frozen=True)
class Done:
    """A transition that happened. by: the account's id, a register's name, or "time"."""

    transition: str
    by: str
    at: dt.datetime


ASSISTED = "assisted"  # beside what was asked: who filled in with the applicant


@dataclass(frozen=True)
class Helped:
    """Who filled in with the applicant. centre: name of the agency, a msgid."""

    account: str
    name: str
    centre: str


@dataclass(frozen=True)
class Case:
    record: Record
    service: type[Service]
    state: State
    answers: Form
    asked: tuple[Form, ...]
    done: tuple[Done, ...]

    @property
    def number(self) -> str:
        return self.record.number

    @property
    def party(self) -> str:
        return self.record.party

    @property
    def version(self) -> int:
        return self.record.version

    @property
    def is_draft(self) -> bool:
        return self.state is self.service.starts

    @property
    def helped(self) -> tuple[Helped, ...]:
        """Officers of service centres who filled it in with the applicant."""
        return tuple(Helped(**one) for one in self.record.asked.get(ASSISTED, ()))

    @property
    def assistants(self) -> frozenset[str]:
        """Their accounts: none of them decides it."""
        return frozenset(one.account for one in self.helped)

    @property
    def overdue(self) -> Transition | None:
        """What time has moved already, though nobody has come to write it down: a million permits may end at once.

        Only where nothing else is asked: no rule, and no payment that may be under way.
        """
        due = self.record.due_at
        move = self.service.transition(self.record.due_move) if due is not None and due <= clock.now() else None
        if move is None or move.needs or self.state not in move.sources or payment_in(self.service, self.state):
            return None
        return move

    @property
    def state_now(self) -> State:
        """The state to show: the one that time gave it, from that moment on."""
        return move.target if (move := self.overdue) else self.state

    def value_of(self, wanted: Field[Any]) -> Any:
        """The answer to this very question; else the newest one under its name; None while there is none."""
        forms = (*reversed(self.asked), self.answers)
        for answers in forms:
            if type(answers).fields.get(wanted.name) is wanted:
                return value_of(wanted, answers)
        if isinstance(wanted, Derived):
            return _first(value_of(wanted, answers) for answers in forms)
        return _first(value_of(type(a).fields[wanted.name], a) for a in forms if wanted.name in type(a).fields)

    def has_done(self, transition: Transition) -> bool:
        """Since the case came into its present state."""
        return any(d.transition == transition.name and d.at >= self.record.state_since for d in self.done)

    def who_did(self, transition: Transition) -> str:
        return next((d.by for d in reversed(self.done) if d.transition == transition.name), "")


def _first(values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def case_of(site: Site, record: Record, read: Read = from_json) -> Case | None:
    """The case as its service reads it; None when that service is switched off. read: plain data as a form."""
    service = site.catalogue.services.get(record.service)
    if service is None:
        return None
    forms = _by_name(service)
    asked = record.asked.get("forms", {})
    return Case(
        record=record,
        service=service,
        state=service.state(record.state),
        answers=read(service.form, record.answers),
        asked=tuple(read(forms[name], data) for name, data in asked.items() if name in forms),
        done=tuple(
            Done(d["transition"], d["by"], dt.datetime.fromisoformat(d["at"])) for d in record.asked.get("done", [])
        ),
    )


@cache
def _by_name(service: type[Service]) -> dict[str, type[Form]]:
    return {form.__name__: form for form in asked_forms(service)}
