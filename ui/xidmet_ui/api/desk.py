"""The desk for officers' own systems: the queues as the page has them, and taking a case or putting it back.

In the officer's session, whose sign-in says who they are: a token is an organisation's and holds no office.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath
from xidmet.cases import Case
from xidmet.cases.desk.look import Desk, desk
from xidmet.cases.desk.queues import ORDERS, QUEUES, filters_in, pairs_of
from xidmet.cases.desk.take import put_back_case, take_case, who_has
from xidmet.cases.talk import unread_by_officers
from xidmet.cases.terms import calendars_of
from xidmet.errors import BadInput

from xidmet_ui.api.answering import answered
from xidmet_ui.api.description import told
from xidmet_ui.api.desk_models import DeskLine, DeskQueue, Had
from xidmet_ui.api.reading import from_this_session, who_of
from xidmet_ui.build.desk import DeskPage, desk_page
from xidmet_ui.pages.desk import place_in
from xidmet_ui.requests import Asked, signed_in, site_of, words_of

HERE = "/api/v1/desk"
CHOICES = {"queue": QUEUES, "sort": ORDERS}


@get(
    HERE,
    guards=[signed_in],
    opt=told(
        "readDesk",
        "One page of an officer's queue",
        gives={200: DeskQueue},
        asks={
            "queue": ("Which; without it the first one with work in it.", {"type": "string", "enum": list(QUEUES)}),
            "service": "Only of this service (its slug).",
            "state": "Only in this state of that service.",
            "officer": "Only what this colleague has (their id, from the page of the desk).",
            "sort": ("In which order.", {"type": "string", "enum": list(ORDERS), "default": "term"}),
            "q": "Words that searched answers begin with, or a number.",
            "after": 'As the address under "next" says it.',
            "before": 'As the address under "previous" says it.',
        },
    ),
)
async def show(request: Asked) -> Response[Any]:
    """For whoever holds an officer's role; of the services in which they decide."""
    site, actor, words = site_of(request), who_of(request), words_of(request)
    asked = {name: str(value) for name, value in request.query_params.items()}
    _need_known(asked)
    found = await desk(site, actor, filters_in(asked), place_in(asked))
    days = await calendars_of({one.case.service for one in found.cases if one.case.record.deadline})
    unread = await unread_by_officers(actor, [one.case for one in found.cases])
    return answered(request, _queue(found, desk_page(site.catalogue, found, actor, days, unread, words)))


def _need_known(asked: dict[str, str]) -> None:
    """A page reads an unknown queue as none; a program is told of its slip. Raises BadInput."""
    if any(asked.get(name) and asked[name] not in known for name, known in CHOICES.items()):
        raise BadInput


def _queue(found: Desk, page: DeskPage) -> DeskQueue:
    rows = zip(found.cases, page.rows, strict=True)
    return DeskQueue(
        queue=found.filters.queue,
        counts=dict(found.counts),
        cases=[
            DeskLine(
                number=row.number,
                version=one.case.version,
                service=one.case.service.slug,
                title=row.title,
                about=row.about,
                state=row.state,
                officer=row.officer,
                mine=row.mine,
                can_be_taken=row.free,
                deadline=one.case.record.deadline,
                late=row.kind == "late",
                unread=row.unread,
                href=f"/api/v1/cases/{row.number}",
            )
            for one, row in rows
        ],
        more_found=found.cut,
        next=_there(page.older, found),
        previous=_there(page.newer, found),
    )


def _there(page: str, found: Desk) -> str | None:
    """The same place in the API. The queue is always said: without it another one may be meant by then."""
    _desk, _mark, query = page.partition("?")
    place = [pair.split("=", 1) for pair in query.split("&") if pair.startswith(("after=", "before="))]
    return f"{HERE}?{urlencode({**pairs_of(found.filters), **dict(place)})}" if place else None


@post(
    "/api/v1/cases/{number:str}/take",
    guards=[signed_in],
    status_code=200,
    opt=told("takeCase", "Take a case, so that it is my work", gives={200: Had}, changes=True),
)
async def take(request: Asked, number: FromPath[str]) -> Response[Any]:
    """It changes no version. Once more changes nothing; what a colleague has they go on having (409)."""
    from_this_session(request)
    return await had(request, await take_case(site_of(request), who_of(request), number))


@post(
    "/api/v1/cases/{number:str}/release",
    guards=[signed_in],
    status_code=200,
    opt=told("releaseCase", "Put a case back, so that it is nobody's", gives={200: Had}, changes=True),
)
async def release(request: Asked, number: FromPath[str]) -> Response[Any]:
    """It changes no version. Once more changes nothing; what a colleague has they go on having (409)."""
    from_this_session(request)
    return await had(request, await put_back_case(site_of(request), who_of(request), number))


async def had(request: Asked, case: Case) -> Response[Any]:
    mine = case.record.officer == who_of(request).account
    return answered(request, Had(number=case.number, version=case.version, officer=await who_has(case), mine=mine))


ROUTES = [show, take, release]
