"""One step of a form as a page, as the part of it that a script asks for, and as what changed in it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from litestar import Response
from xidmet.auth import Actor
from xidmet.cases import Case, Site, case_for, read_answers
from xidmet.cases.answer import Answered, Seen, marks
from xidmet.cases.remembered import remembered
from xidmet.contract.answers import shown
from xidmet.contract.fields import Field
from xidmet.contract.form import Form, Step
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.contract.uploads import takes_files
from xidmet.errors import NotAllowed, NotFound, RegisterDown
from xidmet.language import Translator

from xidmet_ui.build.asking import Asking
from xidmet_ui.build.catalogue import fee, term
from xidmet_ui.build.looks import looks
from xidmet_ui.build.question import Question
from xidmet_ui.build.questions import questions
from xidmet_ui.build.steps import FEW_STEPS, REVIEW, Rail, neighbours, rail, step_of
from xidmet_ui.pages import choosing
from xidmet_ui.pages.files import at_hand
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, site_of, value_in, words_of

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


async def draft(site: Site, actor: Actor, number: str) -> Case:
    """The case, if it is still being filled in and this person may do so just now."""
    case = await case_for(site, actor, number)
    if case.party != actor.party:
        raise NotAllowed  # their own, but for another party than the one they act for now
    if not case.is_draft:
        raise NotAllowed(why=_("This application was sent; it can't be changed any more."), mend=_("Look at the case."))
    return case


def named_step(case: Case, name: str) -> Step:
    step = step_of(case, name)
    if step is None:
        raise NotFound
    return step


def path_of(case: Case, name: str) -> str:
    return f"/cases/{case.number}/review" if name == REVIEW else f"/cases/{case.number}/fill/{name}"


async def filled(site: Site, case: Case, typed: Mapping[str, Any], **more: Any) -> Filled:
    """The draft with these answers, read. A register that is down is told on the page; nothing else stops for it."""
    try:
        answers = await read_answers(site, case.service.form, typed, case.party)
    except RegisterDown as down:
        warning = (down.why, {"register": down.register}, down.mend)
        return replace(Filled(case, case.service.form(), typed, {}, warning=warning), **more)
    return Filled(case, answers.so_far, typed, answers.errors, parts=answers.parts, **more)


def as_filled(answered: Answered, **more: Any) -> Filled:
    case = answered.case
    return Filled(case, answered.answers, case.record.typed, answered.errors, parts=answered.parts, **more)


def seen_in(pairs: Sequence[tuple[str, str]]) -> Seen | None:
    """What the page showed that was posted, if it says so; nobody else's page can be harmed by a wrong one."""
    try:
        kept = json.loads(value_in(pairs, "seen") or "{}")
    except (ValueError, RecursionError):
        kept = {}
    if not isinstance(kept, dict) or not kept:
        return None
    return Seen(value_in(pairs, "window")[:40], {str(name): str(mark) for name, mark in kept.items()})


async def step_page(request: Asked, step: Step, shown_as: Filled, status: int = 200, block: str = "") -> Response[str]:
    """block: "step" for what a script puts in the place of the step."""
    made = await made_page(request, step, shown_as)
    return await page(request, "form.html", {"form": made}, here="cases", status=status, block=block)


async def made_page(request: Asked, step: Step, filled: Filled) -> FormPage:
    case = filled.case
    words = words_of(request, case.service.slug)
    find = str(request.query_params.get("find", ""))[:100]
    asked = await asked_in(request, step, filled, words, find)
    back = "?back=review" if request.query_params.get("back") == REVIEW else ""
    names = [s.name for s in case.service.form.steps]
    before, __ = neighbours(case, step.name)
    own = any(q.widget == "table" and (len(q.options) > MORE_THAN_A_LOOK or find) for q in asked)
    return FormPage(
        slug=case.service.slug,
        service=words.text(case.service.title),
        facts=f"{term(case.service, words)} · {fee(case.service, words)}",
        title=words.text(step.label or case.service.title),
        lead=words.text(step.hint),
        place=names.index(step.name) + 1,
        steps=rail(case, step.name, filled.errors, words),
        questions=asked,
        found=found_in(asked),
        warning=_warning(filled.warning, words),
        action=path_of(case, step.name) + back,
        lookup=f"/cases/{case.number}/lookup",
        tasks=f"/cases/{case.number}/fill" if len(names) > FEW_STEPS else "",
        back=path_of(case, before) if before else "",
        version=filled.stood[0] if filled.stood else case.version,
        keep=f"/cases/{case.number}/keep/{step.name}",
        window=filled.window or secrets.token_urlsafe(12),
        seen=filled.stood[1]
        if filled.stood
        else json.dumps(marks(case.record.typed, [f.name for f in step.fields if f.asked])),
        looks=looks(asked),
        saved=words.moment(case.record.changed_at),
        find=find if own else None,
        focus=filled.focus,
        takes_files=takes_files(step.fields),
        again=filled.stood is not None,
    )


async def asked_in(
    request: Asked, step: Step, filled: Filled, words: Translator, find: str = ""
) -> tuple[Question, ...]:
    """The questions of a step, with what may be chosen at each of them."""
    chosen = choosing.Chosen(filled.case.party, filled.so_far, filled.typed, filled.parts, filled.rows)
    visible = [one for one in step.fields if may_show(one, step, filled.so_far)]
    offers = await choosing.offers(site_of(request), visible, chosen, find, words)
    asking = Asking(
        words,
        filled.so_far,
        filled.typed,
        filled.shown_errors,
        offers.rows,
        await remembered(need_actor(request)),
        offers.searchable,
        {path: text for path, text in filled.texts.items() if path in offers.searchable},
        filled.parts,
        filled.others,
        narrowed=bool(find.strip()),
        files=await at_hand(request, filled.case, filled.failed),
        row_page=path_of(filled.case, step.name),
        case_page=f"/cases/{filled.case.number}",
    )
    return questions(visible, asking)


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


def may_show(one: Field[Any], step: Step, so_far: Form) -> bool:
    """Hidden by an answer of an earlier step; what an answer of this very step shows is on the page already."""
    if one.condition is None or shown(one, so_far):
        return True
    return bool({f.name for f in one.condition.reads} & {f.name for f in step.fields})
