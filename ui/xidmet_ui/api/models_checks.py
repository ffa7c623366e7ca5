"""What the API takes and gives where a checker says where they are."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import ConfigDict, Field

from xidmet_ui.api.given import Given
from xidmet_ui.api.models import Natural, Taken


class NewCheck(Taken):
    """What the attestation asks its checkers, such as where they are."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"said": {"place": "BA"}}]})
    said: Natural = {}


class Broken(Given):
    """Why it is not good here and now, in the reader's language, and under which law."""

    why: str
    law: str
    at: Annotated[str | None, Field(description="The answer it is about, if it is about one.")]


class CheckedHere(Given):
    """active false: it is not in force, or there is none; then nothing else is told."""

    active: bool
    good: Annotated[bool, Field(description="In force, and every rule of place and time holds at this moment.")]
    number: str | None = None
    answered_at: dt.datetime | None = None
    broken: list[Broken] | None = None
