"""Cases: open one, list mine, read one, read what happened to it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath
from xidmet.attestations import known
from xidmet.cases import Case, answer, case_for, history, open_case, page_of_cases
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import BadInput, NotFound, RegisterDown, Stale, WrongAnswers

from xidmet_ui.api.answering import answered, answered_case
from xidmet_ui.api.description import told
from xidmet_ui.api.mistakes import ANSWERS
from xidmet_ui.api.models import CaseLine, CaseLines, CaseWhole, History, NewCase
from xidmet_ui.api.natural import typed_of
from xidmet_ui.api.reading import LONGEST_JSON, sent, who_of
from xidmet_ui.api.whole_case import events, whole
from xidmet_ui.build.cases_list import CaseRow, case_rows
from xidmet_ui.requests import Asked, signed_in, site_of, visit_of, words_of

PER_PAGE, MOST_PER_PAGE = 50, 200


@post(
    "/api/v1/cases",
    guards=[signed_in],
    request_max_body_size=LONGEST_JSON,
    opt=told(
        "openCase",
        "Open a case: a draft, answered as far as answers are given",
        takes=NewCase,
        scope="fill",
        gives={201: CaseWhole},
    ),
)
async def open_one(request: Asked) -> Response[Any]:
    """A draft is kept with right and wrong answers alike; what is wrong stands in its errors."""
    given = await sent(request, NewCase, keyed=True)
    site, actor = site_of(request), who_of(request)
    service = site.catalogue.services.get(given.body.service)
    if service is None:
        raise WrongAnswers({"/service": Mistake(_("Choose from the list."))})
    typed = typed_of(service.form, given.body.answers, ANSWERS)
    case = await open_case(site, actor, service.slug, given.key, given.digest)
    case = await _answered(request, case, typed) if typed else case
    where = f"/api/v1/cases/{case.number}"
    return answered_case(request, await whole(request, case), 201, Location=where)


async def _answered(request: Asked, case: Case, typed: dict[str, Any]) -> Case:
    """Answered once, with the opening: a request that is repeated later changes nothing any more."""
    site, actor = site_of(request), who_of(request)
    if case.version == 1:
        try:
            return (await answer(site, actor, case.number, typed, 1)).case
        except (Stale, RegisterDown):  # both keep what was typed: by the same request beside this one, or by this one
            pass
    return await case_for(site, actor, case.number)


@get(
    "/api/v1/cases",
    guards=[signed_in],
    opt=told(
        "listCases",
        "My cases: of the party I act for, the one opened last first",
        scope="read",
        gives={200: CaseLines},
        asks={
            "service": "Only of this service (its slug).",
            "after": "The number of the last case of the page before.",
            "limit": ("How many.", {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE}),
        },
    ),
)
async def mine(request: Asked) -> Response[Any]:
    site, actor, asked = site_of(request), who_of(request), request.query_params
    slug, after, limit = str(asked.get("service", "")), str(asked.get("after", "")), _limit(asked.get("limit", ""))
    if slug and slug not in site.catalogue.services:
        raise NotFound
    found = await page_of_cases(site, actor, slug, after, limit + 1)
    here = found[:limit]
    papers = await known.from_cases([case.record.id for case in here])
    rows = case_rows(site.catalogue, here, papers, visit_of(request).language)
    more = {"limit": str(limit), "after": here[-1].number, **({"service": slug} if slug else {})} if here else {}
    following = f"/api/v1/cases?{urlencode(more)}" if len(found) > limit else None
    lines = [_line(case, row) for case, row in zip(here, rows, strict=True)]
    return answered(request, CaseLines(cases=lines, next=following))


def _limit(said: Any) -> int:
    text = str(said or PER_PAGE)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:4]) <= MOST_PER_PAGE:
        raise BadInput
    return int(text)


def _line(case: Case, row: CaseRow) -> CaseLine:
    return CaseLine(
        number=row.number,
        service=case.service.slug,
        title=row.title,
        about=row.about,
        state=row.state,
        is_draft=row.is_draft,
        changed_at=row.changed,
        href=f"/api/v1/cases/{row.number}",
    )


@get(
    "/api/v1/cases/{number:str}",
    guards=[signed_in],
    opt=told(
        "readCase", "A case: its answers, where it stands, what can be done now", scope="read", gives={200: CaseWhole}
    ),
)
async def one(request: Asked, number: FromPath[str]) -> Response[Any]:
    """For its party, and for the officials of its service once it was sent; their look is journalled."""
    case = await case_for(site_of(request), who_of(request), number)
    return answered_case(request, await whole(request, case))


@get(
    "/api/v1/cases/{number:str}/history",
    guards=[signed_in],
    opt=told("readHistory", "What happened to a case, and who looked", scope="read", gives={200: History}),
)
async def happened(request: Asked, number: FromPath[str]) -> Response[Any]:
    case = await case_for(site_of(request), who_of(request), number)
    words = words_of(request, case.service.slug)
    return answered(request, History(history=events(case, await history(case), words)))


ROUTES = [open_one, mine, one, happened]
