"""Azerbaijani, English, Russian: letters, order, search, texts, dates, numbers.

Azerbaijani has its own case pairs (I ı, İ i) and its own order of letters, so str.lower(), str.upper() and plain
sorting are wrong for it and are not used anywhere else in the project.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from gettext import c2py
from pathlib import Path

from babel.dates import format_date
from babel.messages.catalog import Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from xidmet.clock import local

LANGUAGES = ("az", "en", "ru")
NAMES = {"az": "Azərbaycan dili", "en": "English", "ru": "Русский"}

ALPHABET = "abcçdeəfgğhxıijkqlmnoöprsştuüvyzw"
PLURAL = "\N{INFORMATION SEPARATOR ONE}"  # between the text for one and the text for several
NBSP = "\N{NO-BREAK SPACE}"

_LOWER = str.maketrans("Iİ", "ıi")
_UPPER = str.maketrans("iı", "İI")
_CYRILLIC_SCHWA = str.maketrans("әӘ", "əƏ")
_FOLD = str.maketrans("əıöüçşğ", "eioucsg")
# Letters that look alike in codes typed with a Cyrillic keyboard.
_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХІӘЗ", "ABEKMHOPCTYXIƏ3")
_PLACES = {letter: place for place, letter in enumerate(ALPHABET)}
_IN_ORDER = {letter: chr(ord("A") + place) for letter, place in _PLACES.items()}


def lower(text: str) -> str:
    return text.translate(_LOWER).lower()


def upper(text: str) -> str:
    return text.translate(_UPPER).upper()


def fold(text: str) -> str:
    """For search: one case, no diacritics, Cyrillic schwa read as Latin. "sürücü" and "SURUCU" fold alike."""
    plain = lower(unicodedata.normalize("NFC", text).translate(_CYRILLIC_SCHWA)).translate(_FOLD)
    parts = unicodedata.normalize("NFD", plain.replace("й", "\ufffe"))
    kept = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return " ".join(kept.replace("\ufffe", "й").replace("ё", "е").split())


def sort_key(text: str) -> tuple[tuple[int, str], ...]:
    """Order of the Azerbaijani alphabet; other signs after it, by code point."""
    return tuple((_PLACES.get(sign, len(ALPHABET)), sign) for sign in lower(unicodedata.normalize("NFC", text)))


def sort_text(text: str) -> str:
    """The same order for a store that compares signs by code point: blanks, the alphabet, then all other signs."""
    signs = lower(unicodedata.normalize("NFC", " ".join(text.split())).translate(_CYRILLIC_SCHWA))
    return "".join(_IN_ORDER.get(sign) or (sign if sign == " " else f"~{sign}") for sign in signs)


def clean_identifier(typed: str) -> str:
    """A FIN, number or code as it was meant: ASCII capitals, look-alikes mended, blanks and dashes gone."""
    if typed.isascii() and typed.isalnum():  # as nearly all are
        return typed.upper()
    capitals = unicodedata.normalize("NFKC", typed).replace("ı", "I").replace("İ", "I").upper().translate(_LOOKALIKES)
    return "".join(sign for sign in capitals if sign.isalnum())


class Bytes(int):
    """A number of bytes, so that a text with it says 2,1 MB and not 2100000."""


class Translator:
    """Texts, dates and numbers for one reader. domain: the plugin whose catalogue is asked first; "" = the portal's."""

    def __init__(self, language: str, domain: str = "") -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self.domain = domain

    def text(self, msgid: str, many: str = "", /, **values: object) -> str:
        """The text in the reader's language with its {names} filled; a value that is not given reads as nothing.

        many: the text for several; of the language's forms the one for the value {count} is taken.
        """
        one, _mark, several = msgid.partition(PLURAL)
        said = self._plural(one, many or several, values.get("count")) if many or several else self._find(msgid)
        return said.format_map(_Values(self, values)) if values else said

    def _plural(self, one: str, many: str, count: object) -> str:
        number = count if isinstance(count, int) else 0
        for domain in self._domains():
            forms = _plurals(domain, self.language).get(one)
            if forms:
                return forms[min(_form_of(self.language)(number), len(forms) - 1)]
        return one if number == 1 else many

    def _find(self, msgid: str) -> str:
        for domain in self._domains() if msgid else ():
            said = _texts(domain, self.language).get(msgid)
            if said:
                return said
        return msgid

    def _domains(self) -> tuple[str, ...]:
        """The portal's own pages name what plugins declare, such as a register that is down: there all are asked."""
        return (self.domain, "", *(() if self.domain else _folders))

    def date(self, day: dt.date) -> str:
        """21 noyabr 2026"""
        return _date(day.year, day.month, day.day, self.language)

    def month(self, day: dt.date) -> str:
        """noyabr 2026"""
        return format_date(day, "LLLL y", locale=self.language)

    def moment(self, moment: dt.datetime) -> str:
        """20 noyabr 2026, 14:51, as clocks in Azerbaijan show it."""
        here = local(moment)
        return f"{self.date(here.date())}, {here:%H:%M}"

    def number(self, number: int | Decimal) -> str:
        return self._decimal(number)

    def money(self, amount: int | Decimal) -> str:
        """An int is qəpik, a Decimal manat."""
        manat = Decimal(amount) / 100 if isinstance(amount, int) else amount
        pattern = "#,##0" if manat == manat.to_integral_value() else "#,##0.00"
        return f"{self._decimal(manat, pattern)}{NBSP}₼"

    def _decimal(self, number: int | Decimal | float, pattern: str | None = None) -> str:
        """CLDR groups Azerbaijani digits by a dot, which looks like a decimal point in a price: a space instead."""
        text = format_decimal(number, pattern, locale=self.language)
        return text.replace(".", NBSP) if self.language == "az" else text

    def size(self, size: int) -> str:
        """Bytes as people say them: 640 KB, 2,1 MB."""
        if size < 1_000_000:
            return f"{max(1, round(size / 1000))}{NBSP}KB"
        return f"{self._decimal(size / 1_000_000, '#,##0.#')}{NBSP}MB"

    def show(self, value: object) -> str:
        """A plain value as a line of text; texts stay as they are."""
        if isinstance(value, dt.datetime):
            return self.moment(value)
        if isinstance(value, dt.date):
            return self.date(value)
        if isinstance(value, Decimal):
            return self.money(value)
        if isinstance(value, Bytes):
            return self.size(value)
        if value is not None and (named := getattr(value, "__dict__", {})):  # a row of a register
            value = named.get(f"name_{self.language}") or named.get("name") or value
        return "" if value is None else str(value)


