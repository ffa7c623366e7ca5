"""Fill in: one step of the form is one page. What was typed is kept, right or wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth import Actor
from xidmet.cases import Case, Site, answer
from xidmet.cases.answer import Answered, hand_of, marks
from xidmet.cases.facts import broken_already
from xidmet.cases.opened import opened
from xidmet.cases.remembered import remember
from xidmet.contract.answers import SURE
from xidmet.contract.form import Step
from xidmet.contract.mistake import Mistake
from xidmet.errors import Conflict, RegisterDown, Stale

from xidmet_ui.build.form_page import Filled, path_of
from xidmet_ui.build.operations import Operation, applied, operation
from xidmet_ui.build.questions import CARDS
from xidmet_ui.build.rows import shown_raw
from xidmet_ui.build.steps import REVIEW, neighbours
from xidmet_ui.build.typed import WHOSE, Pairs, raw_of
from xidmet_ui.multipart_form import LARGEST_FORM
from xidmet_ui.pages import choosing
from xidmet_ui.pages.files import Posted, posted_with_files, remove_dropped
from xidmet_ui.pages.step import as_filled, draft, filled, named_step, seen_in, step_page
from xidmet_ui.pages.unsent import keep_typed, step_again, was_sent
from xidmet_ui.rendering import gone_to, wants_fragment
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of, value_in, version_in, words_of

FORGET = "forget"  # what was typed before signing in anew: the draft stands as it was


@get("/cases/{number:str}/fill/{name:str}", guards=[signed_in], include_in_schema=False)
async def show(request: Asked, number: FromPath[str], name: FromPath[str]) -> Response[str]:
    site = site_of(request)
    case = await draft(site, need_actor(request), number)
    step = named_step(case, name)
    now = await step_again(request, case, step) or await filled(site, case, case.record.typed)
    return await step_page(request, step, now)


@post(
    "/cases/{number:str}/fill/{name:str}",
    guards=[keep_typed, signed_in],
    include_in_schema=False,
    request_max_body_size=LARGEST_FORM,
)
async def send(request: Asked, number: FromPath[str], name: FromPath[str]) -> Response[str] | Redirect:
    posted = await posted_with_files(request, number)
    site, actor, pairs = site_of(request), need_actor(request), posted.pairs
    case = await draft(site, actor, number)
    step = named_step(case, name)
    if value_in(pairs, "op") == FORGET:
        await was_sent(request)
        return Redirect(path_of(case, name), status_code=303)
    wanted = operation(value_in(pairs, "op"))
    typed = raw_of(step.fields, pairs)
    found, down = await choosing.as_far_as(site, case, step.fields, typed, pairs)
    typed = _chosen(case, _operated(case, wanted, typed), pairs)
    try:
        answered = await _answered(request, number, typed, pairs, down)
    except RegisterDown as silent:
        return await _down(request, step, case, found, silent)
    except Conflict as conflict:
        return await _conflict(request, step, actor, typed, conflict)
    except Stale:
        return await _conflict(request, step, actor, typed, Conflict(number, tuple(typed)))
    if await remove_dropped(request, number, posted):
        return gone_to(request, f"{path_of(case, name)}#f-{wanted.path if wanted else ''}")
    answered = replace(answered, errors=answered.errors | posted.errors)
    if wanted:
        return await _operation_done(request, step, answered, wanted, found, pairs)
    return await _sent(request, step, answered, found, posted)


async def _answered(
    request: Asked, number: str, typed: Mapping[str, Any], pairs: Pairs, down: RegisterDown | None
) -> Answered:
    """Raises what answer raises, and RegisterDown when a register was silent before: both keep what was typed first."""
    site, actor = site_of(request), need_actor(request)
    try:
        answered = await answer(site, actor, number, typed, version_in(pairs), seen_in(pairs))
    except RegisterDown:
        await was_sent(request)
        raise
    await was_sent(request)
    if down:
        raise down
    return answered


def _operated(case: Case, wanted: Operation | None, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Rows that stood on the page as a table only were not posted; the operation is on those that are kept."""
    if wanted is None or wanted.field not in case.service.form.fields:
        return dict(typed)
    kept = case.record.typed.get(wanted.field)
    return applied(wanted, case.service.form, {wanted.field: kept, **typed} if kept is not None else typed)


def _chosen(case: Case, typed: dict[str, Any], pairs: Pairs) -> dict[str, Any]:
    """Where somebody was asked whose answer is right, and took the other one."""
    theirs = {name for name in typed if value_in(pairs, f"{name}{WHOSE}") == "theirs"}
    return {name: case.record.typed.get(name) if name in theirs else value for name, value in typed.items()}


