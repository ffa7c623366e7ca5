"""A service's guide, step by step, with a picture of each of its pages: drawn from the declaration each time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from xidmet.contract.fields import Field, Upload
from xidmet.contract.form import Form, Step
from xidmet.contract.roles import Officer, Party
from xidmet.contract.service import Service
from xidmet.contract.states import State
from xidmet.contract.texts import _
from xidmet.language import Translator

from xidmet_ui.build.example import Example
from xidmet_ui.build.form_page import may_show
from xidmet_ui.build.question import Question
from xidmet_ui.build.questions import questions
from xidmet_ui.build.sending import also_signed

SIGNED = _("Look at everything once more, then sign with your e-signature: “{what}”.")
ON_PAPER = _("Look at everything once more, then sign with your e-signature or on paper: “{what}”.")
SENT = _("Look at everything once more, then press “{what}”.")
ALSO = _("Signed also by: {who}. Each of them gets a link; nothing is sent before all have signed.")
THEIRS = _("{who} goes on with it. You are told of each step, and see where it stands under “My cases”.")
TERM = _("There is a term of {count} working day for it.", "There is a term of {count} working days for it.")


@dataclass(frozen=True)
class Picture:
    """One page of the form. said: what is done there. files: what must be at hand. asked: labels of its questions."""

    title: str
    said: str
    files: tuple[str, ...]
    questions: tuple[Question, ...]
    asked: tuple[str, ...]


@dataclass(frozen=True)
class After:
    """What comes after the form: the last page, and where the application is then."""

    title: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class Guide:
    slug: str
    title: str
    purpose: str
    pages: tuple[Picture, ...]
    last: tuple[After, ...]
    video: str


def guide(
    service: type[Service],
    today: dt.date,
    video: str,
    words: Translator,
    terms: Mapping[str, int] = MappingProxyType({}),
) -> Guide:
    """video: address of a film about it; "" for none. terms: state -> working days, of those that a table says."""
    example = Example(service.form, today, words)
    return Guide(
        slug=service.slug,
        title=words.text(service.title),
        purpose=words.text(service.purpose),
        pages=tuple(_page(service, step, example, words) for step in service.form.steps),
        last=tuple(_after(service, words, terms)),
        video=video,
    )


def _page(service: type[Service], step: Step, example: Example, words: Translator) -> Picture:
    so_far: Form = example.read.so_far
    seen: list[Field[object]] = [one for one in step.fields if may_show(one, step, so_far)]
    return Picture(
        title=words.text(step.label or service.title),
        said=words.text(step.hint),
        files=tuple(words.text(one.label) for one in step.fields if isinstance(one, Upload)),
        questions=questions(seen, example.asking()),
        asked=tuple(words.text(one.label) for one in seen if one.asked),
    )


def _after(service: type[Service], words: Translator, terms: Mapping[str, int]) -> list[After]:
    """Each way by which the applicant sends it, and what follows there."""
    found = []
    for move in service.leaving(service.starts):
        if service.applicant not in move.actors:
            continue
        text = {"or on paper": ON_PAPER, True: SIGNED}.get(move.signed, SENT)
        said = [words.text(text, what=words.text(move.label)), *_waits(move.target, words, terms)]
        if move.also:
            said.insert(1, words.text(ALSO, who=also_signed(move, words)))
        found.append(After(words.text(_("Check your answers")), tuple(said)))
    return found


def _waits(state: State, words: Translator, terms: Mapping[str, int]) -> list[str]:
    """Who goes on with it there, and how long it may take."""
    found = [words.text(THEIRS, who=words.text(role.label)) for role in state.waiting if isinstance(role, Officer)]
    if not found and any(isinstance(role, Party) for role in state.waiting):
        return []
    days = state.working_days if isinstance(state.working_days, int) else terms.get(state.name)
    if days is not None and found:
        found.append(words.text(TERM, count=days))
    return found or [words.text(_("It is done at once: “{state}”."), state=words.text(state.label))]
