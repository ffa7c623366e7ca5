"""One case, with its answers as the plugin's own forms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from xidmet.cases.site import Site
from xidmet.check.reading import asked_forms
from xidmet.contract.fields import Derived, Field
from xidmet.contract.form import Form
from xidmet.contract.plain import from_json
from xidmet.contract.service import Service
from xidmet.contract.shown import value_of
from xidmet.contract.states import State, Transition
from xidmet.contract.texts import _
from xidmet.store.cases import Record

WAITS_FOR_SIGNATURES = _("Waits for signatures")


@dataclass(frozen=True)
class Done:
    """A transition that happened. by: the account's id, a register's name, or "time"."""

    transition: str
    by: str
    at: dt.datetime


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
    def is_filled_in(self) -> bool:
        """A draft on which somebody may go on: it does not stand still while several people sign it."""
        return self.is_draft and not self.record.being_signed

    @property
    def state_label(self) -> str:
        """A msgid: where it stands, for people."""
        return WAITS_FOR_SIGNATURES if self.record.being_signed else self.state.label

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


def case_of(site: Site, record: Record) -> Case | None:
    """The case as its service reads it; None when that service is switched off."""
    service = site.catalogue.services.get(record.service)
    if service is None:
        return None
    forms = {form.__name__: form for form in asked_forms(service)}
    asked = record.asked.get("forms", {})
    return Case(
        record=record,
        service=service,
        state=service.state(record.state),
        answers=from_json(service.form, record.answers),
        asked=tuple(from_json(forms[name], data) for name, data in asked.items() if name in forms),
        done=tuple(
            Done(d["transition"], d["by"], dt.datetime.fromisoformat(d["at"])) for d in record.asked.get("done", [])
        ),
    )