async def _sent(
    request: Asked, step: Step, answered: Answered, found: choosing.Found, posted: Posted
) -> Response[str] | Redirect:
    """On to the next step, when all is right on this one."""
    case, pairs = answered.case, posted.pairs
    if value_in(pairs, "op") == "save":
        return Redirect(f"/cases/{case.number}", status_code=303)
    wrong = open_errors(step, answered)
    if wrong:
        now = as_filled(answered, shown_errors=wrong, rows=found.rows, texts=found.texts, failed=posted.failed)
        return await step_page(request, step, now, status=422)
    refused = await refused_here(site_of(request), step, answered)
    if refused:
        return await step_page(request, step, as_filled(answered, shown_errors=refused), status=422)
    await remember(need_actor(request), step.fields, answered.answers)
    if value_in(pairs, "back") == REVIEW or request.query_params.get("back") == REVIEW:
        return Redirect(path_of(case, REVIEW), status_code=303)
    return Redirect(path_of(case, neighbours(case, step.name)[1]), status_code=303)


async def refused_here(site: Site, step: Step, answered: Answered) -> dict[str, Mistake]:
    """Rules that do not hold whatever follows, beside the questions of this step that mend it."""
    refusals = await broken_already(site, answered.case, answered.answers)
    names = {field.name for field in step.fields}
    return {
        one.at.name: Mistake(one.why, one.values, mend=one.mend, law=one.law)
        for one in reversed(refusals)
        if one.at is not None and one.at.name in names
    }


def errors_of(step: Step, errors: Mapping[str, Mistake]) -> dict[str, Mistake]:
    here = {field.name for field in step.fields}
    return {path: said for path, said in errors.items() if path.split("-")[0] in here}


def open_errors(step: Step, answered: Answered) -> dict[str, Mistake]:
    """What is wrong on this page, of what may be answered on it."""
    is_open = opened(answered.case)
    found = errors_of(step, answered.errors)
    return {path: said for path, said in found.items() if path.split("-")[0] in is_open}


async def _operation_done(
    request: Asked, step: Step, answered: Answered, wanted: Operation, found: choosing.Found, pairs: Pairs
) -> Response[str] | Redirect:
    """The same step again, looked at where something changed: as a part of the page, or as the page itself."""
    case = answered.case
    rows = case.record.typed.get(wanted.path)
    if wanted.kind == "add" and isinstance(rows, list) and len(rows) > CARDS:
        return gone_to(request, f"{path_of(case, step.name)}/{wanted.path}/{wanted.row}")
    if wants_fragment(request) or wanted.kind == "find":
        now = as_filled(
            answered, rows=found.rows, texts=found.texts, window=value_in(pairs, "window"), focus=wanted.focus
        )
        return await step_page(request, step, now, block="step")
    back = f"?back={REVIEW}" if request.query_params.get("back") == REVIEW else ""
    return Redirect(f"{path_of(case, step.name)}{back}#{wanted.focus}", status_code=303)


async def _down(request: Asked, step: Step, case: Case, found: choosing.Found, down: RegisterDown) -> Response[str]:
    """What was typed is kept, and words that no register could be asked about are still on the page."""
    fresh = await draft(site_of(request), need_actor(request), case.number)
    warning = (down.why, {"register": down.register}, down.mend)
    now = Filled(fresh, case.service.form(), fresh.record.typed, {}, texts=found.texts, warning=warning)
    return await step_page(request, step, now, status=503)


async def _conflict(
    request: Asked, step: Step, actor: Actor, typed: dict[str, Any], conflict: Conflict
) -> Response[str]:
    """Nothing of this page is lost: it stands there as it was sent, with the other answer beside each question."""
    site = site_of(request)
    case = await draft(site, actor, conflict.number)
    words = words_of(request, case.service.slug)
    stored = case.record.typed
    theirs = await filled(site, case, stored)
    others: dict[str, tuple[str, str]] = {}
    now_there, here = marks(stored, typed), marks(typed, typed)
    for name in (n for n in conflict.questions if now_there[n] != here[n] and not n.endswith(SURE)):
        hand, field = hand_of(stored, name), case.service.form.fields[name]
        whose = f"{hand.who}, {words.moment(hand.at)}" if hand else ""
        others[name] = (shown_raw(field, theirs.so_far, stored.get(name), words), whose)
    now = await filled(site, case, {**stored, **typed}, others=others)
    now = replace(now, warning=(conflict.why, {}, conflict.mend))
    return await step_page(request, step, now, status=409)


ROUTES = [show, send]
