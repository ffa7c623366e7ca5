"""My number for SMS: asked for, confirmed by the code that goes there, changed, given up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect
from xidmet.auth import my_sms
from xidmet.auth.my_sms import Code, NewNumber, Numbers
from xidmet.contract.mistake import Mistake
from xidmet.errors import NotFound, WrongAnswers

from xidmet_ui.build.sms import masked
from xidmet_ui.pages.asked import Pairs, answers_in, asked_in
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, value_in

HERE = "/account/sms"


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked) -> Response[str]:
    return await _page(request)


@post(HERE, guards=[signed_in], include_in_schema=False)
async def ask(request: Asked) -> Response[str] | Redirect:
    _need_gateway(request)
    pairs = await form_of(request)
    answers = answers_in(NewNumber, pairs)
    if answers.errors:
        return await _page(request, pairs, answers.errors, of_code=False)
    await my_sms.ask(need_actor(request), answers.so_far.number)
    site_of(request).wake.ring()
    return Redirect(HERE, status_code=303)


@post(f"{HERE}/code", guards=[signed_in], include_in_schema=False)
async def confirm(request: Asked) -> Response[str] | Redirect:
    _need_gateway(request)
    pairs = await form_of(request)
    try:
        await my_sms.confirm(need_actor(request), value_in(pairs, "code"))
    except WrongAnswers as wrong:
        return await _page(request, pairs, wrong.errors, of_code=True)
    site_of(request).wake.ring()
    return Redirect(f"{HERE}?done=yes", status_code=303)


@post(f"{HERE}/stop", guards=[signed_in], include_in_schema=False)
async def stop(request: Asked) -> Redirect:
    """Also where the site sends no SMS any more: a number is not kept for nothing."""
    await form_of(request)
    await my_sms.stop(need_actor(request))
    return Redirect("/account", status_code=303)


def _need_gateway(request: Asked) -> None:
    if site_of(request).catalogue.sms is None:
        raise NotFound


async def _page(
    request: Asked, pairs: Pairs = (), errors: Mapping[str, Mistake] | None = None, *, of_code: bool = False
) -> Response[str]:
    """of_code: what was posted is the code, else the number."""
    _need_gateway(request)
    now = await my_sms.standing(need_actor(request))
    waits = bool(now and now.wanted)
    code = asked_in(request, Code, pairs if of_code else (), errors if of_code else None) if waits else None
    number = asked_in(request, NewNumber, () if of_code else pairs, None if of_code else errors)
    mine = [*(code["found"] if code else ()), *number["found"]]
    lost = of_code and not waits  # no code holds any more, so that there is no question beside which it could be said
    values: dict[str, Any] = {**_said(now), "code": code, "asks": number, "found": mine, "lost": lost}
    values["done"] = request.query_params.get("done") == "yes" and bool(now and now.number)
    return await page(request, "my_sms.html", values, status=422 if mine or lost else 200)


def _said(now: Numbers | None) -> dict[str, str]:
    return {"number": masked(now.number) if now else "", "wanted": masked(now.wanted) if now else ""}


ROUTES = [show, ask, confirm, stop]
