"""What happened in the organisation's cases, for programs that no webhook reaches."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from xidmet.cases import events
from xidmet.cases.webhooks import event_of
from xidmet.errors import BadInput, NotFound

from xidmet_ui.api.answering import answered
from xidmet_ui.api.description import told
from xidmet_ui.api.models_events import CaseMoved, Events
from xidmet_ui.api.reading import who_of
from xidmet_ui.requests import Asked, signed_in, site_of

USUAL, MOST = 100, 1000


@get(
    "/api/v1/events",
    guards=[signed_in],
    opt=told(
        "listEvents",
        "What happened in the cases of the organisation I act for, the oldest first",
        scope="read",
        gives={200: Events},
        fails=(410,),
        asks={
            "after": "The “next” of the answer before; without it from the oldest that is kept, for 30 days.",
            "service": "Only of this service (its slug).",
            "limit": ("How many.", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}),
        },
    ),
)
async def every(request: Asked) -> Response[Any]:
    """An event is never added before one that was given out: who goes on from “next” misses nothing."""
    actor, asked = who_of(request), request.query_params
    slug, scope = str(asked.get("service", "")), actor.scope
    if slug and slug not in site_of(request).catalogue.services:
        raise NotFound
    services = ({slug} if scope is None or slug in scope else set[str]()) if slug else scope
    found = await events.feed(actor, services, str(asked.get("after", "")), _limit(str(asked.get("limit", ""))))
    moved = [CaseMoved.model_validate(event_of(one)) for one in found.events]
    return answered(request, Events(events=moved, next=found.after, more=found.more))


def _limit(text: str) -> int:
    if not text:
        return USUAL
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:5]) <= MOST:
        raise BadInput
    return int(text)


ROUTES = [every]
