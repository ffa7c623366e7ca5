"""Take the cases that are chosen on the desk, or put them back."""

from __future__ import annotations

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

DOES = {"take": take, "back": put_back}
Pairs = Sequence[tuple[str, str]]


def numbers_in(pairs: Pairs) -> list[str]:
    """The cases that were chosen; of one button beside a row that one alone."""
    one = value_in(pairs, "take")
    chosen = [one] if one else [value for name, value in pairs if name == "case"]
    return [value.partition(":")[0][:20] for value in chosen]


@post("/desk/chosen", guards=[signed_in], include_in_schema=False, status_code=200)
async def choose(request: Asked) -> Response[str] | Redirect:
    pairs = await form_of(request)
    kind = "take" if value_in(pairs, "take") else value_in(pairs, "do")
    if kind not in DOES:
        raise BadInput
    does: Any = DOES[kind]
    outcome: Outcome = await does(site_of(request), need_actor(request), numbers_in(pairs))
    return await shown(request, outcome, kind, value_in(pairs, "back"))


async def shown(request: Asked, outcome: Outcome, kind: str, back: str) -> Response[str] | Redirect:
    """Back to the desk as it was; first what was not done, and why."""
    if not outcome.refused:
        more = {"done": kind, "count": str(len(outcome.done))} if outcome.done else {}
        return Redirect(back_to_desk(back, **more), status_code=303)
    values = {"outcome": outcome_shown(outcome, kind, words_of(request)), "back": back_to_desk(back)}
    return await page(request, "desk_outcome.html", values, here="desk", status=409)


ROUTES = [choose]
