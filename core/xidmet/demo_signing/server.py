"""The signing server put together, and run."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from litestar import Litestar, Response, get
from litestar.datastructures import MutableScopeHeaders, State
from litestar.types import Message, Scope

from xidmet.contract.sources import DemoPerson
from xidmet.demo_signing import (
    authority,
    mobile,
    oidc,
    oidc_tokens,
    payments,
    phone_pages,
    remote,
    remote_agreeing,
    remote_pages,
    remote_tokens,
    sms,
    timestamps,
    tool,
)
from xidmet.demo_signing.holders import Holders
from xidmet.demo_signing.state import HERE, Asked, Signing, known_host
from xidmet.settings import Settings

MODULES = (
    phone_pages,
    tool,
    mobile,
    oidc,
    oidc_tokens,
    remote,
    remote_agreeing,
    remote_tokens,
    remote_pages,
    authority,
    timestamps,
    payments,
    sms,
)
LARGEST = 10_000_000  # bytes of a file to be signed


@get("/style.css")
async def style(request: Asked) -> Response[str]:
    return Response((HERE / "assets" / "style.css").read_text("utf-8"), media_type="text/css")


def create_app(settings: Settings, people: Sequence[DemoPerson]) -> Litestar:
    """The outside parties of a demonstration as one ASGI application. people: whom it has phones and keys for."""
    address, keys = settings.demo_signing, settings.data / "keys"
    signing = Signing(address, settings.address, Holders(people, keys, address))
    handlers: list[Any] = [handler for module in MODULES for handler in module.ROUTES]
    return Litestar(
        route_handlers=[*handlers, style],
        before_request=known_host,
        before_send=[_secure],
        request_max_body_size=LARGEST,
        openapi_config=None,
        state=State({"signing": signing}),
        logging_config=None,
    )


async def _secure(message: Message, scope: Scope) -> None:
    """A form's answer may lead back to the portal, and nowhere else."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    portal = scope["litestar_app"].state.signing.portal
    policy = f"default-src 'none'; style-src 'self'; form-action 'self' {portal}; frame-ancestors 'none'"
    for name, value in (
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    ):
        headers.setdefault(name, value)


def run_signing(settings: Settings, people: Sequence[DemoPerson], *, tied: bool) -> None:
    """Serve on this machine alone, until stopped. tied: stop also when standard input ends, as when a parent died."""
    port = urlsplit(settings.demo_signing).port or 0
    config = uvicorn.Config(
        create_app(settings, people),
        host="127.0.0.1",
        port=port,
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    if tied:
        threading.Thread(target=_stop_at_end, args=(server,), daemon=True).start()
    server.run()


def _stop_at_end(server: uvicorn.Server) -> None:
    sys.stdin.buffer.read()
    server.should_exit = True
