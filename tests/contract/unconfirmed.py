"""Planted faults about answers that are accepted while their register is silent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xidmet import Form, Lookup, Marks, Number, Register, Text, Transition, Upload

from tests.contract.declared import Parts, Sound, form, officer, paper, person


class Home(Form):
    code = Text("Code")
    street = Text("Street")


class Scanned(Form):
    code = Text("Code")
    scan = Upload("Scan")


class Marked(Form):
    what = Marks("What is wrong")


class Counted(Form):
    how_many = Number("How many")


homes, scans = Register("homes", "Homes", Home), Register("scans", "Scans", Scanned)
kept = Register("kept", "Kept", Home, kept_by=officer)
HOME = Lookup("Home", homes, unconfirmed=3)
HOMED = form(name=Text("Name"), home=HOME)
OTHER = Lookup("Other", homes)


def asked(**words: Any) -> type[Form]:
    return form(home=Lookup("Home", words.pop("of", homes), **{"unconfirmed": 3, **words}))


def more(**words: Any) -> Callable[[Parts], Parts]:
    return lambda p: {"extra": Transition("Extra", p["sent"], p["done"], **words)}


def nobody(p: Parts) -> Parts:
    return {"accept": None, "refuse": None, "sent": p["sent"]}


UNCONFIRMED: list[tuple[str, dict[str, Any], str]] = [
    ("may_be_typed", {"form": asked(unconfirmed=0)}, "told at once, or never"),
    ("may_be_typed", {"form": asked(of=kept)}, "kept on the portal"),
    ("may_be_typed", {"form": form(home=HOME.many())}, "Several rows"),
    ("may_be_typed", {"form": asked(of=scans)}, "Nobody can type rows"),
    ("somebody_looks", {"form": HOMED, "change": nobody}, "no officer ever sees it"),
    ("somebody_looks", {"change": more(by=officer, confirmed=True)}, "nothing is accepted unconfirmed"),
    ("somebody_looks", {"form": HOMED, "change": more(by=person, confirmed=True)}, "Nobody but an officer waits"),
    (
        "nothing_is_issued_on_it",
        {"form": HOMED, "change": more(by=officer, issues=paper(Sound))},
        "rests on answers that nobody confirmed",
    ),
    ("made_by_itself", {"form": HOMED, "change": more(by=officer, on=[OTHER])}, "never accepted unconfirmed"),
    (
        "made_by_itself",
        {"form": HOMED, "change": more(by=officer, on=[HOME], asks=Counted)},
        "answer nothing but a mark",
    ),
]
