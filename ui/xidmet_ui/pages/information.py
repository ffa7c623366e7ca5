"""Pages about the portal itself, the choice of language, and what is published about its keys and journals."""

from __future__ import annotations

import datetime as dt
from typing import Any

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.attestations import key_list, seal_list
from xidmet.auth.people import set_language
from xidmet.cases.daily_root import published
from xidmet.contract.texts import _
from xidmet.errors import BadInput, NotFound
from xidmet.language import LANGUAGES, Translator

from xidmet_ui.rendering import page
from xidmet_ui.requests import PUBLIC, Asked, actor_of, local_path, settings_of, site_of, visit_of, words_of
from xidmet_ui.session import language_cookie

ACCESSIBILITY = (
    (
        "",
        (
            _(
                "This portal is made to be used by everybody: with a keyboard, "
                "a screen reader, a small screen, in the dark, on paper, and without JavaScript."
            ),
        ),
    ),
    (
        _("What is tested"),
        (
            _(
                "Every page is tested by axe-core against WCAG 2.2 AA at five sizes and colour schemes, "
                "each time the portal is built; a violation stops the build."
            ),
            _("The whole way from registration to a checked document is tested with and without JavaScript."),
        ),
    ),
    (
        _("What is not tested by machines"),
        (_("Speech output in Azerbaijani depends on the screen reader's voice. Tell us where it fails."),),
    ),
)
PRIVACY = (
    (
        "",
        (
            _(
                "Your answers are kept for the service you asked for, "
                "as long as its law says, and are shown to nobody else."
            ),
        ),
    ),
    (
        _("Who looked"),
        (
            _(
                "Each look by an official and each check of your documents by others is recorded; "
                "you see both under “My data”."
            ),
        ),
    ),
    (
        _("What you can do"),
        (
            _(
                "Under “My account” you can download all that is kept about you, withdraw consents, and close your "
                "account; what must be kept then is said there."
            ),
        ),
    ),
    (
        _("In your browser"),
        (
            _(
                "Three cookies: one while you are signed in, one by which your account knows this browser again, "
                "one for the language. No tracking, nothing from other sites."
            ),
        ),
    ),
)


@get("/language/{code:str}", opt=PUBLIC, include_in_schema=False)
async def language(request: Asked, code: FromPath[str]) -> Redirect:
    """Remembered in the browser; for somebody who is signed in also for letters to them."""
    if code not in LANGUAGES:
        raise NotFound
    visit_of(request).cookies.append(language_cookie(code, settings_of(request)))
    actor = actor_of(request)
    if actor:
        await set_language(actor, code)
    return Redirect(local_path(str(request.query_params.get("next", "/"))), status_code=303)


@get("/accessibility", opt=PUBLIC, include_in_schema=False)
async def accessibility(request: Asked) -> Response[str]:
    return await _text(request, _("Accessibility"), ACCESSIBILITY)


@get("/privacy", opt=PUBLIC, include_in_schema=False)
async def privacy(request: Asked) -> Response[str]:
    return await _text(request, _("Privacy"), PRIVACY)


async def _text(request: Asked, title: str, parts: tuple[Any, ...]) -> Response[str]:
    words: Translator = words_of(request)
    shown = [{"title": words.text(head), "lines": [words.text(line) for line in lines]} for head, lines in parts]
    return await page(request, "text.html", {"text": {"title": words.text(title), "parts": shown, "link": None}})


@get("/.well-known/xidmet-keys.json", opt=PUBLIC, include_in_schema=False)
async def keys(request: Asked) -> Response[dict[str, Any]]:
    """The keys with which QR codes are signed, in the clear and signed by the site's seal."""
    site = site_of(request)
    return Response(
        key_list(site.settings, site.qr_key, site.seal),
        headers={"Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*"},
    )


@get("/.well-known/xidmet-seals.json", opt=PUBLIC, include_in_schema=False)
async def seals(request: Asked) -> Response[dict[str, Any]]:
    """The certificates with which the site seals and has sealed, in the clear and signed by today's."""
    return Response(
        seal_list(settings_of(request), site_of(request).seal),
        headers={"Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*"},
    )


@get("/.well-known/xidmet-journal.json", opt=PUBLIC, include_in_schema=False)
async def roots(request: Asked) -> Response[dict[str, Any]]:
    """Daily roots over the journals of all sent cases, the newest first; older ones with ?before=2026-01-31."""
    try:
        before = dt.date.fromisoformat(str(request.query_params.get("before", dt.date.max.isoformat())))
    except ValueError:
        raise BadInput from None
    return Response(
        {"issuer": site_of(request).settings.address, "roots": await published(before)},
        headers={"Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*"},
    )


ROUTES = [language, accessibility, privacy, keys, seals, roots]
