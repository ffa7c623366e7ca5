"""The session was over when a page of a form was sent: after signing in its text stands there again, not yet saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler
from xidmet.auth import unsent
from xidmet.cases import Case
from xidmet.contract.form import Step
from xidmet.contract.texts import _
from xidmet.errors import SignInNeeded, XidmetError

from xidmet_ui.build.form_page import Filled
from xidmet_ui.build.typed import raw_of
from xidmet_ui.multipart_form import texts_of_form
from xidmet_ui.pages import choosing
from xidmet_ui.pages.step import filled
from xidmet_ui.requests import Asked, place_of, site_of, value_in, visit_of

Pairs = Sequence[tuple[str, str]]
AGAIN = _("This is the text you had typed before you signed in.")
PRESS = _("It is not saved yet: look at it, then press the button below it.")


async def keep_typed(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Guard before signed_in: what somebody sends whose session is over goes along with them to sign in.

    Nothing is saved into a case by it, so that it needs no token.
    """
    request = cast("Asked", connection)
    visit = visit_of(request)
    if visit.actor is not None or request.method != "POST":
        return
    try:
        pairs = [(name, value) for name, value in await texts_of_form(request) if name != "csrf"]
    except (XidmetError, HTTPException):
        return  # not from a page of ours, or not of its kind: signed_in says what there is to say
    query = request.url.query
    page = request.url.path + (f"?{query}" if query else "")
    await unsent.keep(await visit.begin(), _key(request), place_of(request), page, pairs)
    raise SignInNeeded(page=page)


async def had_typed(request: Asked, path: str = "") -> Pairs | None:
    """What this browser had sent to the page, before it was signed in. path: of the page; else the one asked for."""
    session = visit_of(request).session
    return await unsent.waiting(session, _key(request), path or request.url.path) if session else None


async def was_sent(request: Asked) -> None:
    """It is saved now, so it need not wait any more."""
    session = visit_of(request).session
    if session is not None:
        await unsent.forget(session)


async def step_again(request: Asked, case: Case, step: Step) -> Filled | None:
    """The step as it was sent without a session; it still says what it showed, so that two windows are compared."""
    pairs = await had_typed(request)
    if pairs is None:
        return None
    typed = raw_of(step.fields, pairs)
    found, _down = await choosing.as_far_as(site_of(request), case, step.fields, typed, pairs)
    return await filled(
        site_of(request),
        case,
        {**case.record.typed, **typed},
        warning=(AGAIN, {}, PRESS),
        rows=found.rows,
        texts=found.texts,
        window=value_in(pairs, "window")[:40],
        stood=(_version(pairs), value_in(pairs, "seen")),
    )


def _version(pairs: Pairs) -> int:
    """0 is older than any draft: then answers are compared one by one."""
    text = value_in(pairs, "version")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _key(request: Asked) -> bytes:
    return site_of(request).files.derived(unsent.PURPOSE)
