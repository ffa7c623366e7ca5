"""A head registers addresses for messages, sees how they stand and what was sent, and ends them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.auth.mandates import headed_by
from xidmet.cases import webhooks
from xidmet.cases.webhooks import MadeAlready, Wanted
from xidmet.contract.fields import Choice, Text
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import BadInput, Refused, WrongAnswers

from xidmet_ui.build.mandates import for_organisations
from xidmet_ui.build.webhooks import hook_page
from xidmet_ui.pages.asked import answers_in, asked_in
from xidmet_ui.pages.kept_typed import forget_typed, keep_typed, typed_before
from xidmet_ui.pages.means import to_prove_first
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, token_in, value_in, words_of

ALL = "/organisations/{voen:str}/webhooks"
HERE = ALL + "/{hook:uuid}"
Pairs = Sequence[tuple[str, str]]


def address_form(request: Asked) -> type[Form]:
    return _form(tuple(for_organisations(site_of(request).catalogue, words_of(request)).items()))


@lru_cache(16)  # one a language: how its questions look is remembered by the questions themselves
def _form(services: tuple[tuple[str, str], ...]) -> type[Form]:
    hint = _("It begins with https:// and is reached from the internet, such as https://hr.example.az/xidmet.")
    asked: dict[str, Any] = {"address": Text(_("Address"), most=500, hint=hint)}
    if services:
        every = _("Choose none, and it is told of all services, also of those to come.")
        asked["services"] = Choice(_("Services"), dict(services), hint=every).many(0).optional()
    return type("NewWebhook", (Form,), asked)


@get(f"{ALL}/new", guards=[signed_in], include_in_schema=False)
async def ask(request: Asked, voen: FromPath[str]) -> Response[str] | Redirect:
    headed_by(need_actor(request), voen)
    if surer := await to_prove_first(request, _new(voen)):
        return Redirect(surer, status_code=303)
    return await _asking(request, voen, typed_before(request, _new(voen)), {})


@post(f"{ALL}/new", guards=[signed_in], status_code=200, include_in_schema=False)
async def make(request: Asked, voen: FromPath[str]) -> Response[str] | Redirect:
    """The answer shows the secret, this once."""
    pairs, actor = await form_of(request), need_actor(request)
    headed_by(actor, voen)
    if surer := await to_prove_first(request, _new(voen)):
        await keep_typed(request, _new(voen), pairs)
        return Redirect(surer, status_code=303)
    answers = answers_in(address_form(request), pairs)
    if answers.errors:
        return await _asking(request, voen, pairs, answers.errors)
    given = vars(answers.so_far)
    wanted = Wanted(given["address"].strip(), frozenset(given.get("services") or ()))
    try:
        hook, secret = await webhooks.make(site_of(request), actor, voen, wanted, token_in(pairs))
    except WrongAnswers as wrong:
        return await _asking(request, voen, pairs, wrong.errors)
    except MadeAlready as again:
        return await _asking(request, voen, (), {}, again)
    await forget_typed(request)
    return await _told_once(request, voen, str(hook.id), hook.address, secret, is_new=True)


async def _asking(
    request: Asked, voen: str, pairs: Pairs, errors: Mapping[str, Mistake], refused: Refused | None = None
) -> Response[str]:
    words = words_of(request)
    wrong = {path.partition("-")[0]: mistake for path, mistake in errors.items()}  # one of several that were ticked
    asked = asked_in(request, address_form(request), pairs, wrong)
    values = {
        "organisation": headed_by(need_actor(request), voen),
        "token": secrets.token_urlsafe(24),
        "refusal": refused and (words.text(refused.why), words.text(refused.mend)),
        **asked,
    }
    return await page(
        request, "webhook_new.html", values, status=refused.status if refused else 422 if asked["found"] else 200
    )


async def _told_once(request: Asked, voen: str, hook: str, address: str, secret: str, *, is_new: bool) -> Response[str]:
    values = {
        "organisation": headed_by(need_actor(request), voen),
        "here": f"/organisations/{voen}/webhooks/{hook}",
        "address": address,
        "secret": secret,
        "is_new": is_new,
    }
    return await page(request, "webhook_secret.html", values)


def _new(voen: str) -> str:
    return f"/organisations/{voen}/webhooks/new"


@get(HERE, guards=[signed_in], include_in_schema=False)
async def show(request: Asked, voen: FromPath[str], hook: FromPath[UUID]) -> Response[str]:
    return await _shown(request, voen, hook)


async def _shown(request: Asked, voen: str, hook: UUID, refused: Refused | None = None) -> Response[str]:
    seen, words = await webhooks.seen(need_actor(request), voen, hook), words_of(request)
    why = refused.refusal if refused else None
    shown = {name: words.show(value) for name, value in why.values.items()} if why else {}
    values = {
        "organisation": seen.power,
        "hook": hook_page(site_of(request).catalogue, seen.hook, seen.deliveries, voen, words),
        "refusal": why and (words.text(why.why, **shown), words.text(why.mend, **shown)),
    }
    return await page(request, "webhook.html", values, status=refused.status if refused else 200)


@post(HERE, guards=[signed_in], include_in_schema=False)
async def change(request: Asked, voen: FromPath[str], hook: FromPath[UUID]) -> Redirect:
    """Which button was pressed says what is done. Nothing here shows a secret, so nothing takes a fresh proof."""
    pairs, site, actor = await form_of(request), site_of(request), need_actor(request)
    await webhooks.hook_for(actor, voen, hook)
    pressed, here = value_in(pairs, "op"), f"/organisations/{voen}/webhooks/{hook}"
    if pressed == "test":
        await webhooks.send_test(site, actor, voen, hook)
    elif pressed == "again":
        await webhooks.send_again(site, actor, voen, hook, _id_in(value_in(pairs, "delivery")))
    elif pressed == "off":
        await webhooks.switch_off(actor, voen, hook)
    elif pressed == "on":
        await webhooks.switch_on(site, actor, voen, hook)
    elif pressed == "forget":
        await webhooks.forget_earlier(actor, voen, hook)
    else:
        raise BadInput
    site.wake.ring()
    return Redirect(f"{here}#deliveries" if pressed in ("test", "again") else here, status_code=303)


def _id_in(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadInput from None


@get(f"{HERE}/secret", guards=[signed_in], include_in_schema=False)
async def ask_secret(request: Asked, voen: FromPath[str], hook: FromPath[UUID]) -> Response[str] | Redirect:
    power, found = await webhooks.hook_for(need_actor(request), voen, hook)
    if surer := await to_prove_first(request, f"/organisations/{voen}/webhooks/{hook}/secret"):
        return Redirect(surer, status_code=303)
    values = {"organisation": power, "address": found.address, "here": f"/organisations/{voen}/webhooks/{hook}"}
    return await page(request, "webhook_renew.html", values)


@post(f"{HERE}/secret", guards=[signed_in], status_code=200, include_in_schema=False)
async def renew(request: Asked, voen: FromPath[str], hook: FromPath[UUID]) -> Response[str] | Redirect:
    """The answer shows the new secret, this once."""
    await form_of(request)
    actor = need_actor(request)
    _power, found = await webhooks.hook_for(actor, voen, hook)
    if surer := await to_prove_first(request, f"/organisations/{voen}/webhooks/{hook}/secret"):
        return Redirect(surer, status_code=303)
    try:
        secret = await webhooks.renew_secret(site_of(request), actor, voen, hook)
    except Refused as refused:
        return await _shown(request, voen, hook, refused)
    return await _told_once(request, voen, str(hook), found.address, secret, is_new=False)


@get(f"{HERE}/end", guards=[signed_in], include_in_schema=False)
async def ask_end(request: Asked, voen: FromPath[str], hook: FromPath[UUID]) -> Response[str]:
    power, found = await webhooks.hook_for(need_actor(request), voen, hook)
    line = hook_page(site_of(request).catalogue, found, (), voen, words_of(request)).line
    return await page(request, "webhook_end.html", {"organisation": power, "line": line})


@post(f"{HERE}/end", guards=[signed_in], include_in_schema=False)
async def end(request: Asked, voen: FromPath[str], hook: FromPath[UUID]) -> Redirect:
    await form_of(request)
    await webhooks.end(need_actor(request), voen, hook)
    site_of(request).wake.ring()
    return Redirect(f"/organisations/{voen}#webhooks", status_code=303)


ROUTES = [ask, make, show, change, ask_secret, renew, ask_end, end]
