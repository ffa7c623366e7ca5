"""Mistakes by JSON pointer: which answer of which row is wrong, under a stable name, in the words of the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xidmet.cases import Case
from xidmet.contract.answers import row_name
from xidmet.contract.fields import Field
from xidmet.contract.form import Form, Part
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.states import Transition
from xidmet.errors import Refused, WrongAnswers
from xidmet.language import Translator

from xidmet_ui.api.codes import code_of
from xidmet_ui.api.models import Wrong

Errors = Mapping[str, Mistake]
ANSWERS, ASKED = "/answers", "/asked"


class RefusedAt(Refused):
    """pointer: to the answer that the rule is about; "" when it is about none."""

    def __init__(self, refusal: Refusal, pointer: str) -> None:
        super().__init__(refusal)
        self.pointer = pointer


def pointed(form: type[Form], typed: Mapping[str, Any], errors: Errors, at: str) -> dict[str, Mistake]:
    """The mistakes of a form by JSON pointer. typed: the raw input they are in; at: where it stands."""
    finder = _Finder()
    return {at + finder.pointer(form, typed, path): said for path, said in errors.items()}


class _Finder:
    """Finds rows by their ids: each list of rows is gone through once, however many mistakes it has."""

    def __init__(self) -> None:
        self.places: dict[int, dict[str, int]] = {}

    def pointer(self, form: type[Form], typed: Mapping[str, Any], path: str) -> str:
        """kids-<id of the row>-name -> /kids/0/name"""
        name, _dash, rest = path.partition("-")
        field = form.fields.get(name)
        if field is None or not rest:
            return f"/{name}"
        raw = typed.get(name)
        if not field.rows:
            return f"/{name}{self._inner(field, raw, rest)}"
        rows = raw if isinstance(raw, list | tuple) else ()
        found = self._row(rows, rest)
        return f"/{name}/{found[0]}{self._inner(field, rows[found[0]], found[1])}" if found else f"/{name}"

    def _inner(self, field: Field[Any], raw: Any, rest: str) -> str:
        if not rest or not isinstance(field, Part):
            return ""
        return self.pointer(field.of, raw if isinstance(raw, Mapping) else {}, rest)

    def _row(self, rows: Sequence[Any], rest: str) -> tuple[int, str] | None:
        """The place of the row, and the path inside it. An id may have dashes in it."""
        if id(rows) not in self.places:
            self.places[id(rows)] = {row_name(row, place): place for place, row in enumerate(rows)}
        places, parts = self.places[id(rows)], rest.split("-")
        for end in range(len(parts), 0, -1):
            place = places.get("-".join(parts[:end]))
            if place is not None:
                return place, "-".join(parts[end:])
        return None


def wrongs(errors: Errors, words: Translator) -> list[Wrong]:
    """errors: by JSON pointer."""
    return [
        Wrong(pointer=pointer, code=code_of(said.text), message=words.text(said.text, **said.values), doubt=said.doubt)
        for pointer, said in errors.items()
    ]


def in_a_move(case: Case, transition: Transition, asked: Mapping[str, Any], wrong: WrongAnswers) -> WrongAnswers:
    """What is wrong in what was asked, and in the answers of the draft that was to be sent."""
    of_the_move = transition.asks.fields if transition.asks else {}
    theirs = {path: said for path, said in wrong.errors.items() if path.partition("-")[0] in of_the_move}
    others = {path: said for path, said in wrong.errors.items() if path not in theirs}
    found = pointed(transition.asks, asked, theirs, ASKED) if transition.asks else {}
    return WrongAnswers({**found, **pointed(case.service.form, case.record.typed, others, ANSWERS)})


def refused_at(transition: Transition, refusal: Refusal) -> RefusedAt:
    at = refusal.at
    if at is None:
        return RefusedAt(refusal, "")
    asked = transition.asks is not None and transition.asks.fields.get(at.name) is at
    return RefusedAt(refusal, f"{ASKED if asked else ANSWERS}/{at.name}")
