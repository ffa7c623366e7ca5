"""The desk: keep a case that is over beyond its term."""

from __future__ import annotations

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.cases.at_desk import case_at_desk
from xidmet.cases.holding import hold
from xidmet.contract.answers import read
from xidmet.errors import Stale, WrongAnswers

from xidmet_ui.build.desk_case import At
from xidmet_ui.build.holding import Hold
from xidmet_ui.build.typed import raw_of
from xidmet_ui.pages.desk_case import Back, again
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, version_in


@post("/desk/cases/{number:str}/hold", guards=[signed_in], include_in_schema=False)
async def keep(request: Asked, number: FromPath[str]) -> Response[str] | Redirect:
    """Until a day, with a reason; what is typed stays when it is not taken."""
    pairs, site, actor = await form_of(request), site_of(request), need_actor(request)
    typed = raw_of(Hold.fields.values(), pairs)
    answers = read(Hold, typed, lambda _ask: ())
    if answers.errors:
        await case_at_desk(site, actor, number)
        return await again(request, number, At("notes"), Back(hold=typed, hold_errors=answers.errors))
    given = vars(answers.so_far)
    try:
        await hold(site, actor, number, given["until"], given["why"], version_in(pairs))
    except WrongAnswers as wrong:
        return await again(request, number, At("notes"), Back(hold=typed, hold_errors=wrong.errors))
    except Stale:
        return await again(request, number, At("notes"), Back(hold=typed, stale=True))
    return Redirect(f"{At('notes').address(number)}#hold", status_code=303)


ROUTES = [keep]
