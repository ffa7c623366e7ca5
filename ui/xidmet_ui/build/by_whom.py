"""Who did something in a case, as its history says it."""

from __future__ import annotations

from xidmet.contract.texts import _
from xidmet.journal import Entry
from xidmet.language import Translator

HELPED = _("{who}, with the help of {officer}, service centre of {agency}")


def by_whom(entry: Entry, words: Translator) -> str:
    """Who did it, by which program or with whose help, and for whom, if not for themselves."""
    who, other = entry.personal.get("who", ""), entry.personal.get("for", "")
    if officer := entry.personal.get("assisted_by", ""):
        return words.text(HELPED, who=who, officer=officer, agency=words.text(entry.personal.get("centre", "")))
    if program := entry.personal.get("program", ""):
        said = _("{who}, by the program “{program}”, for {party}")
        return words.text(said, who=who, program=program, party=other)
    if away := entry.personal.get("stands_in_for", ""):
        return words.text(_("{who}, standing in for {officer}"), who=who, officer=away)
    return words.text(_("{who}, for {party}"), who=who, party=other) if who and other else who
