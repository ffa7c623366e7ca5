"""One move in the chosen cases: it is asked once, done by the worker, and how it went stands there for each case."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.cases.desk import bulk
from xidmet.cases.desk.bulk import DONE, REFUSED, WAITS, Chosen
from xidmet.contract.mistake import Mistake
from xidmet.errors import BadInput, WrongAnswers

from xidmet_ui.build.typed import raw_of
from xidmet_ui.pages.asked_in_move import asked_in
from xidmet_ui.pages.desk import back_to_desk
from xidmet_ui.pages.desk_taking import Pairs
from xidmet_ui.rendering import page
from xidmet_ui.requests import (
    Asked,
    form_of,
    need_actor,
    signed_in,
    site_of,
    token_in,
    value_in,
    visit_of,
    words_of,
)

HERE = "/desk/bulk"


def chosen_in(pairs: Pairs) -> list[tuple[str, int]]:
    """Number and version of each. Raises BadInput for what no page of ours sends."""
    found = list[tuple[str, int]]()
    for value in (value for name, value in pairs if name == "case"):
        number, _colon, version = value.partition(":")
        if not (version.isascii() and version.isdigit() and len(version) < 10):
            raise BadInput
        found.append((number[:20], int(version)))
    return found


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show_all(request: Asked) -> Response[str]:
    """What this officer asked for lately."""
    catalogue, rows = site_of(request).catalogue, list[dict[str, Any]]()
    for one in await bulk.results(need_actor(request)):
        service = catalogue.services.get(one.run.service)
        move = service.transition(one.run.move) if service else None
        label = words_of(request, one.run.service).text(move.label) if move and service else one.run.move
        rows.append({"of": one, "label": label, "done": one.total - one.waits - one.refused})
    return await page(request, "desk_bulk_all.html", {"rows": rows}, here="desk")


@post(HERE, guards=[signed_in], include_in_schema=False, status_code=200)
async def ask(request: Asked) -> Response[str] | Redirect:
    """First what the move asks, with the cases that were chosen; then it is posted here again, with a token."""
    pairs = await form_of(request)
    slug, _colon, name = value_in(pairs, "move").partition(":")
    site, actor = site_of(request), need_actor(request)
    what = await bulk.chosen(site, actor, slug, name, chosen_in(pairs))
    if not value_in(pairs, "token"):
        return await _page(request, pairs, what, {}, {})
    asked = raw_of(what.move.asks.fields.values(), pairs) if what.move.asks else {}
    try:
        run = await bulk.begin(site, actor, what, asked, token_in(pairs), visit_of(request).language)
    except WrongAnswers as wrong:
        return await _page(request, pairs, what, asked, wrong.errors)
    return Redirect(f"{HERE}/{run}", status_code=303)


async def _page(
    request: Asked, pairs: Pairs, what: Chosen, typed: dict[str, Any], errors: Mapping[str, Mistake]
) -> Response[str]:
    words = words_of(request, what.service.slug)
    asks = what.move.asks
    questions = await asked_in(request, what.cases[0], asks, typed, errors) if asks and what.cases else ()
    values = {
        "move": f"{what.service.slug}:{what.move.name}",
        "label": words.text(what.move.label),
        "service": words.text(what.service.title),
        "target": words.text(what.move.target.label),
        "cases": [(f"{one.number}:{what.versions[one.number]}", one.number) for one in what.cases],
        "left_out": len(what.versions) - len(what.cases),
        "questions": questions,
        "found": [(one.first, f"{one.label}: {one.error}") for one in questions if one.error],
        "token": secrets.token_urlsafe(24),
        "query": value_in(pairs, "back"),
        "back": back_to_desk(value_in(pairs, "back")),
    }
    return await page(request, "desk_bulk.html", values, here="desk", status=422 if errors else 200)


@get(f"{HERE}/{{wanted:uuid}}", guards=[signed_in], include_in_schema=False)
async def show(request: Asked, wanted: FromPath[UUID]) -> Response[str]:
    run, items = await bulk.result(need_actor(request), wanted)
    service = site_of(request).catalogue.services.get(run.service)
    move = service.transition(run.move) if service else None
    counts = {state: sum(one.state == state for one in items) for state in (WAITS, DONE, REFUSED)}
    values = {
        "run": run,
        "label": words_of(request, run.service).text(move.label) if move and service else run.move,
        "items": items,
        "counts": counts,
        "path": f"{HERE}/{run.id}",
    }
    return await page(request, "desk_bulk_result.html", values, here="desk", block="result")


ROUTES = [show_all, ask, show]
