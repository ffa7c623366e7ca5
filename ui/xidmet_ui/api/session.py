"""Who am I, for whom do I act, and with which token do I change things?"""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from xidmet.errors import SignInNeeded

from xidmet_ui.api.answering import answered
from xidmet_ui.api.description import told
from xidmet_ui.api.models import Session
from xidmet_ui.api.reading import who_of
from xidmet_ui.requests import Asked, signed_in, visit_of


@get("/api/v1/session", guards=[signed_in], opt=told("readSession", "Who is signed in", gives={200: Session}))
async def session(request: Asked) -> Response[Any]:
    actor, visit = who_of(request), visit_of(request)
    if visit.session is None:
        raise SignInNeeded
    body = Session(
        person=actor.name,
        acting_for=actor.party_name,
        for_organisation=actor.acts_for_organisation,
        kind=actor.kind,
        mandate=actor.mandate,
        language=visit.language,
        csrf=visit.session.csrf,
    )
    return answered(request, body)


ROUTES = [session]
