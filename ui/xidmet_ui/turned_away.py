"""Whoever is turned away leaves a line in the log, so that it can be seen who tries doors."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import structlog
from xidmet import clock
from xidmet.errors import TokenDead, XidmetError

from xidmet_ui.requests import Asked, place_of, visit_of

log = structlog.get_logger()

NOTED = {400, 403, 404, 410, 413, 415, 429}
WINDOW = dt.timedelta(minutes=1)
MOST = 60  # lines of one process in a window about addresses that there are not: whoever tries a list has thousands


@dataclass
class _Window:
    """How many were noted since it began."""

    begun: dt.datetime | None = None
    lines: int = 0

    def takes_one(self) -> bool:
        now = clock.now()
        if self.begun is None or not dt.timedelta() <= now - self.begun < WINDOW:
            self.begun, self.lines = now, 0
        self.lines += 1
        if self.lines == MOST + 1:
            log.warning("turned away too often", route="", most=MOST, seconds=int(WINDOW.total_seconds()))
        return self.lines <= MOST


_nowhere = _Window()


def note(request: Asked, error: XidmetError) -> None:
    """Which door, from which session and place. No path, no text, no person: numbers and one-time links stand there."""
    route = str(request.scope.get("path_template", ""))
    visited = "visit" in request.scope["state"]  # nobody asks who fetches a style sheet, or what is not there
    if not (error.status in NOTED or isinstance(error, TokenDead)) or (not visited and not _nowhere.takes_one()):
        return
    session = visit_of(request).session if visited else None
    actor = visit_of(request).actor if visited else None
    log.info(
        "turned away",
        status=error.status,
        error=type(error).__name__,
        method=request.method,
        route=route,
        session=str(session.id) if session else "",
        program=str(actor.program.id) if actor and actor.program else "",
        place=place_of(request),
    )
