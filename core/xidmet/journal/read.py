"""A chain as the person concerned reads it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.store import journal as rows


@dataclass(frozen=True)
class Entry:
    """What happened: facts, and the personal values that were not erased."""

    place: int
    happened_at: dt.datetime
    kind: str
    facts: Mapping[str, Any]
    personal: Mapping[str, str]


@dataclass(frozen=True)
class Deed:
    """Something that was done in somebody's name, and in which case."""

    number: str
    service: str
    entry: Entry


async def entries(chain: UUID) -> list[Entry]:
    """From the first to the last."""
    return [_entry(row) for row in await rows.rows_of(chain)]


async def deeds(
    party: str, organisation: UUID, account: UUID | None, services: list[str] | None, limit: int, offset: int
) -> list[Deed]:
    """What was done in an organisation's cases in its name, the newest first. account: by whom. services: None: all."""
    found = await rows.done_for(party, organisation, account, services, limit, offset)
    return [Deed(number, service, _entry(row)) for number, service, row in found]


def _entry(row: rows.Row) -> Entry:
    facts, personal = json.loads(row.body)["facts"], {value.name: value.value for value in row.values}
    return Entry(row.place, row.happened_at, row.kind, facts, personal)
