"""What the API gives of files that wait for what they go along with."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from xidmet_ui.api.given import Given
from xidmet_ui.api.models import Scan


class WaitingFile(Given):
    """A file that a move will give; until then nobody but whoever added it knows of it."""

    id: Annotated[str, Field(description="What the answer to the question names when the move is made.")]
    question: Annotated[str, Field(description="Of what the move asks.")]
    name: str
    kind: Annotated[str, Field(description="Told by its bytes.", examples=["pdf"])]
    media_type: str
    size: Annotated[int, Field(description="Bytes.")]
    sha256: Annotated[str, Field(description="Of its bytes.")]
    scan: Annotated[Scan, Field(description="The virus scan; nobody else is given what is not clean.")]
    finding: Annotated[str, Field(description="What was found in it, when it is infected.")]
    added_at: dt.datetime
    href: Annotated[str, Field(description="Where to take it back.")]


class WaitingFiles(Given):
    """The oldest first. What no move gives within a day is removed."""

    files: list[WaitingFile]
