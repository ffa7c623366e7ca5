"""While an officer of a service centre fills in for somebody, only what serves that is open.

All else is shut by itself: a new route is shut until it is written here.
"""

from __future__ import annotations

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed

from xidmet_ui.session import Visit

# As the framework tells a route to whoever comes before it: without types.
CASE = "/cases/{number}"
OPEN = frozenset(
    (
        *("/", "/static/{name}", "/language/{code}", "/agencies", "/accessibility", "/privacy"),
        *("/healthz", "/sign-out", "/assist", "/assist/end"),
        "/attestations/{number}/pdf",
        *("/services", "/services/{slug}", "/services/{slug}/start"),
        *(CASE, f"{CASE}/review", f"{CASE}/answers.pdf", f"{CASE}/term.ics"),
    )
)
# With all that stands below.
BELOW = (
    *(f"{CASE}/{part}" for part in ("fill", "keep", "lookup", "rows", "files", "move", "sign", "signatures", "remove")),
    *("/sign/{name}", "/services/{slug}/guide", f"{CASE}/signers"),
)
KEPT = (f"{CASE}/fill/{{name}}", f"{CASE}/keep/{{name}}")  # what stood on an open page when it ended
SHUT = (
    _("You fill in for {name} now, and this page is not part of it."),
    _("Press “End” at the top of the page first."),
)
OVER = (
    _("Filling in with {name} is over."),
    _("What was typed is kept in the draft; the person finds it under “My cases”. With their agreement, begin anew."),
)


async def within_visit(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Guard of every route, before its own. Raises NotAllowed."""
    visit: Visit | None = connection.scope["state"].get("visit")
    if visit is None or (visit.late is None and (visit.actor is None or visit.actor.assistant is None)):
        return
    path = str(connection.scope["path_template"])
    method = str(connection.scope.get("method", ""))
    if visit.late is not None:
        if method == "POST" and path in KEPT:
            visit.actor = visit.late
        elif path.startswith("/cases/") and _was_theirs(visit, connection):
            raise NotAllowed(*OVER, name=visit.late.name)
        return
    if not is_open(path):
        assert visit.actor is not None
        raise NotAllowed(*SHUT, name=visit.actor.name)


def _was_theirs(visit: Visit, connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    """Other cases, such as those of the officer's own desk, are as they ever were."""
    beside = visit.late.assistant if visit.late else None
    return beside is not None and connection.path_params.get("number", "") in beside.cases.values()


def is_open(path: str) -> bool:
    """path: as the route declares it."""
    return path in OPEN or any(path == below or path.startswith(f"{below}/") for below in BELOW)
