"""A sound service, and ways to put one fault into it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xidmet import (
    Agency,
    Appeal,
    Attestation,
    Choice,
    Form,
    Notice,
    Officer,
    Party,
    Service,
    State,
    Text,
    Transition,
)
from xidmet.check import check

agency = Agency("a", "Agency")
person, officer = Party("Person"), Officer("officer", "Officer", agency)
Parts = dict[str, Any]


class Asked(Form):
    name = Text("Name")
    late = Text("Late")


class Ground(Form):
    ground = Text("Ground")


class Elsewhere(Form):
    kind = Choice("Kind", {"a": "A", "b": "B"})
    name = Text("Name").when(kind == "a")


class Shows(Form):
    number = Text("Number")
    ghost = Text("Ghost")


class Sound(Form):
    number = Text("Number")
    name = Asked.name


def form(**fields: Any) -> type[Form]:
    """A form made on the spot."""
    return type("Made", (Form,), fields)


def paper(of: type[Form] = Sound, **more: Any) -> Attestation[Any]:
    return Attestation(name="p", label="Paper", of=of, template="p.typ", **more)


def parts() -> Parts:
    """What a sound service is made of."""
    draft = State("Draft", waits_for=person)
    sent = State("Sent", waits_for=officer)
    done, refused = State("Done"), State("Refused")
    told = Notice(person, "No: {ground}")
    return {
        "slug": "s",
        "title": "T",
        "agency": agency,
        "law": "l",
        "purpose": "p",
        "keep_years": 1,
        "form": Asked,
        "applicant": person,
        "draft": draft,
        "sent": sent,
        "done": done,
        "refused": refused,
        "starts": draft,
        "appeal": Appeal("x", 30, "l"),
        "send": Transition("Send", draft, sent, by=person),
        "grant": Transition("Grant", sent, done, by=person),
        "accept": Transition("Accept", sent, draft, by=officer),
        "refuse": Transition("Refuse", sent, refused, by=officer, asks=Ground, tells=[told]),
    }


def service(change: Callable[[Parts], Parts] | None = None, **words: Any) -> type[Service]:
    """The sound service with other words, without those that are None, and with what change() adds."""
    body = parts()
    body |= change(body) if change else {}
    body |= words
    return type("Made", (Service,), {name: value for name, value in body.items() if value is not None})


def move(source: str = "sent", target: str = "done", **more: Any) -> Callable[[Parts], Parts]:
    """One more transition between states of the service."""
    return lambda p: {"extra": Transition("Extra", p[source], p[target], **more)}


def faults(change: Callable[[Parts], Parts] | None = None, **words: Any) -> list[str]:
    return [f"{fault.about}: {fault.wrong}" for fault in check(service(change, **words))]
