"""What lies in a capsule under which name."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

FORMAT = "xidmet-capsule/1"
CASE, ANSWERS, HISTORY, PROOFS, KEYS = "case.json", "answers.json", "history.jsonl", "proofs.json", "keys/seal.pem"
NEEDED = (CASE, ANSWERS, HISTORY, PROOFS, KEYS)
COMMITTED = "answers"  # name of the value by which a row of the journal commits to answers.json


@dataclass(frozen=True)
class Piece:
    """A file for a capsule. read: gives its content from the beginning, each time the same, for it is read twice."""

    name: str
    media: str
    read: Callable[[], AsyncIterator[bytes]]


def fixed(name: str, media: str, content: bytes) -> Piece:
    """A file that is small enough to be held."""

    async def read() -> AsyncIterator[bytes]:
        yield content

    return Piece(name, media, read)


def canonical(value: Any) -> str:
    """JSON that is written in one way only: sorted names, no blanks, letters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
