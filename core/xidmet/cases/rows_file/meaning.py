"""A cell as somebody would have typed it: labels become what is stored, dates are written alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from xidmet.cases.rows_file.columns import fields_of
from xidmet.contract.compiled import adapter
from xidmet.contract.fields import Choice, Date, Field, Number, YesNo
from xidmet.contract.form import Part
from xidmet.contract.registers import Lookup
from xidmet.language import LANGUAGES, fold, translator

YES = ("yes", "y", "bəli", "hə", "да", "true", "doğru", "1", "on", "+")
NO = ("no", "n", "xeyr", "yox", "нет", "false", "yanlış", "0", "off", "-")


class Meaning:
    """Of the cells of one question's rows. domain: the plugin whose texts label the choices."""

    def __init__(self, part: Part[Any], domain: str) -> None:
        self.fields = {one.name: one for one in fields_of(part)}
        self._words = {name: _spoken(one, domain) for name, one in self.fields.items()}

    def of(self, cells: Mapping[str, str]) -> dict[str, str]:
        """Raw input of a row from the cells of its columns, by field; what is not understood stays as it is."""
        return {name: self._one(self.fields[name], cell.strip()) for name, cell in cells.items() if name in self.fields}

    def _one(self, one: Field[Any], cell: str) -> str:
        words = self._words[one.name]
        if words:
            return words.get(fold(cell), cell)
        if isinstance(one, Date):
            return _day(one, cell)
        if isinstance(one, Number) and "." in cell:
            return _whole(cell)
        return cell


def _spoken(one: Field[Any], domain: str) -> dict[str, str]:
    """What may be written -> what is stored."""
    if isinstance(one, YesNo):
        return {fold(word): value for value, words in (("yes", YES), ("no", NO)) for word in words}
    if not isinstance(one, Choice):
        return {}
    words = {
        fold(translator(language, domain).text(label)): v for v, label in one.options.items() for language in LANGUAGES
    }
    return words | {fold(value): value for value in one.options}


def _day(one: Date, cell: str) -> str:
    try:
        return str(adapter(one).validate_python(cell).isoformat()) if cell else ""
    except ValidationError:
        return cell


def _whole(cell: str) -> str:
    """12.50 is no whole number; read as typed, its dot would be taken for the one that groups thousands."""
    parts = cell.split(".")
    return cell if all(len(part) == 3 for part in parts[1:]) else cell.replace(".", ",")


def key_of(part: Part[Any], typed: Mapping[str, Any]) -> str:
    """What tells this row from others; "" when nothing does, or when it can't be understood."""
    if part.key is None:
        return ""
    given = typed.get(part.key.name)
    if given in (None, "", {}):
        return ""
    if isinstance(part.key, Lookup):
        return str(given).strip()
    try:
        return str(adapter(part.key).validate_python(given))[:200]
    except ValidationError:
        return ""
