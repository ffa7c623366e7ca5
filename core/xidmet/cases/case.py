"""One case, with its answers as the plugin's own forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from xidmet import clock
from xidmet.cases.co_signers import co_signers
from xidmet.cases.site import Site
from xidmet.cases.unconfirmed import UNCONFIRMED, Unconfirmed, entries_in
from xidmet.check.reading import asked_forms, dispute_terms, reminder_terms
from xidmet.contract.fields import Derived, Field
from xidmet.contract.form import Form
from xidmet.contract.legal_terms import LegalRow, LegalTerm
from xidmet.contract.payments import payment_in
from xidmet.contract.plain import from_json
from xidmet.contract.service import Service
from xidmet.contract.shown import value_of
from xidmet.contract.states import State, Transition
from xidmet.contract.texts import _
from xidmet.store.cases import Record

Read = Callable[[type[Form], Mapping[str, Any]], Form]
WAITS_FOR_SIGNATURES = _("Waits for signatures")


@dataclass(frozen=True)
class Done:
    """A transition that happened. by: the account's id, a register's name, or "time"."""

    transition: str
    by: str
    at: dt.datetime


ASSISTED = "assisted"  # beside what was asked: who filled in with the applicant
LEGAL = "legal"  # as well: the rows of the agency's table that said until when its decision can be disputed, and more
STEP_DAYS = "days"  # as well: state -> working days that the agency's table said when the case came there
WRONG = "wrong"  # as well: what was marked in the case that this one was begun from


@dataclass(frozen=True)
class Helped:
    """Who filled in with the applicant. centre: name of the agency, a msgid."""

    account: str
    name: str
    centre: str


@dataclass(frozen=True)
class Case:
    """legal: what tables said on the day of its decision of how it can be disputed, and when somebody is reminded."""

    record: Record
    service: type[Service]
    state: State
    answers: Form
    asked: tuple[Form, ...]
    done: tuple[Done, ...]
    legal: Mapping[str, LegalRow] = field(default_factory=dict)

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
    def label_now(self) -> str:
        """A msgid: where it stands now, for people."""
        return WAITS_FOR_SIGNATURES if self.record.being_signed else self.state_now.label

    @property
    def helped(self) -> tuple[Helped, ...]:
        """Officers of service centres who filled it in with the applicant."""
        return tuple(Helped(**one) for one in self.record.asked.get(ASSISTED, ()))

    @property
    def wrong_before(self) -> Mapping[str, str]:
        """Question -> what an officer found wrong there in the case that this one was begun from."""
        return {n: said for n, said in self.record.asked.get(WRONG, {}).items() if n in self.service.form.fields}

    @property
    def assistants(self) -> frozenset[str]:
        """Their accounts: none of them decides it."""
        return frozenset(one.account for one in self.helped)

    @property
    def co_signers(self) -> frozenset[str]:
        """FINs of those who sign it beside the applicant: none of them decides it."""
        moves = [one for one in self.service.transitions if one.also]
        return frozenset(one.fin for move in moves for one in co_signers(move, self.answers))

    @property
    def unconfirmed(self) -> Mapping[str, Unconfirmed]:
        """Answers that were accepted while their register was silent, and how each stands now."""
        return entries_in(self.record.asked.get(UNCONFIRMED, {}))

    @property
    def unsure(self) -> tuple[str, ...]:
        """The labels of those that are not confirmed."""
        fields = self.service.form.fields
        return tuple(fields[name].label for name, one in self.unconfirmed.items() if one.is_open and name in fields)

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
    """The case as its service reads it; None when that service is switched off, or nothing is left of the case.

    read: plain data as a form.
    """
    service = site.catalogue.services.get(record.service)
    if service is None or not record.party:
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
        legal=_legal(site, service, record),
    )


def _legal(site: Site, service: type[Service], record: Record) -> Mapping[str, LegalRow]:
    """Of what was decided before there was a table its first rows count."""
    kept = record.asked.get(LEGAL, {})
    return {
        name: from_json(LegalRow, kept[name]) if name in kept else site.catalogue.first_row(term)
        for name, term in _legal_terms(service).items()
    }


@cache
def _legal_terms(service: type[Service]) -> dict[str, LegalTerm]:
    """Asked for each case that is read."""
    return dispute_terms(service) | reminder_terms(service)


@cache
def _by_name(service: type[Service]) -> dict[str, type[Form]]:
    return {form.__name__: form for form in asked_forms(service)}
