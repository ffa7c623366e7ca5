"""What the API gives of the desk."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import ConfigDict, Field
from xidmet.cases.desk.hand_over import LONGEST

from xidmet_ui.api.given import Given
from xidmet_ui.api.models import Taken


class DeskLine(Given):
    """A case in a queue. about: what tells it apart from others. Reading the queue looks into no case."""

    number: str
    version: int
    service: str
    title: str
    about: str
    state: str
    officer: Annotated[str, Field(description="Who has it; empty: nobody.")]
    mine: bool
    can_be_taken: Annotated[bool, Field(description="By me, as nobody has it.")]
    deadline: Annotated[dt.datetime | None, Field(description="The nearer of its terms; null: none runs.")]
    late: bool
    unread: Annotated[int, Field(description="Messages of the applicant that nobody of the office has read.")]
    href: str


class DeskQueue(Given):
    """counts: of each queue, up to 1,000. next, previous: addresses of the neighbouring pages, null where none is."""

    queue: Annotated[str, Field(description="mine, free, late, soon, applicant or all.")]
    counts: dict[str, int]
    cases: list[DeskLine]
    more_found: Annotated[bool, Field(description="The search found more than it gives: ask for more words.")]
    next: str | None
    previous: str | None


class Had(Given):
    """Who has a case."""

    number: str
    version: int
    officer: Annotated[str, Field(description="Empty: nobody.")]
    mine: bool


class Colleague(Given):
    """Somebody a case can be handed over to."""

    id: str
    name: str


class Colleagues(Given):
    """Whoever else holds a role in the services of this officer; each case asks for one that acts in it."""

    colleagues: list[Colleague]


class HandOver(Taken):
    """to: the id of a colleague. why: a word that the colleague, and whoever had the case, reads."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"to": "00000000-0000-0000-0000-000000000000", "why": "On leave until Monday."}]
        }
    )
    to: Annotated[str, Field(max_length=40)]
    why: Annotated[str, Field(max_length=LONGEST)]
