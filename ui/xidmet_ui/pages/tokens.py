"""A head makes a token for a program of the organisation, sees it once, and ends it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth import tokens
from xidmet.auth.mandates import headed_by
from xidmet.auth.tokens import MadeAlready, Wanted
from xidmet.contract.fields import Choice, Date, Text
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import Refused, WrongAnswers

from xidmet_ui.build.mandates import for_organisations
from xidmet_ui.build.tokens import last_day, token_line
from xidmet_ui.pages.asked import answers_in, asked_in
from xidmet_ui.pages.kept_typed import forget_typed, keep_typed, typed_before
from xidmet_ui.pages.means import to_prove_first
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, token_in, words_of

TOKENS = "/organisations/{voen:str}/tokens"
SCOPES = {
    "read": _("Read: see the organisation's cases, files and documents"),
    "fill": _("Fill in: open applications, answer them and attach files; it sees those that it works on"),
    "submit": _("Send: send applications, and do what else an operator may; nothing that needs a signature"),
}
Pairs = Sequence[tuple[str, str]]


def token_form(request: Asked) -> type[Form]:
    """The services that can be chosen are those of the site; without any the token is for all."""
    return _form(tuple(for_organisations(site_of(request).catalogue, words_of(request)).items()))


@lru_cache(16)  # one a language: how its questions look is remembered by the questions themselves
def _form(services: tuple[tuple[str, str], ...]) -> type[Form]:
    asked: dict[str, Any] = {
        "name": Text(_("Name of the program"), most=60, hint=_("It stands in the history of every case it works on.")),
        "scopes": Choice(_("What it may do"), SCOPES).many(1),
    }
    if services:
        hint = _("Choose none, and the token reaches all services, also those to come.")
        asked["services"] = Choice(_("Services"), dict(services), hint=hint).many(0).optional()
    asked["until"] = Date(_("Last day"), hint=_("A year from today at most. The heads are reminded 14 days before."))
    return type("NewToken", (Form,), asked)


@get(f"{TOKENS}/new", guards=[signed_in], include_in_schema=False)
async def ask(request: Asked, voen: FromPath[str]) -> Response[str] | Redirect:
    headed_by(need_actor(request), voen)
    if surer := await to_prove_first(request, _here(voen)):
        return Redirect(surer, status_code=303)
    return await _page(request, voen, typed_before(request, _here(voen)), {})


@post(f"{TOKENS}/new", guards=[signed_in], status_code=200, include_in_schema=False)
async def make(request: Asked, voen: FromPath[str]) -> Response[str] | Redirect:
    """The answer shows the token, this once: it is kept nowhere, so that no other page can."""
    pairs = await form_of(request)
    actor = need_actor(request)
    headed_by(actor, voen)
    if surer := await to_prove_first(request, _here(voen)):
        await keep_typed(request, _here(voen), pairs)
        return Redirect(surer, status_code=303)
    answers = answers_in(token_form(request), pairs)
    if answers.errors:
        return await _page(request, voen, pairs, answers.errors)
    try:
        made = await tokens.make(actor, voen, _wanted(answers.so_far), token_in(pairs))
    except WrongAnswers as wrong:
        return await _page(request, voen, pairs, wrong.errors)
    except MadeAlready as again:
        return await _page(request, voen, (), {}, again)
    await forget_typed(request)
    site_of(request).wake.ring()
    until = words_of(request).date(last_day(made.ends))
    values = {"organisation": headed_by(actor, voen), "made": made, "until": until}
    return await page(request, "token_made.html", values)


def _wanted(answers: Form) -> Wanted:
    given = vars(answers)
    services = frozenset(given.get("services") or ())
    return Wanted(" ".join(given["name"].split()), frozenset(given["scopes"]), services, given["until"])


async def _page(
    request: Asked, voen: str, pairs: Pairs, errors: Mapping[str, Mistake], refused: Refused | None = None
) -> Response[str]:
    words = words_of(request)
    wrong = {path.partition("-")[0]: mistake for path, mistake in errors.items()}  # one of several that were ticked
    asked = asked_in(request, token_form(request), pairs, wrong)
    values = {
        "organisation": headed_by(need_actor(request), voen),
        "token": secrets.token_urlsafe(24),
        "refusal": refused and (words.text(refused.why), words.text(refused.mend)),
        **asked,
    }
    status = refused.status if refused else 422 if asked["found"] else 200
    return await page(request, "token_new.html", values, status=status)


def _here(voen: str) -> str:
    return f"/organisations/{voen}/tokens/new"


@get(f"{TOKENS}/{{token:uuid}}/end", guards=[signed_in], include_in_schema=False)
async def ask_end(request: Asked, voen: FromPath[str], token: FromPath[UUID]) -> Response[str]:
    power, found = await tokens.token_for(need_actor(request), voen, token)
    line = token_line(site_of(request).catalogue, found, voen, words_of(request), is_head=True)
    return await page(request, "token_end.html", {"organisation": power, "line": line})


@post(f"{TOKENS}/{{token:uuid}}/end", guards=[signed_in], include_in_schema=False)
async def end(request: Asked, voen: FromPath[str], token: FromPath[UUID]) -> Redirect:
    """Ending takes no fresh proof: whoever sees a token misused must be quick."""
    await form_of(request)
    await tokens.end(need_actor(request), voen, token)
    site_of(request).wake.ring()
    return Redirect(f"/organisations/{voen}#programs", status_code=303)


ROUTES = [ask, make, ask_end, end]
