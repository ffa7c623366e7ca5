"""One step of a form, from a draft that was read and from what may be chosen in it: all that its page shows."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xidmet.cases import Case
from xidmet.cases.answer import marks
from xidmet.cases.opened import opened, way
from xidmet.contract.answers import shown
from xidmet.contract.fields import Field
from xidmet.contract.form import Form, Step
from xidmet.contract.mistake import Mistake
from xidmet.contract.uploads import takes_files
from xidmet.language import Translator

from xidmet_ui.build.asking import Asking
from xidmet_ui.build.catalogue import fee, term
from xidmet_ui.build.looks import looks
from xidmet_ui.build.question import Question
from xidmet_ui.build.questions import questions
from xidmet_ui.build.steps import FEW_STEPS, REVIEW, Rail, neighbours, rail

MORE_THAN_A_LOOK = 2  # rows of one's own above which a search box helps
Said = tuple[str, Mapping[str, object], str]


@dataclass(frozen=True)
class FormPage:
    """One step. found: (control's id, text) of each mistake. find: what was searched for in a list, else None.

    tasks: the list of all steps, of a long form. seen: the marks of its answers as they are shown. looks: how the
    questions look that follow from others. focus: id of the element that is looked at first. again: it shows what was
    typed before somebody signed in anew.
    """

    slug: str
    service: str
    facts: str
    title: str
    lead: str
    place: int
    steps: tuple[Rail, ...]
    questions: tuple[Question, ...]
    found: tuple[tuple[str, str], ...]
    warning: tuple[str, str] | None
    action: str
    lookup: str
    tasks: str
    back: str
    version: int
    keep: str
    window: str
    seen: str
    looks: str
    saved: str
    find: str | None
    focus: str
    takes_files: bool
    again: bool


@dataclass(frozen=True)
class Filled:
    """A draft as it can be shown.

    shown_errors: those of this step, once it was sent. warning: why, the values in it, and what mends it. failed: files
    that were not taken, by path. stood: version and marks of the draft that an older page showed, in place of those it
    has now.
    """

    case: Case
    so_far: Form
    typed: Mapping[str, Any]
    errors: Mapping[str, Mistake]
    shown_errors: Mapping[str, Mistake] = field(default_factory=dict)
    parts: Mapping[str, Form] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Form]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    warning: Said | None = None
    failed: Mapping[str, Sequence[Mistake]] = field(default_factory=dict)
    window: str = ""
    focus: str = ""
    stood: tuple[int, str] | None = None


@dataclass(frozen=True)
class Address:
    """What of a step's address changes its page. find: what is searched for among rows of one's own."""

    find: str = ""
    back_to_review: bool = False


def form_page(step: Step, filled: Filled, asking: Asking, address: Address) -> FormPage:
    case, words = filled.case, asking.words
    asked = questions(visible_in(step, filled), asking)
    names = [s.name for s in way(case, step.name)]
    before, __ = neighbours(case, step.name)
    own = any(q.widget == "table" and (len(q.options) > MORE_THAN_A_LOOK or address.find) for q in asked)
    version, seen = filled.stood or (case.version, json.dumps(marks(case.record.typed, _asked_names(step))))
    return FormPage(
        slug=case.service.slug,
        service=words.text(case.service.title),
        facts=f"{term(case.service, words)} · {fee(case.service, words)}",
        title=words.text(step.label or case.service.title),
        lead=words.text(step.hint),
        place=names.index(step.name) + 1,
        steps=rail(case, step.name, filled.errors, words),
        questions=asked,
        found=found_in(asked) if filled.shown_errors else (),
        warning=_warning(filled.warning, words),
        action=path_of(case, step.name) + ("?back=review" if address.back_to_review else ""),
        lookup=f"/cases/{case.number}/lookup",
        tasks=f"/cases/{case.number}/fill" if len(names) > FEW_STEPS else "",
        back=path_of(case, before) if before else "",
        version=version,
        keep=f"/cases/{case.number}/keep/{step.name}",
        window=filled.window or secrets.token_urlsafe(12),
        seen=seen,
        looks=looks(asked),
        saved=words.moment(case.record.changed_at),
        find=address.find if own else None,
        focus=filled.focus,
        takes_files=takes_files(step.fields),
        again=filled.stood is not None,
    )


def _asked_names(step: Step) -> list[str]:
    return [one.name for one in step.fields if one.asked]


def path_of(case: Case, name: str) -> str:
    return f"/cases/{case.number}/review" if name == REVIEW else f"/cases/{case.number}/fill/{name}"


def visible_in(step: Step, filled: Filled) -> list[Field[Any]]:
    """Of a case that was sent, only what was opened again, and what follows from it."""
    names = opened(filled.case)
    is_open = (one for one in step.fields if one.name in names or (filled.case.is_draft and not one.asked))
    return [one for one in is_open if may_show(one, step, filled.so_far)]


def may_show(one: Field[Any], step: Step, so_far: Form) -> bool:
    """Hidden by an answer of an earlier step; what an answer of this very step shows is on the page already."""
    if one.condition is None or shown(one, so_far):
        return True
    return bool({f.name for f in one.condition.reads} & {f.name for f in step.fields})


def _warning(said: Said | None, words: Translator) -> tuple[str, str] | None:
    if said is None:
        return None
    why, values, mend = said
    filled = {name: words.text(value) if isinstance(value, str) else value for name, value in values.items()}
    return words.text(why, **filled), words.text(mend)


def found_in(asked: Sequence[Question]) -> tuple[tuple[str, str], ...]:
    """Every mistake on the page, in the order of the questions: the id of the control, and what is wrong there."""
    found: list[tuple[str, str]] = []
    for one in asked:
        if one.error:
            found.append((one.first, f"{one.label}: {one.error}"))
        found += found_in(one.inner) + found_in(one.dependent)
        for row in one.rows:
            found += [(at, f"{row.title}, {text}") for at, text in found_in(row.questions)]
            if row.error or row.wrong:
                said = row.error or str(row.wrong)
                found.append((f"{one.name}-{row.id}", f"{row.title}: {said}"))
    return tuple(found)
