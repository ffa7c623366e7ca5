"""What is asked of a body whose opinion cases wait for; and an opinion that comes late."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth import surer_for_office
from xidmet.cases import Case, case_for, move_files
from xidmet.cases.desk.queues import services_of
from xidmet.cases.opinions import asked_of, asks_opinions_of, give_late, may_give_late
from xidmet.contract.rule import Refusal
from xidmet.contract.states import Transition
from xidmet.errors import NotAllowed, NotFound, Refused, Stale, WrongAnswers

from xidmet_ui.build.opinions import asked_row
from xidmet_ui.build.typed import raw_of
from xidmet_ui.multipart_form import LARGEST_FORM
from xidmet_ui.pages.case import move_page
from xidmet_ui.pages.files_in_move import posted_in_move
from xidmet_ui.rendering import page
from xidmet_ui.requests import (
    Asked,
    need_actor,
    page_number,
    signed_in,
    site_of,
    token_in,
    version_in,
    words_of,
)

LATE = "/cases/{number:str}/opinion/{name:str}"


@get("/desk/opinions", guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    """For whoever speaks for a body that is asked."""
    site, actor, place = site_of(request), need_actor(request), page_number(str(request.query_params.get("page", "1")))
    if actor.unproved_offices and actor.decides:
        raise surer_for_office()
    if not services_of(site, actor):
        raise NotAllowed
    found, more = await asked_of(site, actor, place)
    rows = tuple(asked_row(one, words_of(request, one.case.service.slug)) for one in found)
    values = {
        "rows": rows,
        "newer": f"/desk/opinions?page={place - 1}" if place > 1 else "",
        "older": f"/desk/opinions?page={place + 1}" if more else "",
    }
    return await page(request, "opinions.html", values, here="desk")


@get(LATE, guards=[signed_in], include_in_schema=False)
async def ask(request: Asked, number: FromPath[str], name: FromPath[str]) -> Response[str]:
    case, transition = await _wanted(request, number, name)
    refusal = may_give_late(need_actor(request), transition, case)
    begun = await move_files.begun(need_actor(request), case, transition)
    return await move_page(request, case, transition, begun, {}, refusal, late=True)


@post(LATE, guards=[signed_in], include_in_schema=False, request_max_body_size=LARGEST_FORM)
async def do(request: Asked, number: FromPath[str], name: FromPath[str]) -> Response[str] | Redirect:
    posted, site, actor = await posted_in_move(request, number, name), site_of(request), need_actor(request)
    pairs = posted.pairs
    case, transition = await _wanted(request, number, name)
    asked = raw_of(transition.asks.fields.values(), pairs) if transition.asks else {}
    if posted.failed or posted.dropped:
        return await move_page(request, case, transition, asked, posted.errors, None, late=True, failed=posted.failed)
    version, token = version_in(pairs), token_in(pairs)
    try:
        await give_late(site, actor, number, name, version=version, token=token, asked=asked)
    except WrongAnswers as wrong:
        return await move_page(request, case, transition, asked, wrong.errors, None, late=True)
    except Refused as refused:
        return await move_page(request, case, transition, asked, {}, refused.refusal, late=True)
    except Stale as stale:
        now, transition = await _wanted(request, number, name)
        refusal = may_give_late(actor, transition, now) or Refusal(why=stale.why, mend=stale.mend)
        return await move_page(request, now, transition, asked, {}, refusal, late=True)
    return Redirect(f"/cases/{number}", status_code=303)


async def _wanted(request: Asked, number: str, name: str) -> tuple[Case, Transition]:
    case = await case_for(site_of(request), need_actor(request), number)
    transition = case.service.transition(name)
    if transition is None or transition not in asks_opinions_of(need_actor(request), case.service):
        raise NotFound
    return case, transition


ROUTES = [show, ask, do]
