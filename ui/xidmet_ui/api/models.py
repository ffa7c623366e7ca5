"""What the API takes and gives, as the description under /schema tells it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from xidmet_ui.api.given import Given
from xidmet_ui.api.reading import LARGEST_VERSION
from xidmet_ui.api.running import Due, Term
from xidmet_ui.api.unconfirmed import Unconfirmed

Version = Annotated[
    int, Field(ge=1, le=LARGEST_VERSION, description="The case's version as it was read; it grows with every change.")
]
Natural = Annotated[
    dict[str, Any],
    Field(
        description="Answers by the question's name: texts, amounts and keys as strings, dates as YYYY-MM-DD, numbers, "
        "true or false, rows as a list of objects. See the form's JSON Schema."
    ),
]


class Taken(BaseModel):
    """A body: nothing beside what is named, and no type taken for another."""

    model_config = ConfigDict(extra="forbid", strict=True)


class NewCase(Taken):
    """Opens a draft, and answers it as far as answers are given."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"service": "name-of-the-service", "answers": {"question": "answer"}}]}
    )
    service: Annotated[str, Field(min_length=1, max_length=80, description="The service's slug.")]
    answers: Natural = {}


class NewAnswers(Taken):
    """Answers that take the place of those under the same names; null takes an answer back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"version": 1, "answers": {"copy": True}}]})
    version: Version | None = None
    answers: Natural


class NewMove(Taken):
    """What a move asks; see "asks" beside the move."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"version": 2}]})
    version: Version | None = None
    asked: Natural = {}


class Wrong(Given):
    """One mistake, said as on the pages."""

    pointer: Annotated[str, Field(description="JSON Pointer into the body that was sent, or into the case.")]
    code: Annotated[str, Field(description="Stable name of the mistake.", examples=["missing"])]
    message: Annotated[str, Field(description="What is wrong, and mostly what to do, in the reader's language.")]
    mend: Annotated[str | None, Field(description="What to do, where the message does not say it.")] = None
    doubt: Annotated[
        bool, Field(description="It may be right all the same: send the same text again as “<name>-sure” beside it.")
    ] = False


class Problem(Given):
    """RFC 9457."""

    type: Annotated[str, Field(description="Stable name of the kind of problem.", examples=["urn:xidmet:stale"])]
    title: str
    status: int
    detail: Annotated[str, Field(description="What happened, in the reader's language.")]
    mend: Annotated[str, Field(description="What to do about it.")]
    code: Annotated[
        str | None, Field(description="Of a rule that does not hold, or of what is wrong with a file: its stable name.")
    ] = None
    law: Annotated[str | None, Field(description="Of a rule that does not hold: its legal basis.")] = None
    errors: Annotated[list[Wrong] | None, Field(description="What is wrong where.")] = None
    reference: Annotated[str | None, Field(description="Of an unforeseen error: quote it when you ask.")] = None


class ServiceCard(Given):
    slug: str
    title: str
    agency: str
    purpose: str
    term: str
    fee: str
    sign: str


class AskedStep(Given):
    title: str
    asked: str


class Place(Given):
    """A state. kind: "ok" (in force), "end", or empty. ways: who can move it on, and where to."""

    label: str
    kind: str
    ways: list[str]


class ServicePassport(ServiceCard):
    site: str
    phone: str
    law: str
    who: list[str]
    check: Annotated[str, Field(description="Who may check what this service issues.")]
    steps: list[AskedStep]
    documents: list[str]
    states: list[Place]


class Row(Given):
    key: Annotated[str, Field(description="What is sent as the answer.")]
    name: str
    columns: dict[str, Any]


class Rows(Given):
    rows: list[Row]
    more: Annotated[bool, Field(description="There are more than were given: search for another text.")]


class Move(Given):
    """Something that this person may do now."""

    name: str
    label: str
    href: Annotated[str, Field(description="Where to post it.")]
    asks: Annotated[dict[str, Any] | None, Field(description="JSON Schema of “asked”; null when nothing is asked.")]


class CaseState(Given):
    name: str
    label: str
    since: dt.datetime
    in_force: bool


class Paper(Given):
    number: str
    attestation: str
    in_force: bool
    issued_at: dt.datetime
    valid_until: dt.datetime | None
    pdf: Annotated[str, Field(description="Address of the sealed PDF.")]


