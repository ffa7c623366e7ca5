"""What a checker reads, and the simple sum that stands against machines."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from xidmet.attestations import CheckResult, told_record, written
from xidmet.contract.shown import show
from xidmet.contract.texts import _
from xidmet.language import Translator, fold

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


def verdict(result: CheckResult, words: Translator) -> Verdict:
    """What the attestation shows, with the field's labels; nothing at all when it is not in force."""
    record = told_record(result)
    if not result.active or record is None or result.attestation is None or result.attested is None:
        return Verdict(False, "", "", ())
    rows = tuple(
        (words.text(field.label), text)
        for name, field in result.attestation.of.fields.items()
        if name != result.attestation.key and (text := show(field, vars(record).get(name), words))
    )
    return Verdict(True, words.text(result.attestation.label), written(result.attested.number), rows)


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
