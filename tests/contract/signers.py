"""Planted faults about moves that several people sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xidmet import Party, Text, Transition

from tests.contract.declared import Ground, Parts, form, person

COMPANION = form(name=Text("Name"), fin=Text("FIN of the companion", format="fin"))
companion = Party("Companion", who=COMPANION.fields["fin"], level="high")
anybody = Party("Companion", who=COMPANION.fields["fin"], level="low")
named = Party("Companion", who=COMPANION.fields["name"], level="high")
stranger = Party("Stranger", who=Text("FIN", format="fin"), level="high")


def send(*also: Party, source: str = "draft", **more: Any) -> dict[str, Any]:
    words = {"by": person, "signed": True, **more}
    change: Callable[[Parts], Parts] = lambda p: {"send": Transition("Send", p[source], p["sent"], also=also, **words)}  # noqa: E731
    return {"form": COMPANION, "change": change}


SIGNERS: list[tuple[str, dict[str, Any], str]] = [
    ("others_can_sign", send(companion, signed=False), "but the applicant does not"),
    ("others_can_sign", send(companion, bulk=True), "many cases at once"),
    ("others_can_sign", send(companion, asks=Ground), "what the form does not ask"),
    ("others_can_sign", send(companion, source="done"), "what the applicant sends first"),
    ("others_can_sign", send(named), "Nothing says who"),
    ("others_can_sign", send(stranger), "Nothing says who"),
    ("others_can_sign", send(anybody), "Anybody could sign"),
]
