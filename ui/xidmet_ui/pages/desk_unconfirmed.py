"""The desk: confirm by other proof what a register did not."""

from __future__ import annotations

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.cases.vouch import vouch
from xidmet.errors import Stale, WrongAnswers

from xidmet_ui.build.desk_case import At
from xidmet_ui.pages.desk_case import Back, again
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, value_in, version_in

WHY = "why-"  # and the name of the question: errors stand beside its box


@post("/desk/cases/{number:str}/unconfirmed/{name:str}", guards=[signed_in], include_in_schema=False)
async def confirm(request: Asked, number: FromPath[str], name: FromPath[str]) -> Response[str] | Redirect:
    pairs = await form_of(request)
    why = value_in(pairs, "why")
    try:
        await vouch(site_of(request), need_actor(request), number, name, why, version_in(pairs))
    except WrongAnswers as wrong:
        errors = {f"{WHY}{name}": wrong.errors["why"]}
        return await again(request, number, At("registers"), Back(errors, {f"{WHY}{name}": why}))
    except Stale:
        return await again(request, number, At("registers"), Back({}, {f"{WHY}{name}": why}, stale=True))
    return Redirect(f"{At('registers').address(number)}#unconfirmed-{name}", status_code=303)


ROUTES = [confirm]
