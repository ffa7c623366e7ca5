"""A head offers a mandate, and answers those who ask for one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet import clock
from xidmet.auth import mandates
from xidmet.auth.mandates import Wanted, headed_by
from xidmet.contract.answers import Answers, read
from xidmet.contract.fields import Choice, Date, Text
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import BadInput, WrongAnswers

from xidmet_ui.build.asking import Asking
from xidmet_ui.build.mandates import ROLES, for_organisations, named
from xidmet_ui.build.questions import questions
from xidmet_ui.build.typed import raw_of
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, value_in, words_of

WAYS = {"email": _("By e-mail address"), "fin": _("By FIN and surname")}


def grant_form(request: Asked) -> type[Form]:
    """The services that can be chosen are those of the site; without any the mandate is for all."""
    return _form(tuple(for_organisations(site_of(request).catalogue, words_of(request)).items()))


@lru_cache(16)  # one a language: how its questions look is remembered by the questions themselves
def _form(services: tuple[tuple[str, str], ...]) -> type[Form]:
    to = Choice(_("To whom"), WAYS)
    asked: dict[str, Any] = {
        "to": to,
        "address": Text(
            _("E-mail address"),
            format="email",
            hint=_("Whoever has no account yet gets a letter that leads to registration and then to the offer."),
        ).when(to == "email"),
        "fin": Text(_("FIN"), format="fin").when(to == "fin"),
        "surname": Text(_("Surname"), most=100, hint=_("As it stands in their account.")).when(to == "fin"),
        "role": Choice(_("Role"), {key: ROLES[key] for key in ("operator", "seal_holder", "head")}),
    }
    if services:
        hint = _("Choose none, and the mandate reaches all services, also those to come.")
        asked["services"] = Choice(_("Services"), dict(services), hint=hint).many(0).optional()
    asked["starts"] = Date(_("First day"), hint=_("Leave it empty: from the moment it is accepted.")).optional()
    asked["ends"] = Date(_("Last day"), hint=_("Leave it empty: until it is ended.")).optional()
    return type("Grant", (Form,), asked)


def _no_rows(ask: object) -> tuple[()]:
    return ()


@get("/organisations/{voen:str}/grant", guards=[signed_in], include_in_schema=False)
async def ask(request: Asked, voen: FromPath[str]) -> Response[str]:
    headed_by(need_actor(request), voen)
    form = grant_form(request)
    return await _page(request, voen, read(form, {}, _no_rows), {}, {})


@post("/organisations/{voen:str}/grant", guards=[signed_in], include_in_schema=False)
async def grant(request: Asked, voen: FromPath[str]) -> Response[str] | Redirect:
    pairs = await form_of(request)
    actor = need_actor(request)
    headed_by(actor, voen)
    form = grant_form(request)
    typed = raw_of(form.fields.values(), pairs)
    answers = read(form, typed, _no_rows)
    if answers.errors:
        return await _page(request, voen, answers, typed, answers.errors)
    try:
        await mandates.grant(actor, voen, _wanted(answers.so_far))
    except WrongAnswers as wrong:
        return await _page(request, voen, answers, typed, wrong.errors)
    site_of(request).wake.ring()
    return Redirect(f"/organisations/{voen}#offers", status_code=303)


def _wanted(answers: Form) -> Wanted:
    given = vars(answers)
    return Wanted(
        role=given["role"],
        services=frozenset(given.get("services") or ()),
        fin=given.get("fin") or "",
        surname=given.get("surname") or "",
        address=given.get("address") or "",
        starts=clock.end_of(given["starts"] - dt.timedelta(days=1)) if given.get("starts") else None,
        ends=clock.end_of(given["ends"]) if given.get("ends") else None,
    )


async def _page(
    request: Asked, voen: str, answers: Answers[Any], typed: dict[str, object], errors: Mapping[str, Mistake]
) -> Response[str]:
    words, fields = words_of(request), type(answers.so_far).fields
    wrong = {path.partition("-")[0]: mistake for path, mistake in errors.items()}  # one of several that were ticked
    asked = questions(list(fields.values()), Asking(words, answers.so_far, typed, wrong, {}, {}))
    every = [one for question in asked for one in (question, *question.dependent)]
    found = [(one.first, f"{one.label}: {one.error}") for one in every if one.error]
    values = {"organisation": headed_by(need_actor(request), voen), "questions": asked, "found": found}
    return await page(request, "mandate_grant.html", values, status=422 if errors else 200)


@get("/organisations/{voen:str}/requests/{wanted:uuid}", guards=[signed_in], include_in_schema=False)
async def show_request(request: Asked, voen: FromPath[str], wanted: FromPath[UUID]) -> Response[str]:
    return await _request(request, voen, wanted, "")


@post("/organisations/{voen:str}/requests/{wanted:uuid}", guards=[signed_in], include_in_schema=False)
async def answer(request: Asked, voen: FromPath[str], wanted: FromPath[UUID]) -> Response[str] | Redirect:
    pairs = await form_of(request)
    given = value_in(pairs, "answer")
    actor = need_actor(request)
    await mandates.request_for(actor, voen, wanted)
    if given not in ("grant", "decline"):
        raise BadInput
    try:
        reason = value_in(pairs, "reason")
        await mandates.decide(actor, voen, wanted, granted=given == "grant", reason=reason)
    except WrongAnswers as wrong:
        return await _request(request, voen, wanted, words_of(request).text(wrong.errors["reason"].text))
    site_of(request).wake.ring()
    return Redirect(f"/organisations/{voen}#requests", status_code=303)


async def _request(request: Asked, voen: str, wanted: UUID, problem: str) -> Response[str]:
    words = words_of(request)
    power, asked = await mandates.request_for(need_actor(request), voen, wanted)
    values = {
        "organisation": power,
        "asked": asked,
        "role": words.text(ROLES[asked.role]),
        "services": named(site_of(request).catalogue, asked.services, words),
        "problem": problem,
    }
    return await page(request, "mandate_request.html", values, status=422 if problem else 200)


ROUTES = [ask, grant, show_request, answer]
