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


async def entries(chain: UUID) -> list[Entry]:
    """From the first to the last."""
    return [
        Entry(
            row.place, row.happened_at, row.kind, json.loads(row.body)["facts"], {v.name: v.value for v in row.values}
        )
        for row in await rows.rows_of(chain)
    ]
