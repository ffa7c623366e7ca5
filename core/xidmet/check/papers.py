"""Proofs about what is issued and what is told."""

from __future__ import annotations

import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xidmet.check import reading
from xidmet.contract.attestation import Attestation
from xidmet.contract.fields import Field
from xidmet.contract.notice import Notice
from xidmet.contract.registers import Lookup
from xidmet.contract.service import Service
from xidmet.contract.states import Transition

Found = Iterator[tuple[str, str, str]]
ALWAYS = {"number", "state", "deadline", "officer", "link"}


def in_force(service: type[Service]) -> Found:
    issuing = [t for t in service.transitions if t.issues]
    for move in issuing:
        if not move.target.in_force:
            yield (
                move.name,
                f"It issues, but {move.target.name} is not a state in force.",
                "Give that state in_force=True.",
            )
    for state in service.states:
        if state.in_force and not any(
            t.target is state and (t.issues or _in_force_before(t)) for t in service.transitions
        ):
            yield state.name, "Nothing is issued before it.", "Give issues= to the transition into it."


def _in_force_before(move: Transition) -> bool:
    return all(s.in_force for s in move.sources)


def shown(service: type[Service]) -> Found:
    sources = {n for form in (service.form, *(t.asks for t in service.transitions if t.asks)) for n in form.fields}
    for attestation in service.attestations():
        if attestation.key != "number":
            yield attestation.label, "It does not begin with its number.", "Make number the first field of its form."
        for name, field in attestation.of.fields.items():
            if name not in sources | {"number"} and field.asked:
                yield (
                    attestation.label,
                    f"It shows {name}, which nobody gives in this service.",
                    f"Ask {name}, derive it, or do not show it.",
                )


def carried(service: type[Service]) -> Found:
    for attestation in service.attestations():
        for field in attestation.carries:
            if field.name not in attestation.of.fields:
                yield (
                    attestation.label,
                    f"Its QR carries {field.name}, which it does not show.",
                    "Name a field of its form.",
                )
        compared = [
            one for one in (attestation.place, attestation.opens, *(attestation.hours or ())) if one is not None
        ]
        for field in compared:
            if not any(field is one for one in attestation.carries):
                yield (
                    attestation.label,
                    f"{field.name} is compared, but its QR does not carry it.",
                    "Add it to carries=",
                )
        if attestation.place is not None and len(places_asked(attestation)) != 1:
            yield attestation.label, "It is good at a place, and no checker says where they are.", "Give asks= a form"


def places_asked(attestation: Attestation[Any]) -> list[Lookup[Any]]:
    """What of the checker's form asks where they are: looked up in the register in which the place stands."""
    place = attestation.place
    fields = attestation.asks.fields.values() if attestation.asks else ()
    looked_up = [one for one in fields if isinstance(one, Lookup)]
    return [one for one in looked_up if isinstance(place, Lookup) and one.register.name == place.register.name]


def ends_in_time(service: type[Service]) -> Found:
    timed = [t for t in service.transitions if isinstance(t.at, Field)]
    for attestation in service.attestations():
        if attestation.valid_until is not None and not any(s.in_force for t in timed for s in t.sources):
            yield attestation.label, "It has a last day, but its case never ends.", "Add a transition at= that day."


def texts(service: type[Service]) -> Found:
    for move in service.transitions:
        for notice in move.tells:
            known = known_names(service, move)
            for name in sorted(_names(notice.text) - known):
                yield (
                    move.name,
                    f"The notice speaks of {{{name}}}, which is not known then.",
                    f"Use one of {', '.join(sorted(known))}.",
                )


def recipients(service: type[Service]) -> Found:
    for move in service.transitions:
        for notice in move.tells:
            yield from _recipient(service, move, notice)


def _recipient(service: type[Service], move: Transition, notice: Notice) -> Found:
    if isinstance(notice.to, Field) and not reading.knows(service, notice.to):
        yield move.name, f"It tells {notice.to.form}.{notice.to.name}, which is not asked.", "Name a field of the form."
    if notice.attach and not move.issues:
        yield move.name, "There is nothing to attach.", "Drop attach=, or give the transition issues=."
    if notice.days_before and move.at is None:
        yield move.name, "A reminder needs a known time.", "Put it on a transition with at=."


def known_names(service: type[Service], move: Transition) -> set[str]:
    """What a notice of this move may name."""
    given = {n for t in service.transitions if t.asks and not move.asks for n in t.asks.fields}
    issued = {n for a in service.attestations() for n in a.of.fields}
    return ALWAYS | set(service.form.fields) | given | issued | set(move.asks.fields if move.asks else ())


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


PROOFS = (in_force, shown, carried, ends_in_time, texts, recipients)


def templates(service: type[Service], folder: Path) -> Found:
    """The templates that attestations name are in the plugin's templates/ folder."""
    for attestation in service.attestations():
        if not (folder / "templates" / attestation.template).is_file():
            yield attestation.label, f"There is no templates/{attestation.template}.", "Write it, or name another one."