@lru_cache
def _date(year: int, month: int, day: int, language: str) -> str:
    return format_date(dt.date(year, month, day), "d MMMM y", locale=language)


class _Values(dict[str, object]):
    """What fills the {names} of a text: shown in the reader's language, nothing where nothing is known."""

    def __init__(self, translator: Translator, values: dict[str, object]) -> None:
        super().__init__({name: translator.show(value) for name, value in values.items()})

    def __missing__(self, name: str) -> str:
        return ""


@lru_cache
def translator(language: str, domain: str = "") -> Translator:
    return Translator(language, domain)


_folders: dict[str, list[Path]] = {"": [Path(__file__).parent / "locale"]}


def register_catalogues(domain: str, folder: Path) -> None:
    """Make the .po files below folder/<language>/ the texts of a domain; the portal's own pages add theirs to ""."""
    folders = _folders.setdefault(domain, [])
    if folder not in folders:
        folders.append(folder)
        _texts.cache_clear()
        _plurals.cache_clear()


@lru_cache
def _texts(domain: str, language: str) -> dict[str, str]:
    return {
        str(m.id): str(m.string)
        for m in _messages(domain, language)
        if m.id and m.string and not m.fuzzy and not m.pluralizable
    }


@lru_cache
def _plurals(domain: str, language: str) -> dict[str, tuple[str, ...]]:
    """The forms of texts that depend on a number, by the text for one."""
    found: dict[str, tuple[str, ...]] = {}
    for message in _messages(domain, language):
        forms = message.string if message.pluralizable and not message.fuzzy else None
        if forms and all(forms):
            found[str(message.id[0])] = tuple(str(form) for form in forms)
    return found


def _messages(domain: str, language: str) -> Iterator[Message]:
    for folder in _folders.get(domain, []):
        for file in sorted((folder / language).glob("*.po")):
            with file.open("rb") as source:
                yield from read_po(source, locale=language)


@lru_cache
def _form_of(language: str) -> Callable[[int], int]:
    """Which of the language's forms a number takes, by the rule of gettext's catalogues."""
    found: Callable[[int], int] = c2py(get_plural(language).plural_expr)
    return found
