"""A service's passport: who, what, how long, on which law, and what happens, from its declaration alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xidmet.cases.windows import Window
from xidmet.contract.fields import Field, Upload
from xidmet.contract.registers import Register
from xidmet.contract.roles import Officer, Party
from xidmet.contract.service import Service
from xidmet.contract.states import Missed, State, Transition
from xidmet.contract.texts import _
from xidmet.language import Translator

from xidmet_ui.build.catalogue import fee, sign, term

KINDS = {
    "citizen": _("Citizens of Azerbaijan"),
    "foreigner": _("Foreigners"),
    "stateless": _("Stateless persons"),
    "legal_entity": _("Legal entities"),
    "entrepreneur": _("Entrepreneurs"),
    "branch": _("Branches of foreign legal entities"),
    "state_body": _("State bodies"),
}
CHECKED = {"anyone": _("Anyone, by number or QR code"), "signed in": _("Anyone who is signed in")}


@dataclass(frozen=True)
class Step:
    title: str
    asked: str


@dataclass(frozen=True)
class Place:
    """A state: who waits there and which ways lead on. kind: ok (in force), end, or empty."""

    label: str
    kind: str
    ways: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """A document that is asked for. original: the paper itself must be shown too. depends: not everybody needs it."""

    label: str
    original: bool
    depends: bool


@dataclass(frozen=True)
class Passport:
    slug: str
    title: str
    purpose: str
    agency: str
    site: str
    phone: str
    law: str
    who: tuple[str, ...]
    term: str
    fee: str
    sign: str
    check: str
    steps: tuple[Step, ...]
    documents: tuple[str, ...]
    states: tuple[Place, ...]


def passport(service: type[Service], words: Translator) -> Passport:
    agency = service.agency
    return Passport(
        slug=service.slug,
        title=words.text(service.title),
        purpose=words.text(service.purpose),
        agency=words.text(agency.name) if agency else "",
        site=agency.site if agency else "",
        phone=agency.phone if agency else "",
        law=words.text(service.law),
        who=tuple(words.text(KINDS[kind]) for kind in service.applicant.kinds),
        term=term(service, words),
        fee=fee(service, words),
        sign=sign(service, words),
        check=_checked(service, words),
        steps=tuple(Step(words.text(s.label), _labels(s.fields, words)) for s in service.form.steps),
        documents=tuple(paper.label for paper in papers(service, words)),
        states=tuple(_place(service, state, words) for state in service.states),
    )


def papers(service: type[Service], words: Translator) -> list[Paper]:
    uploads = (field for field in service.form.fields.values() if isinstance(field, Upload))
    return [Paper(words.text(one.label), one.original, one.condition is not None) for one in uploads]


def taken(windows: Sequence[Window], words: Translator) -> str:
    """Between which moments it is taken now or next; "" when it always is."""
    return "; ".join(
        words.text(_("{opens} – {closes}"), opens=one.opens, closes=one.closes) for one in windows if one.opens
    )


def _labels(fields: tuple[Field[object], ...], words: Translator) -> str:
    return ", ".join(dict.fromkeys(words.text(f.label) for f in fields if f.asked))


def visits_of(service: type[Service], words: Translator) -> str:
    """For what one comes to the agency; "" when for nothing."""
    labels = (words.text(state.appointment.label) for state in service.states if state.appointment)
    return ", ".join(dict.fromkeys(labels))


def _checked(service: type[Service], words: Translator) -> str:
    for attestation in service.attestations():
        if isinstance(attestation.checked_by, str):
            return words.text(CHECKED[attestation.checked_by])
        return ", ".join(words.text(role.label) for role in attestation.checked_by)
    return words.text(_("Nothing is issued"))


def main_way(service: type[Service], words: Translator) -> list[Place]:
    """The fewest moves from the beginning to a state that is in force, each state with the move that leads on."""
    ways: list[tuple[State, list[Place]]] = [(service.starts, [])]
    seen = {service.starts}
    for state, before in ways:
        if state.in_force:
            return [*before, Place(words.text(state.label), "ok", ())]
        for move in service.leaving(state):
            if move.target not in seen:
                seen.add(move.target)
                ways.append((move.target, [*before, Place(words.text(state.label), "", (_way(move, words),))]))
    return []


def _place(service: type[Service], state: State, words: Translator) -> Place:
    leaving = service.leaving(state)
    kind = "ok" if state.in_force else "" if leaving else "end"
    return Place(words.text(state.label), kind, tuple(_way(t, words) for t in leaving))


def _way(transition: Transition, words: Translator) -> str:
    return words.text(
        _("{who}: “{what}” → {where}"),
        who=_who(transition, words),
        what=words.text(transition.label),
        where=words.text(transition.target.label),
    )


def _who(transition: Transition, words: Translator) -> str:
    if isinstance(transition.at, Missed):
        return words.text(_("For want of a visit"))
    if transition.at is not None:
        return words.text(_("When the time comes"))
    if transition.after:
        return words.text(_("When all have acted"))
    return ", ".join(words.text(_label(actor)) for actor in transition.actors)


def _label(actor: Party | Officer | Register[Any]) -> str:
    return actor.label