class Event(Given):
    """kind: opened, moved, looked (by an official), checked (an attestation of the case), left (the applicant closed
    their account), withdrew (a consent) or recounted (the term, for the calendar of working days changed).
    """

    kind: str
    at: dt.datetime
    title: str
    who: str
    program: Annotated[str | None, Field(description="By which program of the party it was done.")] = None
    move: Annotated[str | None, Field(description="Of a move: its name.")] = None
    how: Annotated[str | None, Field(description="Of a move: what it is called.")] = None


class Told(Given):
    way: str
    to: str
    state: str
    at: dt.datetime


FILE = "file"  # no model: the bytes of a file, whole, as a body or as an answer
NOTHING = "nothing"  # nor this: an answer without a body

Scan = Literal["waiting", "clean", "infected", "too-large", "not-scanned", "erased"]


class KnownOfFile(Given):
    """What the portal knows of the file itself."""

    id: Annotated[str, Field(description="Of the document: what the answer to the question names.")]
    name: str
    kind: Annotated[str, Field(description="Told by its bytes.", examples=["pdf"])]
    media_type: str
    size: Annotated[int, Field(description="Bytes.")]
    sha256: Annotated[str, Field(description="Of its bytes.")]
    scan: Annotated[Scan, Field(description="The virus scan; officials are given only what is clean.")]
    finding: Annotated[str, Field(description="What was found in it, when it is infected.")]
    added_at: dt.datetime


class FileLine(KnownOfFile):
    """A file among the answers of a case."""

    question: Annotated[
        str,
        Field(description="The question's path; of a sent case, rows by their place. Empty: of none, or of a move."),
    ]
    version: Version
    href: Annotated[str, Field(description="Where to ask again, and to remove it.")]
    content: Annotated[str, Field(description="Address of its bytes.")]


class FileLines(Given):
    version: Version
    files: list[FileLine]


class CaseLine(Given):
    number: str
    service: str
    title: str
    about: str
    state: str
    is_draft: bool
    changed_at: dt.datetime
    href: str


class CaseLines(Given):
    cases: list[CaseLine]
    next: Annotated[str | None, Field(description="Address of the next page; null on the last one.")]


class CaseWhole(Given):
    number: str
    service: str
    title: str
    version: Version
    state: CaseState
    is_draft: bool
    mine: Annotated[bool, Field(description="Of the party, as against an official who looks at it.")]
    opened_at: dt.datetime
    sent_at: dt.datetime | None
    changed_at: dt.datetime
    deadline: Annotated[dt.datetime | None, Field(description="When time moves it, if nobody does.")]
    term: Annotated[Term | None, Field(description="Null while nothing has to be decided or answered by a day.")]
    due: Annotated[Due | None, Field(description="The state duty; null where nothing is paid in this state.")]
    answers: Annotated[dict[str, Any], Field(description="As they can be sent again; of a draft also the wrong ones.")]
    chosen: Annotated[dict[str, Any], Field(description="The rows of registers that the answers name, as copied.")]
    unconfirmed: Annotated[list[Unconfirmed], Field(description="Answers that were typed for a silent register.")]
    derived: Annotated[dict[str, Any], Field(description="Values that follow from the answers.")]
    errors: Annotated[
        list[Wrong] | None,
        Field(description="What is missing or wrong in a draft; null when a register that is needed does not answer."),
    ]
    moves: list[Move]
    papers: list[Paper]
    history: list[Event]
    told: list[Told]
    appeal: Annotated[str, Field(description="Where and until when the last decision can be disputed; else empty.")]


class History(Given):
    history: list[Event]


class ProgramSelf(Given):
    """A program, as its token makes it."""

    name: str
    token: Annotated[str, Field(description="The token's beginning.")]
    scopes: list[str]
    services: Annotated[list[str] | None, Field(description="Slugs; null: every service.")]
    ends_at: dt.datetime


class Session(Given):
    """csrf: to be sent in the header X-CSRF-Token with every change; empty for a program, which needs none.

    person: for a program, whoever made its token.
    """

    person: str
    acting_for: str
    for_organisation: bool
    kind: str
    mandate: str | None
    language: str
    csrf: str
    program: Annotated[ProgramSelf | None, Field(description="Null for a person.")] = None


class Checked(Given):
    """active false: it is not in force, or there is none; then nothing else is told."""

    active: bool
    number: str | None = None
    attestation: str | None = None
    issued_at: dt.datetime | None = None
    valid_until: dt.datetime | None = None
    shows: dict[str, Any] | None = None
