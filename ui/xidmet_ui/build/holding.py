"""The questions by which an officer keeps a case that is over beyond its term."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xidmet.cases import Case
from xidmet.cases.holding import LONGEST
from xidmet.cases.retention import ends, held_in
from xidmet.contract.answers import read
from xidmet.contract.fields import Date, Text
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.language import Translator

from xidmet_ui.build.asking import Asking
from xidmet_ui.build.question import Question
from xidmet_ui.build.questions import questions


class Hold(Form):
    until = Date(_("Keep it until"), hint=_("Until that day it is not erased, though its time of keeping is over."))
    why = Text(_("Why it must be kept"), format="long", most=LONGEST)


def hold_questions(
    case: Case, typed: Mapping[str, Any], errors: Mapping[str, Mistake], words: Translator
) -> tuple[Question, ...]:
    """None about what is not over. Without anything typed: what was said before."""
    if not ends(case.service, case.state):
        return ()
    held = held_in(case.record.asked)
    if held and not typed:
        day = {"day": str(held.until.day), "month": str(held.until.month), "year": str(held.until.year)}
        typed = {"until": day, "why": held.why}
    so_far = read(Hold, typed, lambda _ask: ()).so_far
    return tuple(questions(list(Hold.fields.values()), Asking(words, so_far, typed, errors, {}, {})))
