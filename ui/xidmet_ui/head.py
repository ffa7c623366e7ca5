"""HEAD is answered like GET, without a body (RFC 9110, section 9.3.2): one rule here, none at any route."""

from __future__ import annotations

from typing import Any, cast

from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send


def answering_head(app: ASGIApp) -> ASGIApp:
    """The same application, to which a HEAD looks like a GET. Content-Length stays that of the GET."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != HttpMethod.HEAD:
            await app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        await app(cast("Any", {**scope, "method": HttpMethod.GET}), receive, without_body)

    return answer
