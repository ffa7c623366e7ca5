"""Take the cases that are chosen on the desk, or put them back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from litestar import Response, post
from litestar.response import Redirect
from xidmet.cases.desk.take import Outcome, put_back, take
from xidmet.errors import BadInput

from xidmet_ui.build.desk_choices import outcome_shown
from xidmet_ui.pages.desk import back_to_desk
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, value_in, words_of

NUMBER = re.compile(r"[0-9A-Za-z-]{4,20}")
DOES = {"take": take, "back": put_back}
Pairs = Sequence[tuple[str, str]]


def numbers_in(pairs: Pairs) -> list[str]:
    """The cases that were chosen; of one button beside a row that one alone."""
    one = value_in(pairs, "take")
    chosen = [one] if one else [value for name, value in pairs if name == "case"]
    return [value.partition(":")[0][:20] for value in chosen]


def way_back(pairs: Pairs, **more: str) -> str:
    """Where it was pressed: on the page of a case, or on the desk."""
    numbers = numbers_in(pairs)
    if value_in(pairs, "page") == "case" and len(numbers) == 1 and NUMBER.fullmatch(numbers[0]):
        return f"/cases/{numbers[0]}"
    return back_to_desk(value_in(pairs, "back"), **more)


@post("/desk/chosen", guards=[signed_in], include_in_schema=False, status_code=200)
async def choose(request: Asked) -> Response[str] | Redirect:
    pairs = await form_of(request)
    kind = "take" if value_in(pairs, "take") else value_in(pairs, "do")
    if kind not in DOES:
        raise BadInput
    does: Any = DOES[kind]
    outcome: Outcome = await does(site_of(request), need_actor(request), numbers_in(pairs))
    return await shown(request, outcome, kind, pairs)


async def shown(request: Asked, outcome: Outcome, kind: str, pairs: Pairs) -> Response[str] | Redirect:
    """Back to the desk as it was, or to the case; first what was not done, and why."""
    if not outcome.refused:
        more = {"done": kind, "count": str(len(outcome.done))} if outcome.done else {}
        return Redirect(way_back(pairs, **more), status_code=303)
    values = {"outcome": outcome_shown(outcome, kind, words_of(request)), "back": way_back(pairs)}
    return await page(request, "desk_outcome.html", values, here="desk", status=409)


ROUTES = [choose]
