"""What the party of a sent case is asked to mend, and what a new application mends."""

from __future__ import annotations

from dataclasses import dataclass

from xidmet.cases import Case
from xidmet.cases.opened import amending, opened
from xidmet.contract.shown import mark_text
from xidmet.language import Translator

from xidmet_ui.build.sending import Rows


@dataclass(frozen=True)
class Corrections:
    """What of a sent case may be answered anew. label: of the move that sends it. notes: question, what was wrong.
    must: somebody waits for it.
    """

    label: str
    notes: Rows
    must: bool


def corrections(case: Case, words: Translator) -> Corrections:
    """What the party is asked to mend: the heading is the label of the move that sends it."""
    fields = case.service.form.fields
    notes = tuple(
        (words.text(fields[name].label), mark_text(note, words)) for name, note in opened(case).items() if note
    )
    return Corrections(", ".join(words.text(t.label) for t in amending(case)), notes, bool(notes or case.state.waiting))


def wrong_before(case: Case, words: Translator) -> Rows:
    """What was found wrong in the case that this draft was begun from."""
    wrong = case.wrong_before if case.is_draft else {}
    return tuple((words.text(case.service.form.fields[name].label), said) for name, said in wrong.items())
