"""What the API gives of files that wait for what they go along with."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from xidmet_ui.api.given import Given
from xidmet_ui.api.models import KnownOfFile


class WaitingFile(KnownOfFile):
    """A file that a move will give; until then nobody but whoever added it knows of it."""

    question: Annotated[str, Field(description="Of what the move asks.")]
    href: Annotated[str, Field(description="Where to take it back.")]


class WaitingFiles(Given):
    """The oldest first. What no move gives within a day is removed."""

    files: list[WaitingFile]
