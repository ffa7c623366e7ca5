"""Who am I, for whom do I act, and what do I need to change things?"""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from xidmet.auth.actor import Program

from xidmet_ui.api.answering import answered
from xidmet_ui.api.description import told
from xidmet_ui.api.models import ProgramSelf, Session
from xidmet_ui.api.reading import who_of
from xidmet_ui.requests import Asked, signed_in, visit_of


@get(
    "/api/v1/session",
    guards=[signed_in],
    opt=told("readSession", "Who is signed in", scope="any", gives={200: Session}),
)
async def session(request: Asked) -> Response[Any]:
    actor, visit = who_of(request), visit_of(request)
    body = Session(
        person=actor.name,
        acting_for=actor.party_name,
        for_organisation=actor.acts_for_organisation,
        kind=actor.kind,
        mandate=actor.mandate,
        language=visit.language,
        csrf=visit.session.csrf if visit.session else "",
        program=_program(actor.program, actor.scope) if actor.program else None,
    )
    return answered(request, body)


def _program(program: Program, services: frozenset[str] | None) -> ProgramSelf:
    return ProgramSelf(
        name=program.name,
        token=program.prefix,
        scopes=sorted(program.scopes),
        services=None if services is None else sorted(services),
        ends_at=program.until,
    )


ROUTES = [session]
