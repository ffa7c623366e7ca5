"""Hand the chosen cases over to a colleague, with a word why."""

from __future__ import annotations

from collections.abc import Mapping

from litestar import Response, post
from litestar.response import Redirect
from xidmet.cases.desk.hand_over import LONGEST, hand_over, recipients
from xidmet.contract.mistake import Mistake
from xidmet.errors import WrongAnswers

from xidmet_ui.pages.desk_taking import Pairs, numbers_in, shown, way_back
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, uuids_in, value_in, words_of


@post("/desk/hand", guards=[signed_in], include_in_schema=False, status_code=200)
async def hand(request: Asked) -> Response[str] | Redirect:
    """First the question to whom; it is posted here again, with the cases in it."""
    pairs = await form_of(request)
    if not any(name == "to" for name, _value in pairs):
        return await _ask(request, pairs, {})
    to, why = next(iter(uuids_in([value_in(pairs, "to")])), None), value_in(pairs, "why")
    try:
        outcome = await hand_over(site_of(request), need_actor(request), numbers_in(pairs), to, why)
    except WrongAnswers as wrong:
        return await _ask(request, pairs, wrong.errors)
    return await shown(request, outcome, "hand", pairs)


async def _ask(request: Asked, pairs: Pairs, errors: Mapping[str, Mistake]) -> Response[str]:
    site, actor, words = site_of(request), need_actor(request), words_of(request)
    said = {name: words.text(one.text, **one.values) for name, one in errors.items()}
    values = {
        "numbers": numbers_in(pairs)[:50],
        "colleagues": [(str(one.account), one.name) for one in await recipients(site, actor)],
        "to": value_in(pairs, "to"),
        "why": value_in(pairs, "why"),
        "most": LONGEST,
        "errors": {name: said.get(name, "") for name in ("to", "why")},
        "found": list(said.items()),
        "query": value_in(pairs, "back"),
        "page": value_in(pairs, "page"),
        "back": way_back(pairs),
    }
    return await page(request, "desk_hand.html", values, here="desk", status=422 if said else 200)


ROUTES = [hand]
