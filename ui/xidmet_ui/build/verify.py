"""What a checker reads, and the simple sum that stands against machines."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from xidmet.attestations import Attested, CheckResult, told_record, written
from xidmet.cases.good_here import GoodHere
from xidmet.contract.shown import show
from xidmet.contract.texts import _
from xidmet.language import Translator, fold

from xidmet_ui.build.paper_says import paper_says

DIGITS = {
    "az": ["sıfır", "bir", "iki", "üç", "dörd", "beş", "altı", "yeddi", "səkkiz", "doqquz", "on"],
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
    "ru": ["ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять"],
}


@dataclass(frozen=True)
class Verdict:
    active: bool
    label: str
    number: str
    rows: tuple[tuple[str, str], ...]
    ended: bool = False


def verdict(result: CheckResult, words: Translator) -> Verdict:
    """What the attestation shows, with the field's labels. Of one that is not in force nothing at all; where its
    checkers may know, that it was, and what became of it.
    """
    record = told_record(result)
    if not result.active and result.attested is not None and result.attestation is not None:
        label, number = words.text(result.attestation.label), written(result.attested.number)
        return Verdict(False, label, number, _ended(result.attested, words), ended=True)
    if not result.active or record is None or result.attestation is None or result.attested is None:
        return Verdict(False, "", "", ())
    rows = paper_says(result.attestation, record, words)
    return Verdict(True, words.text(result.attestation.label), written(result.attested.number), rows)


def _ended(attested: Attested, words: Translator) -> tuple[tuple[str, str], ...]:
    ended = min((one for one in (attested.ended_at, attested.valid_until) if one), default=None)
    return ((words.text(_("Went out of force")), words.moment(ended)),) if ended else ()


@dataclass(frozen=True)
class HereShown:
    """What a checker reads of a place and a moment. why: (why, what follows) of each rule that does not hold."""

    good: bool
    at: str
    why: tuple[tuple[str, str], ...]
    said: tuple[tuple[str, str], ...]


def here_shown(found: GoodHere, words: Translator) -> HereShown:
    why = tuple((words.text(one.why, **one.values), words.text(one.mend, **one.values)) for one in found.broken)
    fields = type(found.asked).fields.values()
    said = tuple((words.text(one.label), show(one, vars(found.asked).get(one.name), words)) for one in fields)
    return HereShown(found.good, words.moment(found.at), why, said)


@dataclass(frozen=True)
class Sum:
    """question: in words, so that a screen reader says it; answer: the number."""

    question: str
    answer: int


def new_sum(words: Translator) -> Sum:
    first, second = secrets.randbelow(9) + 1, secrets.randbelow(9) + 1
    digits = DIGITS[words.language]
    question = words.text(
        _("How much is {first} plus {second}? Write the number."), first=digits[first], second=digits[second]
    )
    return Sum(question, first + second)


def is_answer(typed: str, wanted: object) -> bool:
    """The number, in digits or as a word. wanted: None or "" where no sum was asked."""
    if not isinstance(wanted, int):
        return False
    text = fold(typed)
    for digits in DIGITS.values():
        folded = [fold(word) for word in digits]
        if text in folded:
            text = str(folded.index(text))
    return text == str(wanted)
