"""The API's front door for programs: whose token it is, and whether it was made for what is asked.

One place for all routes. A route says beside its description which scope opens it; one that says nothing is closed to
tokens, unless it is public.
"""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from xidmet.auth import tokens
from xidmet.errors import InsufficientScope

from xidmet_ui.api.description import ANY, Description
from xidmet_ui.requests import place_of
from xidmet_ui.session import Visit


async def admitted(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Guard of every route, before its own. Raises TokenDead, TooMany, InsufficientScope."""
    visit: Visit | None = connection.scope["state"].get("visit")
    if visit is None or visit.bearer is None:
        return
    token, visit.bearer = visit.bearer, None
    visit.actor = await tokens.program_with(token, place_of(connection))
    wanted = scope_of(handler)
    if handler.opt.get("public") is True or wanted == ANY:
        return
    if visit.actor.program is None or wanted not in visit.actor.program.scopes:
        raise InsufficientScope(wanted)


def scope_of(handler: BaseRouteHandler) -> str:
    """What a token must be made for; "" where none is taken."""
    said: Description | None = handler.opt.get("api")
    return said.scope if said else ""
