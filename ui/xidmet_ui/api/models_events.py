"""What the API gives of the feed of events; webhooks bring the same."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from xidmet_ui.api.given import Given

EXAMPLE: JsonDict = {
    "id": "1042-7",
    "number": "2026-00000017",
    "service": "name-of-the-service",
    "version": 3,
    "state": "active",
    "move": "activate",
    "at": "2026-11-30T10:15:00.000+00:00",
}


class CaseMoved(Given):
    """That a case moved. Nothing of what stands in it: read the case for that."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})
    id: Annotated[str, Field(description="Its place in the feed: what is sent as “after”.")]
    number: str
    service: str
    version: Annotated[int, Field(description="Of the case after the move: a higher one is later.")]
    state: Annotated[str, Field(description="Name of the state that the move led to.")]
    move: Annotated[str, Field(description="Name of the move.")]
    at: dt.datetime


class Events(Given):
    """In the order in which they were committed; those of one case by their version."""

    events: list[CaseMoved]
    next: Annotated[str, Field(description="Send it as “after” the next time, also when nothing came.")]
    more: Annotated[bool, Field(description="There are more already: ask again at once.")]
