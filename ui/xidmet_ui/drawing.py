"""A question as HTML. What the declaration says of it goes through the template once; what was typed is then put in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from xidmet_ui.build.blank import MOST
from xidmet_ui.build.question import BOXES, NAME, VALUE, Question
from xidmet_ui.folding import escaped

NOWHERE = {"lookup": "", "action": ""}
PLACES = {"%": "%%", NAME: "%(name)s", VALUE: "%(value)s"} | {box: f"%({at})s" for at, box in enumerate(BOXES)}
PLACES_OF = str.maketrans(PLACES)


class Drawing:
    """Called by templates in place of the macro "field", which it asks for every look that it does not know yet.

    Looks are remembered by the blank question, so nothing that anybody typed, and nothing of a register, is kept.
    """

    field: Callable[..., Markup]

    def __init__(self) -> None:
        self._looks: dict[Question, str] = {}

    def __call__(self, questions: Sequence[Question], at: Any = NOWHERE) -> Markup:
        """at: of a page, its addresses lookup and action."""
        return Markup("".join([self._drawn(one, at) for one in questions]))  # noqa: S704

    def _drawn(self, question: Question, at: Any) -> str:
        if question.blank is None:
            return self.field(question, at)
        look = self._looks.get(question.blank) or self._learn(question.blank)
        value = self(question.inner, at) if question.inner else escaped(question.value)
        typed = {"name": escaped(question.name), "value": value}
        for place, (__, __, value) in enumerate(question.parts):
            typed[str(place)] = escaped(value)
        return look % typed

    def _learn(self, blank: Question) -> str:
        if len(self._looks) >= MOST:
            self._looks.clear()
        look = self._looks[blank] = str(self.field(blank, NOWHERE)).translate(PLACES_OF)
        return look
