"""What is said of a row of a list: what tells it apart, and why nothing was done there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xidmet.cases.case import Case
from xidmet.cases.lists.found import TheList
from xidmet.contract.shown import show, value_of
from xidmet.contract.texts import _
from xidmet.errors import Stale, WrongAnswers, XidmetError
from xidmet.language import Translator
from xidmet.signatures.manifest.canonical import UNSEEN

SAME_ALREADY = _("It is so already.")
NOTHING_TO_DO = _("Nothing needs to be done here.")
CHANGED = _("This was changed since you chose it.")
LOOK = _("Look at how it is now; then it can be put into a new list.")
NO_MANDATE = _("The person in whose name this was to be done may not act here any more.")
ASK_HEAD = _("Somebody with the mandate for it makes a new list of these.")


def is_so_already(found: TheList, case: Case | None) -> bool:
    """Whoever made it so: the same list twice changes nothing, and that is no mistake."""
    return case is not None and case.state is found.move.target and case.state not in found.move.sources


def told_apart(case: Case, words: Translator) -> list[str]:
    """Its columns as texts, without signs that are not seen: a list that is signed takes none."""
    return [UNSEEN.sub("", show(one, value_of(one, case.answers), words)).strip()[:500] for one in case.service.columns]


def texts_of(error: XidmetError, words: Translator) -> tuple[str, str, str]:
    """Reason, why and mend. Of wrong answers the first one says why."""
    if isinstance(error, WrongAnswers) and (said := next(iter(error.errors.values()), None)):
        return said.text, words.text(said.text, **said.values), words.text(error.mend)
    if isinstance(error, Stale):
        return in_words(CHANGED, LOOK, {}, words)
    return in_words(error.why, error.mend, error.values, words)


def in_words(why: str, mend: str, values: Mapping[str, Any], words: Translator) -> tuple[str, str, str]:
    return why, words.text(why, **values), words.text(mend, **values)
