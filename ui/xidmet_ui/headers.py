"""Headers on every answer, errors too: what a browser may do with it."""

from __future__ import annotations

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope
from xidmet.settings import Settings

POLICY = "; ".join(
    (
        "default-src 'none'",
        "object-src 'none'",  # said by name too: whoever checks a policy looks for it
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cache-Control": "no-store",  # unless the answer itself says how long it may be kept
}
HTTPS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def always(settings: Settings) -> dict[str, str]:
    """On every answer of this site, whoever gives it."""
    return ALWAYS | (HTTPS if settings.secure_cookies else {})


async def secure(message: Message, scope: Scope) -> None:
    """Runs before each answer leaves."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in always(scope["litestar_app"].state.settings).items():
        headers.setdefault(name, value)
