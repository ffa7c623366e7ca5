"""One person of a roster as a row: where they stand, what this reader can do, and what stands against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Case
from xidmet.cases.many.leave import Leave
from xidmet.cases.roster.press import moves_of
from xidmet.check.reading import against_the_party
from xidmet.contract.fields import Choice, Field
from xidmet.contract.form import Form
from xidmet.contract.rule import Refusal
from xidmet.contract.service import Service
from xidmet.contract.shown import name_of, show, stands_as_it_is, value_of
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


@cache
def dot_of_state(service: type[Service], name: str) -> str:
    state = service.state(name)
    if state.in_force:
        return "ok"
    ways = [move for move in service.transitions if move.target is state]
    if ways and all(against_the_party(service, move) for move in ways):
        return "no"
    return "wait" if state.waiting or any(move.target.in_force for move in service.leaving(state)) else "off"


class PersonRows:
    """Makes the rows of one page: what many of them say alike is put into words once."""

    def __init__(self, service: type[Service], actor: Actor, words: Translator) -> None:
        self.service, self.actor, self.words = service, actor, words
        self.labels = [words.text(one.label) for one in service.columns]
        self.moves = {move: words.text(move.label) for move in moves_of(service)}
        self._leave = {move: Leave(actor, move) for move in self.moves}
        self._plain = {one for one in service.columns if stands_as_it_is(one)}
        self._shown: dict[tuple[int, int], tuple[Form, str]] = {}

    def person(self, case: Case, paper: str, ready: Ready | None = None) -> Person:
        words, why = self.words, self._why(case)
        shown = [self._text(case, one) for one in self.service.columns]
        until = case.record.due_at if case.state.in_force else None
        return Person(
            number=case.number,
            value=f"{case.number}~{case.version}",
            name=" ".join(part for part in shown[:NAMED] if part) or words.text(NAMELESS),
            cells=tuple(zip(self.labels, shown, strict=True))[NAMED:],
            state=words.text(case.state.label),
            dot="no" if dot_of_state(self.service, case.state.name) == "no" else _dot(case),
            since=words.date(clock.local(case.record.state_since).date()),
            until=words.moment(until) if until else "",
            why=why,
            pdf=f"/attestations/{paper}/pdf" if paper and case.state.in_force else "",
            fill=f"/cases/{case.number}/fill" if case.is_draft else "",
            buttons=() if case.is_draft else self._buttons(case),
            ready=ready,
        )

    def _why(self, case: Case) -> str:
        said = decision(case, self.words, to_staff=False)
        return "; ".join(text for _label, text in said[1]) if said else ""

    def _text(self, case: Case, one: Field[Any]) -> str:
        if case.is_draft:
            typed = _typed(case, one.name)
            return show(one, typed or None, self.words) if isinstance(one, Choice) else typed
        value = value_of(one, case.answers)
        if type(value) is str and one in self._plain:
            return value
        return self._row(one, value) if isinstance(value, Form) else show(one, value or None, self.words)

    def _row(self, one: Field[Any], value: Form) -> str:
        """Of a register. It is held, so that nothing else gets its identity meanwhile."""
        key = (id(one), id(value))
        if key not in self._shown:
            self._shown[key] = (value, show(one, value, self.words))
        return self._shown[key][1]

    def _buttons(self, case: Case) -> tuple[Button, ...]:
        able = [move for move in self.moves if case.state in move.sources and self._leave[move].refusal(case) is None]
        return tuple(
            Button(self.moves[move], f"{case.number}~{case.version}~{move.name}", not place and move.target.in_force)
            for place, move in enumerate(able)
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
