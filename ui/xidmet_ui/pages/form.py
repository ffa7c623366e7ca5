"""Fill in: one step of the form is one page. What was typed is kept, right or wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth import Actor
from xidmet.cases import Case, Site, answer, case_for, read_answers
from xidmet.cases.remembered import remember, remembered
from xidmet.contract.answers import shown
from xidmet.contract.fields import Field
from xidmet.contract.form import Form, Step
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed, NotFound, RegisterDown, Stale
from xidmet.language import Translator

from xidmet_ui.build.catalogue import fee, term
from xidmet_ui.build.questions import Asking, Question, questions
from xidmet_ui.build.steps import REVIEW, Rail, first_unfinished, neighbours, rail, step_of
from xidmet_ui.build.typed import raw_of
from xidmet_ui.pages import choosing
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, value_in, version_in, words_of

MORE_THAN_A_LOOK = 2  # rows of one's own above which a search box helps


@dataclass(frozen=True)
class FormPage:
    """One step. found: (control's id, text) of each mistake. find: what was searched for in a list, else None."""

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
    back: str
    version: int
    saved: str
    find: str | None


@dataclass(frozen=True)
class Filled:
    """A draft as it can be shown. shown_errors: those of this step, once it was sent."""

    case: Case
    so_far: Form
    typed: Mapping[str, Any]
    errors: Mapping[str, Mistake]
    shown_errors: Mapping[str, Mistake]
    rows: Mapping[str, Sequence[Form]]
    texts: Mapping[str, str]
    warning: tuple[str, str] | None = None


@get("/cases/{number:str}/fill", guards=[signed_in], include_in_schema=False)
async def resume(request: Asked, number: FromPath[str]) -> Redirect:
    """To the first step that is not finished."""
    site = site_of(request)
    case = await _draft(site, need_actor(request), number)
    filled = await _filled(site, case, case.record.typed, {})
    return Redirect(_path(case, first_unfinished(case, filled.errors)), status_code=303)


@get("/cases/{number:str}/fill/{name:str}", guards=[signed_in], include_in_schema=False)
async def show(request: Asked, number: FromPath[str], name: FromPath[str]) -> Response[str]:
    site = site_of(request)
    case = await _draft(site, need_actor(request), number)
    step = _step(case, name)
    return await _page(request, step, await _filled(site, case, case.record.typed, {}))


@post("/cases/{number:str}/fill/{name:str}", guards=[signed_in], include_in_schema=False)
async def send(request: Asked, number: FromPath[str], name: FromPath[str]) -> Response[str] | Redirect:
    pairs = await form_of(request)
    site, actor = site_of(request), need_actor(request)
    case = await _draft(site, actor, number)
    step = _step(case, name)
    typed = raw_of(step.fields, pairs)
    texts: dict[str, str] = {}
    options: dict[str, Sequence[Form]] = {}
    try:
        options, texts = await choosing.resolved(site, case.party, step, typed, pairs)
        answered = await answer(site, actor, number, typed, version_in(pairs))
    except RegisterDown as down:
        return await _down(request, step, actor, number, typed, down)
    except Stale:
        return await _stale(request, step, actor, number, typed)
    if value_in(pairs, "op") == "save":
        return Redirect(f"/cases/{number}", status_code=303)
    here = {field.name for field in step.fields}
    wrong = {path: said for path, said in answered.errors.items() if path.split("-")[0] in here}
    if wrong:
        filled = await _filled(site, answered.case, answered.case.record.typed, wrong, options, texts)
        return await _page(request, step, filled, status=422)
    await remember(actor, step.fields, answered.answers)
    if value_in(pairs, "back") == REVIEW or request.query_params.get("back") == REVIEW:
        return Redirect(_path(case, REVIEW), status_code=303)
    return Redirect(_path(case, neighbours(case, name)[1]), status_code=303)


async def _draft(site: Site, actor: Actor, number: str) -> Case:
    case = await case_for(site, actor, number)
    if case.party != actor.party:
        raise NotAllowed  # their own, but for another party than the one they act for now
    if not case.is_draft:
        raise NotAllowed(why=_("This application was sent; it can't be changed any more."), mend=_("Look at the case."))
    return case


def _step(case: Case, name: str) -> Step:
    step = step_of(case, name)
    if step is None:
        raise NotFound
    return step


def _path(case: Case, name: str) -> str:
    return f"/cases/{case.number}/review" if name == REVIEW else f"/cases/{case.number}/fill/{name}"


async def _filled(
    site: Site,
    case: Case,
    typed: Mapping[str, Any],
    shown_errors: Mapping[str, Mistake],
    options: Mapping[str, Sequence[Form]] | None = None,
    texts: Mapping[str, str] | None = None,
) -> Filled:
    warning, errors, so_far = None, dict[str, Mistake](), case.service.form()
    try:
        answers = await read_answers(site, case.service.form, typed, case.party)
        errors, so_far = answers.errors, answers.so_far
    except RegisterDown as down:
        warning = (down.why, down.register)
    return Filled(case, so_far, typed, errors, shown_errors, options or {}, texts or {}, warning)


async def _down(
    request: Asked, step: Step, actor: Actor, number: str, typed: dict[str, Any], down: RegisterDown
) -> Response[str]:
    """What was typed was kept, or is still on the page; the register's name is told."""
    site = site_of(request)
    case = await _draft(site, actor, number)
    filled = Filled(
        case, case.service.form(), {**case.record.typed, **typed}, {}, {}, {}, {}, (down.why, down.register)
    )
    return await _page(request, step, filled, status=503)


async def _stale(request: Asked, step: Step, actor: Actor, number: str, typed: dict[str, Any]) -> Response[str]:
    """Somebody else saved meanwhile: what was typed here stays on the page, with the newer version beneath it."""
    site = site_of(request)
    case = await _draft(site, actor, number)
    filled = await _filled(site, case, {**case.record.typed, **typed}, {})
    warning = (
        _("This application was changed in another window."),
        _("Your answers on this page are kept below. Look at them, and send them again if they are right."),
    )
    return await _page(request, step, Filled(**{**vars(filled), "warning": warning}), status=409)


async def _page(request: Asked, step: Step, filled: Filled, status: int = 200) -> Response[str]:
    site, actor, case = site_of(request), need_actor(request), filled.case
    words = words_of(request, case.service.slug)
    find = str(request.query_params.get("find", ""))[:100]
    asking = await _asking(site, actor, step, filled, words, find)
    visible = [f for f in step.fields if _may_show(f, step, filled.so_far)]
    asked = questions(visible, asking)
    back = "?back=review" if request.query_params.get("back") == REVIEW else ""
    names = [s.name for s in case.service.form.steps]
    before, __ = neighbours(case, step.name)
    own = any(q.widget == "table" and (len(q.options) > MORE_THAN_A_LOOK or find) for q in asked)
    shown_page = FormPage(
        slug=case.service.slug,
        service=words.text(case.service.title),
        facts=f"{term(case.service, words)} · {fee(case.service, words)}",
        title=words.text(step.label or case.service.title),
        lead=words.text(step.hint),
        place=names.index(step.name) + 1,
        steps=rail(case, step.name, filled.errors, words),
        questions=asked,
        found=_found(asked),
        warning=_warning(filled.warning, words),
        action=_path(case, step.name) + back,
        lookup=f"/cases/{case.number}/lookup",
        back=_path(case, before) if before else "",
        version=case.version,
        saved=words.moment(case.record.changed_at),
        find=find if own else None,
    )
    return await page(request, "form.html", {"form": shown_page}, here="cases", status=status)


async def _asking(site: Site, actor: Actor, step: Step, filled: Filled, words: Translator, find: str) -> Asking:
    chosen = choosing.Chosen(filled.case.party, filled.so_far, filled.typed, filled.rows)
    rows, searchable = await choosing.rows_of(site, step, chosen, find, words)
    return Asking(
        words,
        filled.so_far,
        filled.typed,
        filled.shown_errors,
        rows,
        await remembered(actor),
        searchable,
        {name: text for name, text in filled.texts.items() if name in searchable},
        narrowed=bool(find.strip()),
    )


def _warning(said: tuple[str, str] | None, words: Translator) -> tuple[str, str] | None:
    if said is None:
        return None
    if said[0] == RegisterDown.why:
        return words.text(said[0], register=words.text(said[1])), words.text(RegisterDown.mend)
    return words.text(said[0]), words.text(said[1])


def _found(asked: Sequence[Question]) -> tuple[tuple[str, str], ...]:
    every = [q for one in asked for q in (one, *one.dependent)]
    return tuple((q.first, f"{q.label}: {q.error}") for q in every if q.error)


def _may_show(field: Field[Any], step: Step, so_far: Form) -> bool:
    """Hidden by an answer of an earlier step; what an answer of this very step shows is on the page already."""
    if field.condition is None or shown(field, so_far):
        return True
    return bool({f.name for f in field.condition.reads} & {f.name for f in step.fields})


ROUTES = [resume, show, send]
