"""What can be done with the cases that are chosen on the desk, and how it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xidmet.auth import Actor
from xidmet.cases.desk.look import Desk
from xidmet.cases.desk.take import Outcome
from xidmet.contract.rule import Refusal
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.language import Translator, translator
from xidmet.plugins import Catalogue

from xidmet_ui.build.catalogue import domain_of

DONE = {
    "take": _("{count} case is yours now", "{count} cases are yours now"),
    "back": _("{count} case was put back", "{count} cases were put back"),
    "hand": _("{count} case was handed over", "{count} cases were handed over"),
}


@dataclass(frozen=True)
class BulkMove:
    """value: what its button sends."""

    value: str
    label: str
    service: str


@dataclass(frozen=True)
class OutcomeShown:
    """What was not done: number of the case, why, and what mends it."""

    done: str
    refused: tuple[tuple[str, str, str], ...]


def bulk_moves(catalogue: Catalogue, found: Desk, actor: Actor, language: str) -> tuple[BulkMove, ...]:
    """The moves that may be made in many cases at once, for the rows that are shown; each row says if it is asked."""
    offered = dict[str, BulkMove]()
    for one in found.cases:
        service = one.case.service
        words = translator(language, domain_of(catalogue, service))
        for move in service.leaving(one.case.state):
            if in_bulk(move, actor):
                value = f"{service.slug}:{move.name}"
                offered.setdefault(value, BulkMove(value, words.text(move.label), words.text(service.title)))
    return tuple(offered.values())


def in_bulk(move: Transition, actor: Actor) -> bool:
    """Declared for many at once, and an officer's; one that must be signed is signed for each case."""
    return move.bulk and not move.signed and any(getattr(role, "key", "") in actor.offices for role in move.actors)


def said_done(asked: Mapping[str, str], words: Translator) -> str:
    """That something was done just now, out of the address; "" for nothing."""
    text, count = DONE.get(asked.get("done", "")), asked.get("count", "")
    return words.text(text, count=int(count)) if text and count.isascii() and count.isdigit() and len(count) < 4 else ""


def outcome_shown(outcome: Outcome, kind: str, words: Translator) -> OutcomeShown:
    count = len(outcome.done)
    return OutcomeShown(
        done=words.text(DONE[kind], count=count) if count else "",
        refused=tuple((number, *_said(refusal, words)) for number, refusal in outcome.refused),
    )


def _said(refusal: Refusal, words: Translator) -> tuple[str, str]:
    return words.text(refusal.why, **refusal.values), words.text(refusal.mend, **refusal.values)
