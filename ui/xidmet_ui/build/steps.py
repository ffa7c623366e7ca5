"""Where somebody is in a form: which steps are done, which is next, what stands on the rail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from xidmet.cases import Case
from xidmet.cases.opened import open_steps, opened, way
from xidmet.contract.answers import ROW_ID, shown
from xidmet.contract.form import Form, Step
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.language import Translator

REVIEW = "review"
FEW_STEPS = 5  # above them there is a list of all the steps


@dataclass(frozen=True)
class Rail:
    """One step on the rail. kind: done, now, or empty for what is still to come."""

    title: str
    kind: str
    href: str
    note: str


def first_unfinished(case: Case, errors: Iterable[str]) -> str:
    """The name of the first step with something missing or wrong; the review when there is none."""
    wrong = errors_at(errors) & set(opened(case))
    for step in open_steps(case):
        if any(field.name in wrong for field in step.fields):
            return step.name
    return REVIEW


def goes_on_at(case: Case, errors: Iterable[str]) -> str:
    """The same for whoever comes back; what was wrong in a refused case is shown first, though it is answered."""
    missing = first_unfinished(case, errors)
    mends = case.is_draft and bool(case.wrong_before) and case.version == 1  # nothing was changed yet
    return way(case)[0].name if mends and missing == REVIEW else missing


def rail(case: Case, now: str, errors: Mapping[str, Mistake], words: Translator) -> tuple[Rail, ...]:
    """Every step, and the review behind them."""
    wrong = errors_at(errors)
    rows = [_rail(case, step, now, wrong, words) for step in way(case, now)]
    return (*rows, Rail(words.text(_("Check your answers")), "now" if now == REVIEW else "", "", ""))


def _rail(case: Case, step: Step, now: str, wrong: set[str], words: Translator) -> Rail:
    kind = "now" if step.name == now else "done" if is_done(case, step, wrong) else ""
    note = words.text(_("You are here")) if kind == "now" else ""
    return Rail(words.text(step.label or _("Answers")), kind, f"/cases/{case.number}/fill/{step.name}", note)


def is_done(case: Case, step: Step, wrong: set[str]) -> bool:
    """Somebody was there, and nothing is missing or wrong."""
    been_there = any(field.name in case.record.typed for field in step.fields)
    return been_there and not any(field.name in wrong for field in step.fields)


@dataclass(frozen=True)
class Task:
    """One step in the list of all of them. kind: ok, wait, no, or off, as the dots beside states are."""

    title: str
    href: str
    status: str
    kind: str


def tasks(case: Case, answers: Form, errors: Mapping[str, Mistake], words: Translator) -> tuple[Task, ...]:
    """Every step, and how far it has come."""
    return tuple(
        Task(
            words.text(step.label or case.service.title),
            f"/cases/{case.number}/fill/{step.name}",
            *_status(case, step, answers, errors, words),
        )
        for step in way(case)
    )


def _status(case: Case, step: Step, answers: Form, errors: Mapping[str, Mistake], words: Translator) -> tuple[str, str]:
    names = {field.name for field in step.fields}
    here = [path for path in errors if path.split("-")[0] in names]
    wrong = sum(_is_typed(case.record.typed, path) for path in here)
    if wrong:
        return words.text(_("To correct: {count}"), count=wrong), "no"
    if is_done(case, step, set(errors_at(here))):
        return words.text(_("Done")), "ok"
    if not any(shown(field, answers) for field in step.fields if field.asked):
        return words.text(_("Nothing to answer")), "ok"
    if any(_is_typed(case.record.typed, field.name) for field in step.fields):
        return words.text(_("Being filled in")), "wait"
    return words.text(_("Not started") if here else _("May be left out")), "off"


def errors_at(paths: Iterable[str]) -> set[str]:
    """The questions in which something is missing or wrong."""
    return {path.split("-")[0] for path in paths}


def _is_typed(typed: Mapping[str, Any], path: str) -> bool:
    """Is there something at this path, right or wrong?"""
    value: Any = typed
    for name in path.split("-"):
        if isinstance(value, list | tuple):
            value = next((row for row in value if isinstance(row, Mapping) and str(row.get(ROW_ID)) == name), None)
        elif isinstance(value, Mapping):
            value = value.get(name)
    return _filled(value)


def _filled(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_filled(inner) for name, inner in value.items() if name != ROW_ID)
    return any(_filled(one) for one in value) if isinstance(value, list | tuple) else bool(str(value or "").strip())


def step_of(case: Case, name: str) -> Step | None:
    return next((step for step in open_steps(case) if step.name == name), None)


def neighbours(case: Case, name: str) -> tuple[str, str]:
    """The steps before and behind; "" before the first, the review behind the last."""
    names = [step.name for step in way(case, name)]
    place = names.index(name)
    return names[place - 1] if place else "", names[place + 1] if place + 1 < len(names) else REVIEW
