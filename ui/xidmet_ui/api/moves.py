"""Move a case: send a draft, decide, deactivate, whatever its service declares."""

from __future__ import annotations

from typing import Any

from litestar import Response, post
from litestar.params import FromPath
from xidmet.cases import case_for, move
from xidmet.contract.form import Form
from xidmet.errors import NotFound, OutOfReach, Refused, UsedElsewhere, WrongAnswers

from xidmet_ui.api.answering import answered_case
from xidmet_ui.api.description import told
from xidmet_ui.api.mistakes import ASKED, in_a_move, refused_at
from xidmet_ui.api.models import CaseWhole, NewMove
from xidmet_ui.api.natural import typed_of
from xidmet_ui.api.reading import LONGEST_JSON, sent, version_of, who_of
from xidmet_ui.api.whole_case import whole
from xidmet_ui.requests import Asked, signed_in, site_of


@post(
    "/api/v1/cases/{number:str}/moves/{name:str}",
    guards=[signed_in],
    request_max_body_size=LONGEST_JSON,
    opt=told(
        "moveCase",
        "Make one of the moves that a case offers",
        takes=NewMove,
        scope="submit",
        gives={200: CaseWhole},
        versioned=True,
    ),
)
async def make(request: Asked, number: FromPath[str], name: FromPath[str]) -> Response[Any]:
    """All of it or nothing: the new state, the journal, the attestation, the notices. Gives the case after it."""
    given = await sent(request, NewMove, keyed=True)
    site, actor = site_of(request), who_of(request)
    case = await case_for(site, actor, number)
    transition = case.service.transition(name)
    if transition is None or not transition.by:
        raise NotFound
    asked = typed_of(transition.asks or Form, given.body.asked, ASKED)
    version = version_of(request, given.body.version)
    try:
        moved = await move(
            site, actor, number, name, version=version, token=given.key, digest=given.digest, asked=asked
        )
    except WrongAnswers as wrong:
        raise in_a_move(case, transition, asked, wrong) from None
    except (UsedElsewhere, OutOfReach):
        raise
    except Refused as refused:
        raise refused_at(transition, refused.refusal) from None
    return answered_case(request, await whole(request, moved.case))


ROUTES = [make]
