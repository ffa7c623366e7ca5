"""For `xidmet bench forms`: a step's page drawn over and over from what the store was asked for once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Litestar, Response
from litestar.connection import Request
from litestar.types import Receive, Scope, Send

from xidmet_ui.pages.step import address_of, asking_of, draft, drawn_step, filled, named_step
from xidmet_ui.rendering import frame_of
from xidmet_ui.requests import need_actor, settings_of, site_of
from xidmet_ui.session import Sessions, cookie_name


async def step_drawer(app: Litestar, session: str, number: str, name: str) -> Callable[[], Response[str]]:
    """What turns answers that were read into a page, without the store. session: the token in the visitor's cookie."""
    request = await _visited(app, session, f"/cases/{number}/fill/{name}")
    case = await draft(site_of(request), need_actor(request), number)
    step = named_step(case, name)
    now = await filled(site_of(request), case, case.record.typed)
    asking, address = await asking_of(request, step, now), address_of(request)
    return lambda: drawn_step(request, step, now, asking, address, frame_of(request, "cases"))


async def _visited(app: Litestar, session: str, path: str) -> Request[Any, Any, Any]:
    """A request as a handler gets it, with its visitor."""
    scope: Any = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [], "state": {}}
    scope |= {"litestar_app": app, "scheme": "http", "server": ("localhost", 80), "root_path": "", "path_params": {}}
    sessions = Sessions(settings_of(Request(scope)))
    scope["headers"] = [(b"cookie", f"{cookie_name(sessions.settings)}={session}".encode())]

    async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
        """Only the visit is wanted, not an answer."""

    await sessions.handle(scope, _no_body, _nobody, nothing)
    return Request(scope)


async def _no_body() -> Any:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _nobody(message: Any) -> None:
    """Nobody waits for the answer."""
