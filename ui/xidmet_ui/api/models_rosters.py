"""What the API takes and gives of rosters: the people in one, many that are sent at once, and one move for many."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from xidmet_ui.api.given import Given
from xidmet_ui.api.models import Natural, Taken, Version, Wrong

MOST_PEOPLE = 1000


class Person(Given):
    """A case of the roster."""

    number: str
    version: Version
    state: str
    in_force: bool
    changed_at: dt.datetime
    answers: Annotated[dict[str, Any], Field(description="Those that tell people apart, as they can be sent again.")]
    href: str


class Roster(Given):
    """One page."""

    counts: Annotated[dict[str, int], Field(description="How many stand in each state, of the whole roster.")]
    total: Annotated[int, Field(description="How many the filter finds; counted up to 1,000.")]
    people: list[Person]
    next: Annotated[str | None, Field(description="Address of the next page; null on the last one.")]


class NewPeople(Taken):
    """People to be entered. Nobody is entered twice: what makes two people the same is the service's own rule."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"dry_run": True, "people": [{"question": "answer"}, {"question": "answer"}]}]}
    )
    dry_run: Annotated[
        bool, Field(description="Only read them, and say what would become of each; they can be entered afterwards.")
    ] = False
    people: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=MOST_PEOPLE)]


class PeopleRow(Given):
    """What became of one of them, or would become.

    state: "waits" (not read yet), "right" (new, not entered yet), "wrong", "refused" (by a rule), "repeat" and
    "differs" (the same person as in another row, with the same or other answers), "there" and "other" (in the roster
    already, with the same or other answers: what stands there stays), "draft" (entered, but for the signature),
    "entered", "out" (left out by a person).
    """

    row: Annotated[int, Field(description="Its place in what was sent, from 0.")]
    state: str
    number: Annotated[str | None, Field(description="Of the case in the roster.")]
    same_as: Annotated[int | None, Field(description="The row that is about the same person.")]
    errors: list[Wrong]


class People(Given):
    """People that were sent. state: "reading", "entering", "done" or "failed". A dry run is done when all were read."""

    id: str
    state: str
    dry_run: bool
    total: int
    counts: Annotated[dict[str, int], Field(description="How many rows are in each state.")]
    problem: Annotated[str | None, Field(description="What holds the work up just now.")]
    to_sign: Annotated[
        bool, Field(description="Their entry is signed: make a list over the drafts, with “people” and the move.")
    ]
    move: Annotated[str, Field(description="Name of the move by which people come into the roster.")]
    rows: Annotated[str, Field(description="Address of the rows.")]
    href: str


class PeopleRows(Given):
    rows: list[PeopleRow]
    next: Annotated[str | None, Field(description="Address of the next page; null on the last one.")]


class RosterFilter(Taken):
    """The same as of the roster's page. Without anything in it: everybody from whose state the move leads."""

    state: str | None = None
    q: Annotated[str | None, Field(max_length=100)] = None
    where: Annotated[dict[str, str], Field(description="Answer by the name of its question.")] = {}


class NewList(Taken):
    """One move in many cases: of these numbers, of all that a filter finds, or of the drafts of people that were sent.

    Nothing is done yet: every row is checked first, and what must be signed is signed.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"move": "activate", "numbers": ["2026-00000017", "2026-00000018"], "asked": {"question": "answer"}},
                {"move": "activate", "filter": {"state": "entered"}},
            ]
        }
    )
    move: Annotated[str, Field(min_length=1, max_length=60)]
    numbers: Annotated[list[str] | None, Field(min_length=1)] = None
    filter: RosterFilter | None = None
    people: str | None = None
    asked: Natural = {}


class Reason(Given):
    why: str
    mend: str
    count: int


class ToSign(Given):
    """What is signed: these very bytes, detached (CAdES) or in a container (ASiC-E), by a person with the mandate."""

    href: str
    sha256: str


class MoveList(Given):
    """state: "checking", "checked" (say that it is ready), "signing" (bring the signature), "working", "done",
    "stopped", or "dropped" and "expired", of which nothing was done; "asking" while an answer that the move asks is
    wanted on the portal.
    """

    id: str
    move: str
    state: str
    total: Annotated[int, Field(description="Rows. Numbers that are none of the roster's were left out.")]
    counts: Annotated[
        dict[str, int],
        Field(description="able: can be done; done; same: it was so already; not: can't be done; left: left out."),
    ]
    reasons: Annotated[list[Reason], Field(description="Why some can't be done.")]
    made_at: dt.datetime
    ends_at: Annotated[dt.datetime, Field(description="Until then it must be signed.")]
    problem: str | None
    must_be_signed: bool
    to_sign: ToSign | None
    signer: str | None
    result: Annotated[str | None, Field(description="Address of the sealed result, once all is done.")]
    rows: str
    href: str


class MoveLists(Given):
    lists: list[MoveList]


class ListRow(Given):
    """state: "waits", "able", "unable", "left", and of what was worked off "made", "same", "refused", "changed" (since
    it was chosen) or "kept" (the list was stopped before).
    """

    row: Annotated[int, Field(description="Its place in the list, from 1.")]
    number: str
    state: str
    code: Annotated[str | None, Field(description="Stable name of the reason.")]
    why: str
    mend: str
    done_at: dt.datetime | None


class ListRows(Given):
    rows: list[ListRow]
    next: Annotated[str | None, Field(description="Address of the next page; null on the last one.")]
