"""The desk of an officer: queues of the sent cases of the services in which this person decides."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from litestar import Response, get
from xidmet.cases.appointments.kinds import kinds_for
from xidmet.cases.complaints import hears_in
from xidmet.cases.desk.look import NO_TERM, Place, desk
from xidmet.cases.desk.queues import filters_in, pairs_of
from xidmet.cases.opinions import asks_opinions_of
from xidmet.cases.talk import unread_by_officers
from xidmet.cases.terms import calendars_of
from xidmet.errors import NotFound

from xidmet_ui.build.desk import EPOCH, desk_page
from xidmet_ui.build.desk_choices import bulk_moves, said_done
from xidmet_ui.pages.by_rule import ways_in
from xidmet_ui.pages.numbers import numbers_there
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, need_actor, signed_in, site_of, words_of


@get("/desk", guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    site, actor, words = site_of(request), need_actor(request), words_of(request)
    asked = {name: str(value) for name, value in request.query_params.items()}
    found = await desk(site, actor, filters_in(asked), place_in(asked))
    days = await calendars_of({one.case.service for one in found.cases if one.case.record.deadline})
    unread = await unread_by_officers(actor, [one.case for one in found.cases])
    values = {
        "desk": desk_page(site.catalogue, found, actor, days, unread, words),
        "moves": bulk_moves(site.catalogue, found, actor, words.language),
        "done": said_done(asked, words),
        "asks_opinions": any(asks_opinions_of(actor, service) for service in found.services),
        "receives": bool(kinds_for(site.catalogue, actor.offices)),
        "hears": bool(hears_in(site, actor)),
        "by_rule": [*numbers_there(request), *ways_in(request)],
    }
    return await page(request, "desk.html", values, here="desk", block="desk")


def place_in(asked: dict[str, str]) -> Place | None:
    """Behind or before which case a page begins. Raises NotFound for a place that no address of ours names."""
    back = "before" in asked
    text = asked.get("before" if back else "after", "")
    if not text and not back:
        return None
    micros, _dot, case = text.partition(".")
    if not (micros.isascii() and micros.isdigit() and len(micros) < 19):
        raise NotFound
    try:
        key = EPOCH + dt.timedelta(microseconds=int(micros))
        return Place(min(key, NO_TERM), UUID(case), back)
    except (ValueError, OverflowError):
        raise NotFound from None


def back_to_desk(query: str, **more: str) -> str:
    """The address of the desk as it was, out of what a form carried; of it only what is known there."""
    asked = dict(parse_qsl(query[:600], max_num_fields=10))
    return "/desk?" + urlencode({**pairs_of(filters_in(asked)), **more})


ROUTES = [show]
