"""Registration as a natural person or a legal entity; a link that is mailed completes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth.mandates import mine
from xidmet.auth.sign_up import ForeignPerson, LegalEntity, NaturalPerson, Registration, confirm, send_again, sign_up
from xidmet.contract.answers import Answers
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import NotFound, WrongAnswers

from xidmet_ui.pages.asked import Pairs, answers_in, asked_in
from xidmet_ui.rendering import page
from xidmet_ui.requests import (
    PUBLIC,
    Asked,
    form_of,
    need_actor,
    place_of,
    site_of,
    value_in,
    visit_of,
    words_of,
)

FORMS: dict[str, tuple[str, type[Registration]]] = {
    "person": (_("Registration of a natural person"), NaturalPerson),
    "foreigner": (_("Registration of a foreigner or a person without citizenship"), ForeignPerson),
    "organisation": (_("Registration of a legal entity"), LegalEntity),
}


@get("/sign-up", opt=PUBLIC, include_in_schema=False)
async def choose(request: Asked) -> Response[str]:
    return await page(request, "sign_up.html")


@get("/sign-up/{kind:str}", opt=PUBLIC, include_in_schema=False)
async def ask(request: Asked, kind: FromPath[str]) -> Response[str]:
    await visit_of(request).begin()
    if kind == "sent":
        return await page(request, "sign_up_sent.html")
    return await _form(request, kind)


@post("/sign-up/{kind:str}", opt=PUBLIC, include_in_schema=False)
async def register(request: Asked, kind: FromPath[str]) -> Response[str] | Redirect:
    pairs = await form_of(request)
    if kind == "again":
        await send_again(value_in(pairs, "email"))
        site_of(request).wake.ring()
        return Redirect("/sign-up/sent", status_code=303)
    form = _form_of(kind)
    answers: Answers[Any] = answers_in(form, pairs)
    if answers.errors:
        return await _form(request, kind, pairs, answers.errors)
    try:
        await sign_up(answers.so_far, visit_of(request).language, place_of(request))
    except WrongAnswers as wrong:
        return await _form(request, kind, pairs, wrong.errors)
    site_of(request).wake.ring()
    return Redirect("/sign-up/sent", status_code=303)


def _form_of(kind: str) -> type[Registration]:
    if kind not in FORMS:
        raise NotFound
    return FORMS[kind][1]


async def _form(
    request: Asked, kind: str, pairs: Pairs = (), errors: Mapping[str, Mistake] | None = None
) -> Response[str]:
    asked = asked_in(request, _form_of(kind), pairs, errors)
    values = {"title": words_of(request).text(FORMS[kind][0]), **asked}
    return await page(request, "sign_up_form.html", values, status=422 if asked["found"] else 200)


@get("/sign-up/confirm/{token:str}", opt=PUBLIC, include_in_schema=False)
async def show_confirm(request: Asked, token: FromPath[str]) -> Response[str]:
    """Only a button: programs that look at links in letters must not spend the link."""
    await visit_of(request).begin()
    return await page(request, "sign_up_confirm.html")


@post("/sign-up/confirm/{token:str}", opt=PUBLIC, include_in_schema=False)
async def complete(request: Asked, token: FromPath[str]) -> Redirect:
    await form_of(request)
    await visit_of(request).sign_in(await confirm(token), "link", "low", place_of(request))
    offered = (await mine(need_actor(request))).offers  # who was asked to register for them comes to them now
    return Redirect("/organisations" if offered else "/services", status_code=303)


ROUTES = [choose, ask, register, show_confirm, complete]
