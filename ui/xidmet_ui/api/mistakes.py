"""Mistakes by JSON pointer: which answer of which row is wrong, under a stable name, in the words of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xidmet.cases import Case
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
    return {at + _pointer(form, typed, path): said for path, said in errors.items()}


def _pointer(form: type[Form], typed: Mapping[str, Any], path: str) -> str:
    """kids-<id of the row>-name -> /kids/0/name"""
    name, _dash, rest = path.partition("-")
    field = form.fields.get(name)
    if field is None or not rest:
        return f"/{name}"
    raw = typed.get(name)
    if not field.rows:
        return f"/{name}{_inner(field, raw, rest)}"
    for place, row in enumerate(raw if isinstance(raw, list | tuple) else ()):
        known = str(row.get("_id", place)) if isinstance(row, Mapping) else str(place)
        if rest == known or rest.startswith(f"{known}-"):
            return f"/{name}/{place}{_inner(field, row, rest[len(known) + 1 :])}"
    return f"/{name}"


def _inner(field: Field[Any], raw: Any, rest: str) -> str:
    if not rest or not isinstance(field, Part):
        return ""
    return _pointer(field.of, raw if isinstance(raw, Mapping) else {}, rest)


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
