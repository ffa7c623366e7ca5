"""What an authority may look for: rules that hold no more, answers out of lists, states, organisations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xidmet.auth import Actor
from xidmet.auth.parties import organisation_key
from xidmet.cases.desk.look import need_desk
from xidmet.cases.desk.take import office_of
from xidmet.cases.site import Site
from xidmet.contract.answers import row_key
from xidmet.contract.fields import Choice, Field
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.registers import Lookup
from xidmet.contract.rule import Rule
from xidmet.contract.service import Service
from xidmet.contract.states import State, Transition
from xidmet.contract.texts import _
from xidmet.errors import NotFound, WrongAnswers

RULES, STATES, PARTIES, VALUES = "rules", "states", "parties", "values"
MOST_ROWS, MOST_PARTIES = 500, 200
NOTHING = _("Choose at least one rule, answer or organisation: else it would hit everybody.")
NO_STATE = _("Choose at least one state.")
NO_VOEN = _("“{text}” is no tax number of an organisation: it has ten digits.")
TOO_MANY = _("Give at most {most} organisations at once.")


@dataclass(frozen=True)
class RuleOf:
    """A rule, and the move that needs it: what it asked, the rule may read. key: names it in an address."""

    key: str
    rule: Rule[Any]
    move: Transition


@dataclass(frozen=True)
class Column:
    """An answer out of a list. offered: (key, option or row)."""

    field: Field[Any]
    offered: tuple[tuple[str, str | Form], ...]


@dataclass(frozen=True)
class Offered:
    """What may be looked for. states: those out of which the move leads."""

    service: type[Service]
    move: Transition
    rules: tuple[RuleOf, ...]
    columns: tuple[Column, ...]
    states: tuple[State, ...]


@dataclass(frozen=True)
class Wanted:
    """rules: keys; each case that breaks one of them. values: of answers; each case that has one of each. parties: keys
    of organisations; () for all. states: names.
    """

    rules: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] | None = None
    parties: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    @property
    def plain(self) -> dict[str, Any]:
        return {
            RULES: list(self.rules),
            VALUES: {name: list(keys) for name, keys in (self.values or {}).items()},
            PARTIES: list(self.parties),
            STATES: list(self.states),
        }


def wanted_in(plain: Mapping[str, Any]) -> Wanted:
    values = {name: tuple(keys) for name, keys in plain.get(VALUES, {}).items()}
    return Wanted(tuple(plain.get(RULES, ())), values, tuple(plain.get(PARTIES, ())), tuple(plain.get(STATES, ())))


def move_by_rule(site: Site, actor: Actor, slug: str, name: str) -> tuple[type[Service], Transition]:
    """Raises NotFound for one that no officer makes in bulk, or not this one; SurerNeeded, NotAllowed."""
    need_desk(actor)
    service = site.catalogue.services.get(slug)
    move = service.transition(name) if service else None
    if service is None or move is None or not by_rule(move) or not office_of(move, actor):
        raise NotFound
    return service, move


def by_rule(move: Transition) -> bool:
    return move.bulk and not move.signed


def moves_by_rule(service: type[Service], actor: Actor) -> list[Transition]:
    """What this officer may do in all cases that a search finds."""
    return [move for move in service.transitions if by_rule(move) and office_of(move, actor)]


async def offered(site: Site, actor: Actor, slug: str, name: str) -> Offered:
    service, move = move_by_rule(site, actor, slug, name)
    columns = [Column(field, await _rows(site, field)) for field in grouped(service)]
    states = tuple(state for state in move.sources if state is not service.starts)
    return Offered(service, move, rules_of(service), tuple(one for one in columns if one.offered), states)


def rules_of(service: type[Service]) -> tuple[RuleOf, ...]:
    """Each once, with the move that puts it in force where there is one: that is the one that asked most."""
    moves = sorted(service.transitions, key=lambda move: not move.target.in_force)
    found = dict[Rule[Any], RuleOf]()
    for move in moves:
        for place, rule in enumerate(move.needs):
            found.setdefault(rule, RuleOf(f"{move.name}.{place}", rule, move))
    return tuple(found.values())


def grouped(service: type[Service]) -> Sequence[Field[Any]]:
    """The answers out of a list by which cases are told apart: at most three."""
    asked = set(service.form.fields.values())
    return [one for one in service.columns if one in asked and not one.rows and isinstance(one, Choice | Lookup)][:3]


async def _rows(site: Site, field: Field[Any]) -> tuple[tuple[str, str | Form], ...]:
    """Rows of a list also when they may be chosen no more: those are looked for most of all."""
    if isinstance(field, Choice):
        return tuple((key, label) for key, label in field.options.items())
    assert isinstance(field, Lookup)
    found = await site.registers.every(field.register.name, MOST_ROWS)
    return tuple((row_key(row), row) for row in found)


def wanted_of(there: Offered, pairs: Sequence[tuple[str, str]]) -> Wanted:
    """Out of a form that was posted. Raises WrongAnswers beside what is wrong."""
    rules = _known(pairs, "rule", [one.key for one in there.rules])
    states = _known(pairs, "state", [one.name for one in there.states])
    values = {
        one.field.name: chosen
        for one in there.columns
        if (chosen := _known(pairs, f"in-{one.field.name}", [key for key, __ in one.offered]))
    }
    text = next((value for name, value in pairs if name == PARTIES), "")
    parties, errors = _parties(text)
    if not states:
        errors["state"] = Mistake(NO_STATE)
    if not (rules or values or text.strip()):
        errors["rule"] = Mistake(NOTHING)
    if errors:
        raise WrongAnswers(errors)
    return Wanted(rules, values, parties, states)


def _known(pairs: Sequence[tuple[str, str]], name: str, known: Sequence[str]) -> tuple[str, ...]:
    said = {value for key, value in pairs if key == name}
    return tuple(one for one in known if one in said)


def _parties(text: str) -> tuple[tuple[str, ...], dict[str, Mistake]]:
    words = list(dict.fromkeys(re.split(r"[\s,;]+", text.strip()))) if text.strip() else []
    wrong = next((one for one in words if not (one.isascii() and one.isdigit() and len(one) == 10)), None)
    if wrong is not None:
        return (), {PARTIES: Mistake(NO_VOEN, {"text": wrong[:40]})}
    if len(words) > MOST_PARTIES:
        return (), {PARTIES: Mistake(TOO_MANY, {"most": MOST_PARTIES})}
    return tuple(organisation_key(one) for one in words), {}
