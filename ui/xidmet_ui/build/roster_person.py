"""One person of a roster as a row: where they stand, what this reader can do, and what stands against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xidmet import clock
from xidmet.attestations import Attested
from xidmet.auth import Actor, may
from xidmet.cases import Case
from xidmet.cases.roster.press import moves_of
from xidmet.check.reading import against_the_party
from xidmet.contract.fields import Choice
from xidmet.contract.rule import Refusal
from xidmet.contract.service import Service
from xidmet.contract.shown import name_of, show, value_of
from xidmet.contract.texts import _
from xidmet.language import Translator

from xidmet_ui.build.case import decision, kind_of

NAMED = 2  # columns that make up a person's name
NAMELESS = _("Name not typed yet")


@dataclass(frozen=True)
class Button:
    """A move that this reader has now. value: case, version and move, as it is posted. main: it comes first."""

    label: str
    value: str
    main: bool


@dataclass(frozen=True)
class Ready:
    """What the rules say of the main move before it is pressed. why: "" where nothing stands against it."""

    label: str
    why: str = ""
    law: str = ""
    mend: str = ""


@dataclass(frozen=True)
class Person:
    """value: number and version, for the box that chooses it. cells: the columns behind the name, each with its label.

    until: up to when it is in force. why: what the officer said whose act led here. fill: where a draft goes on.
    """

    number: str
    value: str
    name: str
    cells: tuple[tuple[str, str], ...]
    state: str
    dot: str
    since: str
    until: str
    why: str
    pdf: str
    fill: str
    buttons: tuple[Button, ...]
    ready: Ready | None = None


def dot_of_state(service: type[Service], name: str) -> str:
    state = service.state(name)
    if state.in_force:
        return "ok"
    ways = [move for move in service.transitions if move.target is state]
    if ways and all(against_the_party(service, move) for move in ways):
        return "no"
    return "wait" if state.waiting or any(move.target.in_force for move in service.leaving(state)) else "off"


def person(case: Case, actor: Actor, paper: Attested | None, words: Translator, ready: Ready | None = None) -> Person:
    service, said = case.service, decision(case, words, to_staff=False)
    values = [value_of(one, case.answers) for one in service.columns]
    if case.is_draft:
        values = [_typed(case, one.name) for one in service.columns]
    shown = [
        value if case.is_draft and not isinstance(one, Choice) else show(one, value or None, words)
        for one, value in zip(service.columns, values, strict=True)
    ]
    until = case.record.due_at if case.state.in_force else None
    return Person(
        number=case.number,
        value=f"{case.number}~{case.version}",
        name=" ".join(part for part in shown[:NAMED] if part) or words.text(NAMELESS),
        cells=tuple((words.text(one.label), text) for one, text in zip(service.columns, shown, strict=True))[NAMED:],
        state=words.text(case.state.label),
        dot="no" if dot_of_state(service, case.state.name) == "no" else _dot(case),
        since=words.date(clock.local(case.record.state_since).date()),
        until=words.moment(until) if until else "",
        why="; ".join(text for _label, text in said[1]) if said else "",
        pdf=f"/attestations/{paper.number}/pdf" if paper and paper.in_force and case.state.in_force else "",
        fill=f"/cases/{case.number}/fill" if case.is_draft else "",
        buttons=_buttons(case, actor, words),
        ready=ready,
    )


def _dot(case: Case) -> str:
    return dot_of_state(case.service, case.state.name) if kind_of(case) == "off" else kind_of(case)


def _typed(case: Case, name: str) -> str:
    """What was typed into a draft, where it is a text; a look-up's key says nothing to a reader."""
    known = vars(case.answers).get(name)
    said = case.record.typed.get(name, "")
    field = case.service.form.fields.get(name)
    if field is not None and field.widget == "lookup":
        return name_of(known, "az") if known else ""
    return said if isinstance(said, str) else ""


def _buttons(case: Case, actor: Actor, words: Translator) -> tuple[Button, ...]:
    able = [move for move in moves_of(case.service) if not case.is_draft and may(actor, move, case) is None]
    return tuple(
        Button(words.text(move.label), f"{case.number}~{case.version}~{move.name}", place == 0 and move.target.in_force)
        for place, move in enumerate(able)
    )


def told_ready(refusal: Refusal | None, move: str, words: Translator) -> Ready:
    """move: its label."""
    if refusal is None:
        return Ready(words.text(_("Nothing stands against it: {move}"), move=move))
    return Ready(
        label="",
        why=words.text(refusal.why, **refusal.values),
        law=words.text(refusal.law),
        mend=words.text(refusal.mend, **refusal.values),
    )


def against_all(ready: Sequence[Ready]) -> Ready | None:
    """What stands against each of them alike."""
    return ready[0] if len(ready) > 1 and ready[0].why and len(set(ready)) == 1 else None
