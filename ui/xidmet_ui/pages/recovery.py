"""A forgotten password: a link goes to the address of the account, and says nothing about who has one."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth.my_password import Forgotten, NewPassword, ask_link, set_anew
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import WrongAnswers

from xidmet_ui.pages.asked import Pairs, answers_in, form_page
from xidmet_ui.rendering import page
from xidmet_ui.requests import PUBLIC, Asked, form_of, place_of, site_of, visit_of, words_of

SENT = _("If there is an account with this address, a letter is on its way. Its link works once, for an hour.")
CODE = _("Every device is signed out. If your account has an authenticator app, its code is asked for as before.")


@get("/recover", opt=PUBLIC, include_in_schema=False)
async def ask(request: Asked) -> Response[str]:
    await visit_of(request).begin()
    return await _ask(request)


@post("/recover", opt=PUBLIC, include_in_schema=False)
async def send(request: Asked) -> Response[str] | Redirect:
    pairs = await form_of(request)
    answers = answers_in(Forgotten, pairs)
    if answers.errors:
        return await _ask(request, pairs, answers.errors)
    await ask_link(answers.so_far.email, place_of(request))
    site_of(request).wake.ring()
    return Redirect("/recover/sent", status_code=303)


async def _ask(request: Asked, pairs: Pairs = (), errors: dict[str, Mistake] | None = None) -> Response[str]:
    words = words_of(request)
    values = {
        "title": words.text(_("Forgot your password?")),
        "button": words.text(_("Send a link")),
        "back": ("/sign-in", words.text(_("Sign in"))),
    }
    return await form_page(request, Forgotten, values, pairs, errors)


@get("/recover/sent", opt=PUBLIC, include_in_schema=False)
async def sent(request: Asked) -> Response[str]:
    words = words_of(request)
    values = {
        "title": words.text(_("A link is on its way")),
        "lead": words.text(SENT),
        "press": "",
        "mailbox": True,
        "on": ("/recover", words.text(_("Send it again"))),
    }
    return await page(request, "told.html", values)


@get("/recover/{token:str}", opt=PUBLIC, include_in_schema=False)
async def show(request: Asked, token: FromPath[str]) -> Response[str]:
    """It looks the same for every link: only the new password spends one."""
    await visit_of(request).begin()
    return await _new(request)


@post("/recover/{token:str}", opt=PUBLIC, include_in_schema=False)
async def set_it(request: Asked, token: FromPath[str]) -> Response[str] | Redirect:
    pairs = await form_of(request)
    answers = answers_in(NewPassword, pairs)
    if answers.errors:
        return await _new(request, pairs, answers.errors)
    try:
        await set_anew(token, answers.so_far)
    except WrongAnswers as wrong:
        return await _new(request, pairs, wrong.errors)
    site_of(request).wake.ring()
    return Redirect("/sign-in?done=password", status_code=303)


async def _new(request: Asked, pairs: Pairs = (), errors: dict[str, Mistake] | None = None) -> Response[str]:
    words = words_of(request)
    values = {"title": words.text(_("Set a new password")), "lead": words.text(CODE), "button": words.text(_("Save"))}
    return await form_page(request, NewPassword, values, pairs, errors)


ROUTES = [ask, send, sent, show, set_it]
