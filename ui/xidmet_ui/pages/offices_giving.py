"""An administrator offers a role; another one looks at the offer and confirms it; any of them withdraws it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth import offices
from xidmet.contract.answers import Answers, read
from xidmet.contract.fields import Choice, Text
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused, WrongAnswers

from xidmet_ui.build.asking import Asking
from xidmet_ui.build.offices import offer_line, role_lines
from xidmet_ui.build.questions import questions
from xidmet_ui.build.typed import raw_of
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, words_of

LARGEST = 10**9  # as far as the store counts


@lru_cache(64)  # one for each agency and language: how its questions look is remembered by the questions themselves
def _form(roles: tuple[tuple[str, str], ...]) -> type[Form]:
    hint = _("Only an account with this address can accept. Whoever has none yet is led to registration by the letter.")
    asked = {
        "address": Text(_("E-mail address"), format="email", hint=hint),
        "role": Choice(_("Role"), dict(roles)),
    }
    return type("Offer", (Form,), asked)


def _form_for(request: Asked, agency: str) -> type[Form]:
    catalogue = site_of(request).catalogue
    here = offices.administered(catalogue, need_actor(request), agency)
    return _form(tuple((one.value, one.label) for one in role_lines(catalogue, here, words_of(request))))


def _no_rows(ask: object) -> tuple[()]:
    return ()


@get("/offices/{agency:str}/offer", guards=[signed_in], include_in_schema=False)
async def ask(request: Asked, agency: FromPath[str]) -> Response[str]:
    return await _page(request, agency, read(_form_for(request, agency), {}, _no_rows), {}, {})


@post("/offices/{agency:str}/offer", guards=[signed_in], include_in_schema=False)
async def propose(request: Asked, agency: FromPath[str]) -> Response[str] | Redirect:
    pairs = await form_of(request)
    form = _form_for(request, agency)
    typed = raw_of(form.fields.values(), pairs)
    answers = read(form, typed, _no_rows)
    if answers.errors:
        return await _page(request, agency, answers, typed, answers.errors)
    given = vars(answers.so_far)
    try:
        key = f"{agency}:{given['role']}"
        await offices.propose(site_of(request).catalogue, need_actor(request), agency, key, given["address"])
    except WrongAnswers as wrong:
        return await _page(request, agency, answers, typed, wrong.errors)
    site_of(request).wake.ring()
    return Redirect(f"/offices/{agency}#offers", status_code=303)


async def _page(
    request: Asked, agency: str, answers: Answers[Any], typed: dict[str, object], errors: Mapping[str, Mistake]
) -> Response[str]:
    words, catalogue, fields = words_of(request), site_of(request).catalogue, type(answers.so_far).fields
    here = offices.administered(catalogue, need_actor(request), agency)
    asked = questions(list(fields.values()), Asking(words, answers.so_far, typed, errors, {}, {}))
    values = {
        "code": here.code,
        "name": here.name(words.language),
        "roles": role_lines(catalogue, here, words),
        "questions": asked,
        "found": [(one.first, f"{one.label}: {one.error}") for one in asked if one.error],
    }
    return await page(request, "offices_offer.html", values, status=422 if errors else 200)


@get("/offices/{agency:str}/offers/{number:int}", guards=[signed_in], include_in_schema=False)
async def show(request: Asked, agency: FromPath[str], number: FromPath[int]) -> Response[str]:
    return await _offer(request, agency, number, None)


@post("/offices/{agency:str}/offers/{number:int}", guards=[signed_in], include_in_schema=False)
async def confirm(request: Asked, agency: FromPath[str], number: FromPath[int]) -> Response[str] | Redirect:
    await form_of(request)
    try:
        await offices.confirm(site_of(request).catalogue, need_actor(request), agency, _known(number))
    except Refused as refused:
        if refused.status != 409:  # it is not the offer that is refused
            raise
        return await _offer(request, agency, number, refused)
    site_of(request).wake.ring()
    return Redirect(f"/offices/{agency}#offers", status_code=303)


async def _offer(request: Asked, agency: str, number: int, refused: Refused | None) -> Response[str]:
    actor, words, catalogue = need_actor(request), words_of(request), site_of(request).catalogue
    here, found = await offices.offer_in(catalogue, actor, agency, _known(number))
    values = {
        "code": here.code,
        "name": here.name(words.language),
        "offer": offer_line(catalogue, here, found, actor, words),
        "open": not found.offered.closed_at,
        "confirmed": bool(found.offered.confirmed_by),
        "refusal": refused and (words.text(refused.why), words.text(refused.mend)),
    }
    return await page(request, "offices_confirm.html", values, status=409 if refused else 200)


@post("/offices/{agency:str}/offers/{number:int}/withdraw", guards=[signed_in], include_in_schema=False)
async def withdraw(request: Asked, agency: FromPath[str], number: FromPath[int]) -> Redirect:
    await form_of(request)
    await offices.withdraw(site_of(request).catalogue, need_actor(request), agency, _known(number))
    site_of(request).wake.ring()
    return Redirect(f"/offices/{agency}#offers", status_code=303)


def _known(number: int) -> int:
    """Raises NotFound for a number that no offer can have."""
    if not 0 < number < LARGEST:
        raise NotFound
    return number


ROUTES = [ask, propose, show, confirm, withdraw]
