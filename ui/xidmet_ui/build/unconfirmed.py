"""Answers that were accepted unconfirmed, as an officer sees them: what was typed beside what the register says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xidmet.auth import Actor, is_role
from xidmet.cases import Case
from xidmet.cases.confirm import columns, said_instead
from xidmet.cases.unconfirmed_said import standing
from xidmet.cases.vouch import may_vouch
from xidmet.contract.form import Form
from xidmet.contract.registers import Lookup
from xidmet.contract.shown import show
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed
from xidmet.language import Translator

BY_WHOM = _("{who}: {why}")


@dataclass(frozen=True)
class Pair:
    """register: what it says; "" where it says nothing of it. differs: the two are not the same."""

    label: str
    typed: str
    register: str
    differs: bool


@dataclass(frozen=True)
class Doubt:
    """An answer, and how it stands. instead: the register has a row, and it is another one. proof: who vouched, and by
    what. able: this officer may confirm it now by other proof.
    """

    name: str
    label: str
    register: str
    said: str
    settled: bool
    instead: bool
    pairs: tuple[Pair, ...]
    proof: str
    able: bool


@dataclass(frozen=True)
class Doubts:
    """all: also what is settled. waiting: moves of this officer that wait for those that are not."""

    all: tuple[Doubt, ...]
    waiting: tuple[str, ...]

    @property
    def open(self) -> tuple[str, ...]:
        return tuple(one.label for one in self.all if not one.settled)


def doubts_of(case: Case, actor: Actor, words: Translator) -> Doubts:
    found = tuple(_doubts(case, actor, words)) if case.unconfirmed else ()
    moves = [move for move in case.service.leaving(case.state) if move.confirmed and case.unsure]
    mine = [move for move in moves if any(is_role(role, actor, case) for role in move.actors)]
    return Doubts(found, tuple(words.text(move.label) for move in mine))


def _doubts(case: Case, actor: Actor, words: Translator) -> Iterator[Doubt]:
    told = standing(case, words)
    for name, entry in case.unconfirmed.items():
        field, typed = case.service.form.fields.get(name), vars(case.answers).get(name)
        if not isinstance(field, Lookup) or not isinstance(typed, Form):
            continue
        said = said_instead(case, name)
        yield Doubt(
            name=name,
            label=words.text(field.label),
            register=words.text(field.register.label),
            said=told[name][0],
            settled=told[name][1],
            instead=said is not None,
            pairs=tuple(_pairs(typed, said, words)),
            proof=words.text(BY_WHOM, who=entry.who, why=entry.why) if entry.who else "",
            able=entry.is_open and _able(actor, case, name),
        )


def _pairs(typed: Form, said: Form | None, words: Translator) -> Iterator[Pair]:
    other = {one.field.name for one in columns(typed, said)} if said is not None else set[str]()
    for name, field in type(typed).fields.items():
        mine = show(field, vars(typed).get(name), words)
        theirs = show(field, vars(said).get(name), words) if said is not None else ""
        if mine or theirs:
            yield Pair(words.text(field.label), mine, theirs, name in other)


def _able(actor: Actor, case: Case, name: str) -> bool:
    try:
        return may_vouch(actor, case, name) is None
    except NotAllowed:
        return False
