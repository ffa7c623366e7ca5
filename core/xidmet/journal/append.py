"""One more row on a chain."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.store import journal as rows

FORMAT = 1
Facts = Mapping[str, str | int | bool | None]


async def append(
    chain: UUID, kind: str, facts: Facts, personal: Mapping[str, str] | None = None, *, of_nobody: bool = False
) -> int:
    """Say what happened, inside the transaction in which it happens; the place of the row in its chain.

    chain: the case's id. kind: moved, issued, looked, checked ... facts: plain values that are nobody's personal data.
    personal: values about people; the row commits to them and they are kept beside it. of_nobody: it is the last row of
    a draft that was just removed. Raises NotFound for any other row of a case of which nothing is left.
    """
    before, place = await rows.next_place(chain, of_nobody)
    await rows.append(next_row(chain, before, place, clock.now(), kind, facts, personal or {}))
    return place


def next_row(
    chain: UUID, before: str, place: int, moment: dt.datetime, kind: str, facts: Facts, personal: Mapping[str, str]
) -> rows.Row:
    """The row that comes behind the one with this hash; nothing is written."""
    values = tuple(rows.Value(name, secrets.token_hex(16), value) for name, value in personal.items())
    body = canonical(chain, place, moment, kind, facts, {v.name: commitment(v) for v in values})
    return rows.Row(uuid4(), chain, place, FORMAT, moment, kind, body, before, chained(before, body), values)


def canonical(
    chain: UUID, place: int, moment: dt.datetime, kind: str, facts: Facts, commitments: Mapping[str, str]
) -> str:
    """A row's body in format 1."""
    body: dict[str, Any] = {
        "format": FORMAT,
        "chain": str(chain),
        "place": place,
        "at": moment.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "kind": kind,
        "facts": dict(facts),
        "commitments": dict(commitments),
    }
    return _AS_JSON(body)


_AS_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def commitment(value: rows.Value) -> str:
    """Binds the row to a value without telling it: a 128-bit salt keeps short values from being guessed."""
    return hashlib.sha256(f"{value.salt}\x1f{value.name}\x1f{value.value}".encode()).hexdigest()


def chained(before: str, body: str) -> str:
    return hashlib.sha256(f"{before}\n{body}".encode()).hexdigest()
