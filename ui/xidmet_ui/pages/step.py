"""One step of a form as a page, as the part of it that a script asks for, and as what changed in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from litestar import Response
from xidmet.auth import Actor
from xidmet.cases import Case, Site, case_for, read_answers
from xidmet.cases.answer import Answered, Seen
from xidmet.cases.opened import may_fill, opened
from xidmet.cases.remembered import remembered
from xidmet.contract.form import Step
from xidmet.contract.shown import mark_text
from xidmet.errors import NotFound, RegisterDown

from xidmet_ui.build.asking import Asking
from xidmet_ui.build.form_page import Address, Filled, FormPage, form_page, path_of, visible_in
from xidmet_ui.build.steps import REVIEW, step_of
from xidmet_ui.pages import choosing
from xidmet_ui.pages.files import at_hand
from xidmet_ui.rendering import Frame, page, rendered
from xidmet_ui.requests import Asked, need_actor, site_of, value_in, words_of


async def draft(site: Site, actor: Actor, number: str) -> Case:
    """The case, if it is still being filled in and this person may do so just now."""
    case = await case_for(site, actor, number)
    may_fill(actor, case)
    return case


def named_step(case: Case, name: str) -> Step:
    step = step_of(case, name)
    if step is None:
        raise NotFound
    return step


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


def drawn_step(
    request: Asked, step: Step, now: Filled, asking: Asking, address: Address, frame: Frame
) -> Response[str]:
    """The same from what is known already: the store is not asked."""
    return rendered(request, "form.html", {"form": form_page(step, now, asking, address)}, frame, "", 200)


async def made_page(request: Asked, step: Step, now: Filled) -> FormPage:
    asking, address = await asking_of(request, step, now), address_of(request)
    return form_page(step, now, asking, address)


def address_of(request: Asked) -> Address:
    """What of a step's address changes its page."""
    find = str(request.query_params.get("find", ""))[:100]
    return Address(find, back_to_review=request.query_params.get("back") == REVIEW)


async def asking_of(request: Asked, step: Step, now: Filled) -> Asking:
    """All that the store and the registers know of the questions of a step."""
    words, find = words_of(request, now.case.service.slug), address_of(request).find
    chosen = choosing.Chosen(now.case.party, now.so_far, now.typed, now.parts, now.rows)
    offers = await choosing.offers(site_of(request), visible_in(step, now), chosen, find, words)
    return Asking(
        words,
        now.so_far,
        now.typed,
        now.shown_errors,
        offers.rows,
        await remembered(need_actor(request)),
        offers.searchable,
        {path: text for path, text in now.texts.items() if path in offers.searchable},
        now.parts,
        now.others,
        narrowed=bool(find.strip()),
        files=await at_hand(request, now.case, now.failed),
        row_page=path_of(now.case, step.name),
        case_page=f"/cases/{now.case.number}",
        notes={name: mark_text(text, words) for name, text in opened(now.case).items()},
        silent=offers.silent,
    )
