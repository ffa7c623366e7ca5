"""Proofs about moves that several people sign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xidmet.contract.fields import Field, Text
from xidmet.contract.form import Part
from xidmet.contract.service import Service
from xidmet.contract.states import Transition

Found = Iterator[tuple[str, str, str]]


def others_can_sign(service: type[Service]) -> Found:
    for move in service.transitions:
        if move.also:
            yield from _signing(service, move)


def _signing(service: type[Service], move: Transition) -> Found:
    if not move.signed_alone:
        yield move.name, "Others sign it, but the applicant does not.", 'Write signed=True, or signed="or on paper".'
    if move.bulk:
        yield move.name, "Several people can't sign many cases at once.", "Drop bulk= or also=."
    if move.asks:
        yield move.name, "The others would sign what the form does not ask.", "Ask it in the form, and drop asks=."
    first = move.sources == (service.starts,) and move.actors == (service.applicant,)
    if not first:
        yield move.name, "Others sign only what the applicant sends first.", "Put also= on the move out of the draft."
    for party in move.also:
        if party.who is None or not _is_fin(party.who) or not _is_asked(service, party.who):
            yield move.name, f"Nothing says who “{party.label}” is.", "Give it who= a FIN that the form asks."
        if party.level == "low":
            yield move.name, f"Anybody could sign as “{party.label}”.", 'Give it level="substantial" or "high".'


def _is_fin(field: Field[Any]) -> bool:
    return isinstance(field, Text) and field.format == "fin"


def _is_asked(service: type[Service], wanted: Field[Any]) -> bool:
    """In the form itself, or in a part of it."""
    within = [one.of for one in service.form.fields.values() if isinstance(one, Part)]
    return any(one is wanted for form in (service.form, *within) for one in form.fields.values())


PROOFS = (others_can_sign,)
