"""What the API takes and gives of a case's messages."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import ConfigDict, Field
from xidmet.cases.talk import LONGEST

from xidmet_ui.api.models import Given, Taken


class NewMessage(Taken):
    """Plain text. Files are added on the portal's page."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "Which original do you still need?"}]})
    text: Annotated[str, Field(max_length=LONGEST)]


class MessageFile(Given):
    """scan: what the virus scan says; only what was found clean is handed out to the other side."""

    name: str
    media_type: str
    size: int
    sha256: str
    scan: str
    content: str


class MessageLine(Given):
    """office: role and agency of an officer; empty for the applicant's side. read_at: by the other side."""

    id: str
    who: str
    office: str
    mine: bool
    text: str
    sent_at: dt.datetime
    read_at: dt.datetime | None
    files: list[MessageFile]


class Messages(Given):
    """The oldest first. until: the last day on which something can be written, once the case is over."""

    messages: list[MessageLine]
    until: dt.date | None
    can_write: bool
