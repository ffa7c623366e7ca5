"""Every error once: its status, and a page in the person's language that says what happened and what to do."""

from __future__ import annotations

import secrets
from html import escape
from typing import Any
from urllib.parse import quote

import structlog
from litestar import Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException
from xidmet.contract.texts import _
from xidmet.errors import (
    BadInput,
    InsufficientScope,
    NotAllowed,
    NotFound,
    Refused,
    SignInNeeded,
    TokenDead,
    TooLarge,
    TooMany,
    WrongMethod,
    XidmetError,
)
from xidmet.language import Translator, translator

from xidmet_ui.api.problems import PROBLEM, problem
from xidmet_ui.build.mandates import lack_of
from xidmet_ui.rendering import HEADERS, gone_to, page_without_store, wants_fragment
from xidmet_ui.requests import Asked, page_wanted, settings_of, visit_of
from xidmet_ui.session import Visit, language_of
from xidmet_ui.turned_away import note

log = structlog.get_logger()

KNOWN: dict[int, type[XidmetError]] = {400: BadInput, 403: NotAllowed, 404: NotFound, 405: WrongMethod, 413: TooLarge}
SIGNED_OUT = _("You were signed out. Press “Continue”: you sign in, and nothing typed is lost.")
TITLES = {
    400: _("The request could not be understood"),
    401: _("You are not signed in"),
    403: _("This is not yours to do"),
    404: _("Page not found"),
    405: _("This can't be done here"),
    409: _("This could not be done"),
    410: _("This link no longer works"),
    413: _("Too much was sent"),
    415: _("The request could not be understood"),
    422: _("Some answers must be corrected"),
    429: _("Too many tries"),
    500: _("Something went wrong on our side"),
    503: _("A register does not answer"),
}


def known(request: Asked, error: XidmetError) -> Response[Any]:
    """One of our own errors."""
    if isinstance(error, SignInNeeded) and not _is_api(request):
        return _to_sign_in(request, str(error.values.get("page", "")))
    note(request, error)
    return _answer(request, error)


def _to_sign_in(request: Asked, sent: str) -> Response[Any]:
    """sent: the page from which something was sent that is kept. What a script does beside that leads nowhere: it is
    told on the page, so that nothing typed there is lost.
    """
    if wants_fragment(request) and not sent:
        said = escape(translator(visit_of(request).language).text(SIGNED_OUT))
        parts = [f'<hx-partial hx-target="#{at}" hx-swap="innerHTML">{said}</hx-partial>' for at in ("saved", "live")]
        return Response("".join(parts), media_type=MediaType.HTML, headers=dict(HEADERS))
    return gone_to(request, f"/sign-in?next={quote(sent or page_wanted(request), safe='/')}")


def http(request: Asked, error: HTTPException) -> Response[Any]:
    """What the web framework refused: unknown addresses, wrong methods, bodies that are too large."""
    if error.status_code >= 500:
        return unknown(request, error)
    meant = KNOWN.get(error.status_code, BadInput)()
    note(request, meant)
    answer = _answer(request, meant)
    allowed = {str(name).lower(): value for name, value in (error.headers or {}).items()}.get("allow", "")
    if allowed:  # the framework does not know that whatever answers GET answers HEAD too
        methods = {*allowed.split(", "), *(["HEAD"] if "GET" in allowed else [])}
        answer.headers["Allow"] = ", ".join(sorted(methods))
    return answer


def unknown(request: Asked, error: Exception) -> Response[Any]:
    """What nobody foresaw: logged with a number that the page shows; no detail ever reaches a page.

    Logged is the route, not the path: numbers of documents and one-time links stand in paths.
    """
    reference = secrets.token_hex(4)
    log.error("unforeseen error", reference=reference, route=request.scope.get("path_template", ""), exc_info=error)
    return _answer(request, XidmetError(), reference)


def _answer(request: Asked, error: XidmetError, reference: str = "") -> Response[Any]:
    if "visit" not in request.scope["state"]:  # no route was found, so nobody asked who is visiting
        request.scope["state"]["visit"] = Visit(language_of(request, settings_of(request)))
    words = translator(visit_of(request).language)
    title = words.text(TITLES.get(error.status, TITLES[500]))
    if _is_api(request):
        answer: Response[Any] = problem(error, title, words, reference)
    else:
        answer = _page(request, error, title, words, reference)
    answer.headers.update(_headers(request, error))
    return answer


def _headers(request: Asked, error: XidmetError) -> dict[str, str]:
    """When to come again, and by what a program would be let in (RFC 6750)."""
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.seconds)}
    if isinstance(error, InsufficientScope):
        scope = f', scope="{error.scope}"' if error.scope else ""
        return {"WWW-Authenticate": f'Bearer error="insufficient_scope"{scope}'}
    if isinstance(error, TokenDead):
        return {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    return {"WWW-Authenticate": "Bearer"} if isinstance(error, SignInNeeded) and _is_api(request) else {}


def _page(request: Asked, error: XidmetError, title: str, words: Translator, reference: str) -> Response[Any]:
    values = {name: words.text(value) if isinstance(value, str) else value for name, value in error.values.items()}
    why, mend = words.text(error.why, **values), words.text(error.mend, **values)
    shown = {"title": title, "why": why, "mend": mend, "reference": reference, "status": error.status}
    shown["surer"] = _surer(request, error)
    shown["lack"] = lack_of(error.refusal) if isinstance(error, Refused) else None
    try:
        return page_without_store(request, "error.html", {"error": shown}, error.status)
    except Exception as second:
        log.error("the error page failed", exc_info=second)
        text = f"<!doctype html><meta charset=utf-8><title>{title}</title><h1>{title}</h1><p>{mend}"
        return Response(text, status_code=error.status, media_type=MediaType.HTML)


def _surer(request: Asked, error: XidmetError) -> str:
    """Where to prove who one is, when that is all that is missing; from there back to the page."""
    level = error.refusal.level if isinstance(error, Refused) else ""
    return f"/step-up?level={level}&next={quote(page_wanted(request), safe='')}" if level else ""


def _is_api(request: Asked) -> bool:
    """An address for programs, or a script of ours that shows what went wrong beside its cause."""
    return request.url.path.startswith("/api/") or request.headers.get("accept", "") == PROBLEM
