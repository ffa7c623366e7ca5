"""One move by rule: an officer says whom to look for among all cases of a service."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.cases import by_rule
from xidmet.cases.by_rule import PARTIES, Offered, moves_by_rule
from xidmet.cases.desk.queues import services_of
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import WrongAnswers

from xidmet_ui.build.by_rule import boxes_of, state_text
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, token_in, value_in, visit_of, words_of

PATH = "/desk/by-rule/{slug:str}/{name:str}"
Pairs = Sequence[tuple[str, str]]


def ways_in(request: Asked) -> list[tuple[str, str]]:
    """(address, text) of every move that this officer may make by rule."""
    site, actor, words = site_of(request), need_actor(request), words_of(request)
    return [
        (
            f"/desk/by-rule/{service.slug}/{move.name}",
            words.text(_("{move} by rule: {service}"), **_named(request, service, move)),
        )
        for service in services_of(site, actor)
        for move in moves_by_rule(service, actor)
    ]


def _named(request: Asked, service: Any, move: Any) -> dict[str, str]:
    own = words_of(request, service.slug)
    return {"move": own.text(move.label), "service": own.text(service.title)}


@get(PATH, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, slug: FromPath[str], name: FromPath[str]) -> Response[str]:
    there = await by_rule.offered(site_of(request), need_actor(request), slug, name)
    return await _page(request, there, None, {})


@post(PATH, guards=[signed_in], include_in_schema=False)
async def look(request: Asked, slug: FromPath[str], name: FromPath[str]) -> Response[str] | Redirect:
    pairs, site, actor = await form_of(request), site_of(request), need_actor(request)
    there = await by_rule.offered(site, actor, slug, name)
    try:
        wanted = by_rule.wanted_of(there, pairs)
    except WrongAnswers as wrong:
        return await _page(request, there, pairs, wrong.errors)
    search = await by_rule.look.begin(site, actor, slug, name, wanted, token_in(pairs), visit_of(request).language)
    return Redirect(f"/desk/by-rule/{slug}/{name}/{search}", status_code=303)


async def _page(request: Asked, there: Offered, pairs: Pairs | None, errors: Mapping[str, Mistake]) -> Response[str]:
    slug, name = there.service.slug, there.move.name
    words = words_of(request, slug)
    rules, states, columns = boxes_of(there, None if pairs is None else set(pairs), words)
    said = {at: words.text(one.text, **one.values) for at, one in errors.items()}
    first = {"rule": f"rule-{rules.boxes[0].value}" if rules.boxes else PARTIES, "state": "state-0", PARTIES: PARTIES}
    values = {
        "path": f"/desk/by-rule/{slug}/{name}",
        "label": words.text(there.move.label),
        "service": words.text(there.service.title),
        "rules": rules,
        "states": states,
        "columns": columns,
        "parties": value_in(pairs or (), PARTIES),
        "errors": said,
        "found": [(first[at], text) for at, text in said.items()],
        "token": secrets.token_urlsafe(24),
        "lately": [
            (one, state_text(one, words))
            for one in await by_rule.lately(site_of(request), need_actor(request), slug, name)
        ],
    }
    return await page(request, "by_rule.html", values, here="desk", status=422 if errors else 200)


ROUTES = [show, look]
