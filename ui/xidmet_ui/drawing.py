"""A question as HTML. What the declaration says of it goes through the template once; what was typed is then put in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from markupsafe import Markup, escape

from xidmet_ui.build.question import BOXES, NAME, VALUE, Question

NOWHERE = {"lookup": "", "action": ""}
PLACES = {"%": "%%", NAME: "%(name)s", VALUE: "%(value)s"} | {box: f"%({at})s" for at, box in enumerate(BOXES)}
PLACES_OF = str.maketrans(PLACES)


class Drawing:
    """Called by templates in place of the macro "field", which it asks for every look that it does not know yet.

    Looks are remembered by the blank question, so nothing that anybody typed, and nothing of a register, is kept.
    """

    field: Callable[..., Markup]

    def __init__(self) -> None:
        self._looks: WeakKeyDictionary[Question, str] = WeakKeyDictionary()

    def __call__(self, question: Question, at: Any = NOWHERE) -> Markup:
        """at: of a page, its addresses lookup and action."""
        if question.blank is None:
            return self.field(question, at)
        look = self._looks.get(question.blank) or self._learn(question.blank)
        typed = {str(place): escape(value) for place, (__, __, value) in enumerate(question.parts)}
        return Markup(look % {"name": escape(question.name), "value": escape(question.value), **typed})  # noqa: S704

    def _learn(self, blank: Question) -> str:
        look = self._looks[blank] = str(self.field(blank, NOWHERE)).translate(PLACES_OF)
        return look
