"""Where somebody is in a form: which steps are done, which is next, what stands on the rail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xidmet.cases import Case
from xidmet.contract.form import Step
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.language import Translator

REVIEW = "review"


@dataclass(frozen=True)
class Rail:
    """One step on the rail. kind: done, now, or empty for what is still to come."""

    title: str
    kind: str
    href: str
    note: str


def first_unfinished(case: Case, errors: Iterable[str]) -> str:
    """The name of the first step with something missing or wrong; the review when there is none."""
    wrong = {path.split("-")[0] for path in errors}
    for step in case.service.form.steps:
        if any(field.name in wrong for field in step.fields):
            return step.name
    return REVIEW


def rail(case: Case, now: str, errors: Mapping[str, Mistake], words: Translator) -> tuple[Rail, ...]:
    """Every step, and the review behind them."""
    wrong = {path.split("-")[0] for path in errors}
    rows = [_rail(case, step, now, wrong, words) for step in case.service.form.steps]
    return (*rows, Rail(words.text(_("Check your answers")), "now" if now == REVIEW else "", "", ""))


def _rail(case: Case, step: Step, now: str, wrong: set[str], words: Translator) -> Rail:
    kind = "now" if step.name == now else "done" if is_done(case, step, wrong) else ""
    note = words.text(_("You are here")) if kind == "now" else ""
    return Rail(words.text(step.label), kind, f"/cases/{case.number}/fill/{step.name}", note)


def is_done(case: Case, step: Step, wrong: set[str]) -> bool:
    """Somebody was there, and nothing is missing or wrong."""
    been_there = any(field.name in case.record.typed for field in step.fields)
    return been_there and not any(field.name in wrong for field in step.fields)


def step_of(case: Case, name: str) -> Step | None:
    return next((step for step in case.service.form.steps if step.name == name), None)


def neighbours(case: Case, name: str) -> tuple[str, str]:
    """The steps before and behind; "" before the first, the review behind the last."""
    names = [step.name for step in case.service.form.steps]
    place = names.index(name)
    return names[place - 1] if place else "", names[place + 1] if place + 1 < len(names) else REVIEW
