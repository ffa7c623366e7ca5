"""Who may do what in which state of a service: asked of the functions that decide when somebody really does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID

from xidmet.attestations.check import may_check
from xidmet.auth import Actor, could_open, may
from xidmet.auth.may import Mover
from xidmet.cases.again import may_open_again
from xidmet.cases.attach import may_attach
from xidmet.cases.authorisation.standing import NOBODY, Side, Standing, holder_named, naming, sides
from xidmet.cases.case import Case
from xidmet.cases.drafts import may_remove
from xidmet.cases.find import seen_as
from xidmet.cases.opened import may_fill
from xidmet.cases.papers import is_holder
from xidmet.cases.talk.rules import may_write, standing
from xidmet.check.reading import asked_forms
from xidmet.contract.attestation import Attestation
from xidmet.contract.plain import to_store
from xidmet.contract.rule import Refusal
from xidmet.contract.service import Service
from xidmet.contract.states import State, Transition
from xidmet.errors import NotFound, Refused, SignInNeeded, XidmetError
from xidmet.store.cases import Record
from xidmet.store.issued import Attested

BEGINNING = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
NO_ID = UUID(int=0)
MAY, UNSEEN, NOT_FOR_THEM = "may", "unseen", "-"


@dataclass(frozen=True)
class Line:
    """One act in one state. answers: for each who stands there: MAY, UNSEEN (as if there were no such case),
    NOT_FOR_THEM (registers and time do no such thing), or what they are told.

    state: "" before there is a case. act: open, see, fill, attach, remove, talk, have, check, or a transition's name.
    label: for people.
    """

    state: str
    act: str
    label: str
    answers: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return MAY in self.answers


@dataclass(frozen=True)
class Sheet:
    """Everything about one service and one kind of applicant."""

    service: type[Service]
    side: Side
    lines: tuple[Line, ...]


Act = Callable[[Actor, Case], None]


def sheets(service: type[Service]) -> list[Sheet]:
    return [Sheet(service, side, tuple(_lines(service, side))) for side in sides(service)]


def _lines(service: type[Service], side: Side) -> Iterator[Line]:
    yield replace(_line(service, side, service.starts, "open", "Open", _open), state="")
    acts: dict[str, tuple[str, Act]] = {
        "see": ("See it", _see),
        "fill": ("Fill it in", _fill),
        "attach": ("Attach and take back files", _attach),
        "remove": ("Remove it", _remove),
        "talk": ("Read and write messages", _talk),
        "again": ("Begin a new one from it", _again),
    }
    for state in service.states:
        for name, (label, act) in acts.items():
            yield _line(service, side, state, name, label, act)
        for paper in service.attestations():
            yield from _about_paper(service, side, state, paper)
        for transition in service.transitions:
            yield _moving(service, side, state, transition)


def _about_paper(service: type[Service], side: Side, state: State, paper: Attestation[Any]) -> Iterator[Line]:
    if state is service.starts:
        return
    yield _line(service, side, state, "have", f"Download “{paper.label}”", _having(paper))
    if state.in_force:
        answers = tuple(_checked(one, service, paper, side) for one in side.standing)
        yield Line(state.name, "check", f"Check “{paper.label}”", answers)


def _line(service: type[Service], side: Side, at: State, name: str, label: str, act: Act) -> Line:
    answers = tuple(_answer(one, case_in(service, at, side.party, one), act) for one in side.standing)
    return Line(at.name, name, label, answers)


def _answer(standing: Standing, case: Case, act: Act) -> str:
    if standing.mover == NOBODY:
        return _said(SignInNeeded())
    if not isinstance(standing.mover, Actor):
        return NOT_FOR_THEM
    return _tried(act, standing.mover, case)


def _tried(act: Act, actor: Actor, case: Case) -> str:
    try:
        act(actor, case)
    except XidmetError as error:
        return _said(error)
    return MAY


def _said(error: XidmetError) -> str:
    return UNSEEN if isinstance(error, NotFound) else f"{error.why} {error.mend}".format_map(error.values)


def _moving(service: type[Service], side: Side, state: State, transition: Transition) -> Line:
    def moved(one: Standing) -> str:
        case = case_in(service, state, side.party, one)
        return _moved(one.mover, transition, case)

    answers = tuple(moved(one) for one in side.standing)
    wanted = [f"level {transition.level}"] if transition.level != "low" else []
    wanted += ["signed"] if transition.signed_alone else ["a list is signed"] if transition.signed else []
    wanted += [f"signed also by {', '.join(one.label for one in transition.also)}"] if transition.also else []
    more = f" ({', '.join(wanted)})" if wanted else ""
    return Line(state.name, transition.name, f"**{transition.label}**{more}", answers)


def _moved(mover: Mover | Literal["nobody"], transition: Transition, case: Case) -> str:
    if mover == NOBODY:
        return _said(SignInNeeded())
    if isinstance(mover, Actor):
        return _tried(lambda actor, seen: _make(actor, transition, seen), mover, case)
    return MAY if may(mover, transition, case) is None else NOT_FOR_THEM


def _make(actor: Actor, transition: Transition, case: Case) -> None:
    seen_as(actor, case)
    _let(may(actor, transition, case))


def _let(refusal: Refusal | None) -> None:
    if refusal:
        raise Refused(refusal)


def _open(actor: Actor, case: Case) -> None:
    _let(could_open(actor, case.service))


def _see(actor: Actor, case: Case) -> None:
    seen_as(actor, case)


def _fill(actor: Actor, case: Case) -> None:
    seen_as(actor, case)
    may_fill(actor, case)


def _attach(actor: Actor, case: Case) -> None:
    seen_as(actor, case)
    may_attach(case, actor)


def _remove(actor: Actor, case: Case) -> None:
    seen_as(actor, case)
    may_remove(actor, case)


def _talk(actor: Actor, case: Case) -> None:
    seen_as(actor, case)
    _let(may_write(standing(actor, case).case))


def _again(actor: Actor, case: Case) -> None:
    seen_as(actor, case)
    may_open_again(actor, case)
    _let(could_open(actor, case.service))


def _having(paper: Attestation[Any]) -> Act:
    def have(actor: Actor, case: Case) -> None:
        if not is_holder(actor, _attested(case.service, paper, case.party)):
            seen_as(actor, case)

    return have


def _checked(standing: Standing, service: type[Service], paper: Attestation[Any], side: Side) -> str:
    checker = standing.mover if isinstance(standing.mover, Actor) else None
    if checker is None and standing.mover != NOBODY:
        return NOT_FOR_THEM
    if may_check(paper, _attested(service, paper, side.party), checker):
        return MAY
    return UNSEEN if checker else _said(SignInNeeded())


def case_in(service: type[Service], state: State, party: str, standing: Standing) -> Case:
    """An invented case of this party, in this state, whose answers name the parties that answers name."""
    record = Record(
        id=NO_ID,
        number="",
        service=service.slug,
        party=party,
        opened_by=None,
        state=state.name,
        state_since=BEGINNING,
        version=1,
        typed={},
        answers={},
        asked={},
        unique_key=None,
        due_at=None,
        due_move="",
        officer=None,
        opened_at=BEGINNING,
        sent_at=None if state is service.starts else BEGINNING,
        changed_at=BEGINNING,
    )
    first, *later = (naming(service, form) for form in asked_forms(service))
    return Case(record, service, state, first, tuple(later), standing.done)


def _attested(service: type[Service], paper: Attestation[Any], party: str) -> Attested:
    """An invented document of the case, in force."""
    return Attested(
        id=NO_ID,
        number="",
        attestation=paper.name,
        service=service.slug,
        case=NO_ID,
        holder=(holder_named(paper.holder) if paper.holder else "") or party,
        holder_name="",
        record=to_store(naming(service, paper.of)),
        language="en",
        in_force=True,
        issued_at=BEGINNING,
        valid_until=None,
        ended_at=None,
        ended_by="",
        qr="",
        document=None,
    )
