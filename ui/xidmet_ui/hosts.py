"""Only under its own address does the portal answer: another name may be a trap for links and caches."""

from __future__ import annotations

from urllib.parse import urlsplit

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send
from xidmet.contract.texts import _
from xidmet.language import LANGUAGES, translator
from xidmet.settings import Settings

from xidmet_ui.headers import always

PROBES = ("/healthz", "/readyz", "/metrics")  # asked from inside, by whatever name
ELSEWHERE = _("The portal does not answer under this name. Its address is {address}")
TEXT = (b"content-type", b"text/plain; charset=utf-8")


def answering_here(app: ASGIApp, settings: Settings) -> ASGIApp:
    """The same application, which refuses what was asked under another name. A demonstration answers under any.

    Only Host counts: what a proxy or a stranger says in X-Forwarded-Host is believed nowhere.
    """
    if settings.demo:
        return app
    here = urlsplit(settings.address).netloc.lower().encode()

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["path"] in PROBES or _hosts(scope) == [here]:
            await app(scope, receive, send)
            return
        lines = [translator(language).text(ELSEWHERE, address=settings.address) for language in LANGUAGES]
        headers = [(name.lower().encode(), value.encode()) for name, value in always(settings).items()]
        await send({"type": "http.response.start", "status": 400, "headers": [TEXT, *headers]})
        await send({"type": "http.response.body", "body": "\n".join(lines).encode(), "more_body": False})

    return answer


def _hosts(scope: Scope) -> list[bytes]:
    return [value.strip().lower() for name, value in scope["headers"] if name.lower() == b"host"]
