"""The rows of a case's journal as they were hashed: their order, their links, and the values behind commitments."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from xidmet.capsules.files import COMMITTED, HISTORY, canonical
from xidmet.capsules.findings import Findings
from xidmet.journal.append import FORMAT, chained, commitment
from xidmet.store.journal import Value

KEYS = {"before", "body", "hash", "openings"}


@dataclass(frozen=True)
class Row:
    """One line. said: its body. holds: its hash is that of its body, which is written as we write it."""

    before: str
    hash: str
    said: dict[str, Any]
    openings: tuple[Value, ...]
    holds: bool

    @property
    def place(self) -> int:
        return int(self.said["place"])


@dataclass
class Gone:
    """What was seen on the way. hashes: of the rows at the places asked for. opened: values that were compared.

    bound: place of the last row that commits to the answers; digest: theirs, "" when it is not shown.
    """

    rows: int = 0
    last: int = 0
    before: str | None = ""
    hashes: dict[int, str] = field(default_factory=dict)
    opened: int = 0
    bound: int = 0
    digest: str = ""


def examine_history(
    lines: Iterable[bytes | None], chain: str, rows: int, head: str, wanted: Collection[int], findings: Findings
) -> Gone:
    """rows, head: how many there are, and the hash of the last. wanted: places whose hashes are given back."""
    gone, broken = Gone(), len(findings.broken)
    for line in lines:
        gone.rows += 1
        _step(gone, read_row(line), chain, wanted, findings)
    if gone.last < rows:
        findings.breaks("row-cut-off", gone.last + 1)
    elif gone.last > rows:
        findings.breaks("row-added", rows + 1)
    elif gone.before not in (None, head):
        findings.breaks("head-differs")
    if len(findings.broken) == broken:
        findings.bears_out("history", gone.rows)
        findings.bears_out("values", gone.opened)
    return gone


def _step(gone: Gone, row: Row | None, chain: str, wanted: Collection[int], findings: Findings) -> None:
    if row is None:
        gone.last, gone.before = gone.last + 1, None
        findings.breaks("row-altered", gone.last)
        return
    if row.place != gone.last + 1:
        later = row.place > gone.last
        findings.breaks("row-missing" if later else "row-moved", gone.last + 1 if later else row.place)
        gone.before = None
    if not row.holds:
        findings.breaks("row-altered", row.place)
    elif row.said["chain"] != chain:
        findings.breaks("other-case", HISTORY)
    elif gone.before is not None and row.before != gone.before:  # it holds in itself: the one before was written anew
        findings.breaks("row-altered", max(1, row.place - 1))
    gone.last, gone.before = max(gone.last, row.place), row.hash if row.holds and row.place > gone.last else None
    if row.place in wanted:
        gone.hashes[row.place] = row.hash
    _open(gone, row, findings)


def _open(gone: Gone, row: Row, findings: Findings) -> None:
    committed = row.said["commitments"]
    if COMMITTED in committed and row.said["kind"] == "moved":
        gone.bound, gone.digest = row.place, ""
    for value in row.openings:
        gone.opened += 1
        if committed.get(value.name) != commitment(value):
            findings.breaks("value-differs", f"{row.place}, {value.name}")
        elif value.name == COMMITTED and gone.bound == row.place:
            gone.digest = value.value


def read_row(line: bytes | None) -> Row | None:
    """None for what is no row at all."""
    try:
        read = parsed_strictly(line or b"")
        if set(read) != KEYS or not all(isinstance(read[key], str) for key in ("before", "body", "hash")):
            return None
        openings = tuple(Value(one["name"], one["salt"], one["value"]) for one in read["openings"])
        if not all(isinstance(part, str) for one in openings for part in (one.name, one.salt, one.value)):
            return None
        return _row(read, openings)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _row(read: dict[str, Any], openings: tuple[Value, ...]) -> Row | None:
    said = parsed_strictly(read["body"])
    whole = isinstance(said["place"], int) and isinstance(said["commitments"], dict)
    if not whole or isinstance(said["place"], bool) or not 0 < said["place"] < 10**9:
        return None
    holds = read["hash"] == chained(read["before"], read["body"]) and canonical(said) == read["body"]
    return Row(read["before"], read["hash"], said, openings, holds and said.get("format") == FORMAT)


def parsed_strictly(text: str | bytes) -> dict[str, Any]:
    """An object of JSON. Raises ValueError, also for NaN and its like, which are none."""

    def none(word: str) -> None:
        raise ValueError(word)

    found = json.loads(text if isinstance(text, str) else text.decode(), parse_constant=none)
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found
