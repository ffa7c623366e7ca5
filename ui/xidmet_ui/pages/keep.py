"""Kept by itself while somebody types: nothing is said to be wrong, and only what follows from it changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from litestar import Response, post
from litestar.params import FromPath
from xidmet.cases import answer
from xidmet.contract.form import Step
from xidmet.contract.texts import _
from xidmet.errors import RegisterDown, Stale

from xidmet_ui.build.form_page import Filled
from xidmet_ui.build.looks import live, look_of, looks_in
from xidmet_ui.build.question import Question
from xidmet_ui.build.typed import WHOSE, Pairs, raw_of
from xidmet_ui.pages.step import as_filled, draft, filled, made_page, named_step, seen_in
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, value_in, version_in


@dataclass(frozen=True)
class Kept:
    """changed: questions that look otherwise than the page shows them. warning: why nothing was kept."""

    changed: tuple[Question, ...]
    warning: str


@post("/cases/{number:str}/keep/{name:str}", guards=[signed_in], include_in_schema=False)
async def keep(request: Asked, number: FromPath[str], name: FromPath[str]) -> Response[str]:
    pairs = await form_of(request)
    site, actor = site_of(request), need_actor(request)
    case = await draft(site, actor, number)
    step = named_step(case, name)
    warning = ""
    try:
        answered = await answer(site, actor, number, _settled(step, pairs), version_in(pairs), seen_in(pairs))
        now = as_filled(answered)
    except RegisterDown:
        fresh = await draft(site, actor, number)
        now = Filled(fresh, fresh.service.form(), fresh.record.typed, {})
    except Stale:
        now = await filled(site, case, case.record.typed)
        warning = _("Not saved: some of these questions were answered elsewhere meanwhile. “Continue” lets you choose.")
    made = await made_page(request, step, replace(now, window=value_in(pairs, "window")))
    shown = looks_in(value_in(pairs, "looks"))
    changed = tuple(one for one in live(made.questions) if shown.get(one.name) != look_of(one))
    values = {"form": made, "kept": Kept(() if warning else changed, warning)}
    return await page(request, "kept.html", values)


def _settled(step: Step, pairs: Pairs) -> dict[str, Any]:
    """What was typed, but for questions at which one must still choose whose answer is right."""
    open_ = {name.removesuffix(WHOSE) for name, __ in pairs if name.endswith(WHOSE)}
    return {name: value for name, value in raw_of(step.fields, pairs).items() if name not in open_}


ROUTES = [keep]
