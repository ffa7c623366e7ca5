"""Proofs about answers that are accepted unconfirmed while their register is silent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xidmet.check import reading
from xidmet.contract.attestation import Attestation
from xidmet.contract.fields import Field, Upload
from xidmet.contract.form import Marks, Part
from xidmet.contract.registers import Codelist, Lookup
from xidmet.contract.roles import Officer
from xidmet.contract.service import Service
from xidmet.contract.states import State, Transition

Found = Iterator[tuple[str, str, str]]


def may_be_typed(service: type[Service]) -> Found:
    own = list(service.form.fields.values())
    for form in reading.forms(service):
        for field in reading.all_fields(form):
            if isinstance(field, Lookup) and field.may_be_typed and service.form.fields:
                where = f"{field.form}.{field.name}"
                if form is service.form and not any(one is field for one in own):
                    yield where, "A row inside rows cannot be confirmed later.", "Ask it in the form itself."
                yield from ((where, *wrong) for wrong in _typed(field))


def _typed(field: Lookup[Any]) -> Iterator[tuple[str, str]]:
    register = field.register
    if not 1 <= (field.unconfirmed or 0) <= 60:
        yield "Officers would be told at once, or never.", "Write unconfirmed= 1 to 60 days."
    if isinstance(register, Attestation | Codelist) or register.kept_by:
        yield "Its register is kept on the portal, so it is never silent.", "Drop unconfirmed=."
    if field.rows or field.match:
        yield (
            "Several rows, or rows that match an answer, cannot be typed.",
            "Drop unconfirmed=, or .many() and match=.",
        )
    if any(isinstance(one, Lookup | Part | Upload) or one.rows for one in register.of.fields.values()):
        yield "Nobody can type rows of this register.", "Drop unconfirmed=, or keep to plain columns."


def somebody_looks(service: type[Service]) -> Found:
    """Whoever decides must be able to see that it is not confirmed."""
    typed = _fields(service)
    officers = any(isinstance(actor, Officer) for move in service.transitions for actor in move.actors)
    if typed and not officers:
        yield typed[0].name, "It is accepted unconfirmed, and no officer ever sees it.", "Drop unconfirmed=."
    for move in service.transitions:
        if move.confirmed and not typed:
            yield move.name, "It waits for a confirmation, and nothing is accepted unconfirmed.", "Drop confirmed=."
        if move.confirmed and not any(isinstance(actor, Officer) for actor in move.actors):
            yield move.name, "Nobody but an officer waits for a confirmation.", "Drop confirmed=."


def nothing_is_issued_on_it(service: type[Service]) -> Found:
    """On every way from sending to what is issued some move waits until all is confirmed."""
    if not _fields(service) or not hasattr(service, "starts"):
        return
    seen, new = set[State](), [service.starts]
    while new:
        state = new.pop()
        seen.add(state)
        for move in service.leaving(state):
            if move.confirmed:
                continue
            if move.issues:
                yield move.name, "It issues what rests on answers that nobody confirmed.", "Write confirmed=True."
            elif move.target not in seen:
                new.append(move.target)


def made_by_itself(service: type[Service]) -> Found:
    typed = _fields(service)
    for move in service.transitions:
        if any(not any(one is field for field in typed) for one in move.on):
            yield move.name, "on= names what is never accepted unconfirmed.", "Name look-ups with unconfirmed=."
        elif move.on and not _asks_marks(move):
            yield move.name, "A register can answer nothing but a mark.", "Ask for Marks, or for nothing."


def _asks_marks(move: Transition) -> bool:
    asked: list[Field[Any]] = list(move.asks.fields.values()) if move.asks else []
    return all(isinstance(one, Marks) or not one.required for one in asked)


def _fields(service: type[Service]) -> list[Lookup[Any]]:
    return [one for one in service.form.fields.values() if isinstance(one, Lookup) and one.may_be_typed]


PROOFS = (may_be_typed, somebody_looks, nothing_is_issued_on_it, made_by_itself)
