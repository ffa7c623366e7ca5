"""Places on the status lists, the lists, and the statement over them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from xidmet.store import bound
from xidmet.store.tables import Issued, StatusCounter, StatusList, StatusStatement

SIZE = 65_536  # places on one list; written out in the query of ended()


@dataclass(frozen=True)
class Kept:
    """A list as it was last made."""

    hash: str
    mark: str


async def take() -> tuple[int, bytes]:
    """The next number, never given twice, and the key that makes a place of it.

    On PostgreSQL from a sequence: a counter in a row would let one move wait for the other. Gaps do no harm.
    """
    rows: list[dict[str, Any]] = await StatusCounter.raw(
        "UPDATE status_counter SET next = next + 1 WHERE id = 1 RETURNING next - 1 AS serial, key"
        if bound.on_sqlite()
        else "SELECT nextval('status_place') AS serial, key FROM status_counter WHERE id = 1"
    )
    return int(rows[0]["serial"]), bytes.fromhex(rows[0]["key"])


async def claim(moment: dt.datetime, every: dt.timedelta) -> bool:
    """Of several workers one makes the lists, and not again before this time is over."""
    rows: list[dict[str, Any]] = await StatusStatement.raw(
        "UPDATE status_statement SET claimed_at = {} WHERE id = 1 AND (claimed_at IS NULL OR claimed_at <= {})"
        " RETURNING id",
        moment,
        moment - every,
    )
    return bool(rows)


async def count_lists() -> int:
    """How many there are, the last of them not full."""
    highest = await Issued.raw("SELECT MAX(status_index) AS highest FROM issued")
    return 0 if highest[0]["highest"] is None else int(highest[0]["highest"]) // SIZE + 1


async def ended() -> dict[int, str]:
    """By list on which something was ended: a mark that is another one as soon as something else is."""
    rows: list[dict[str, Any]] = await Issued.raw(
        "SELECT status_index / 65536 AS list, COUNT(*) AS many, CAST(SUM(status_index) AS BIGINT) AS total"
        " FROM issued WHERE in_force = FALSE AND status_index IS NOT NULL GROUP BY status_index / 65536"
    )
    return {int(row["list"]): f"{row['many']}:{row['total']}" for row in rows}


async def ended_on(which: int) -> list[int]:
    """Places of this list, counted from its beginning. As one text: rows would take ten times as long."""
    joined = "group_concat(status_index)" if bound.on_sqlite() else "string_agg(CAST(status_index AS TEXT), ',')"
    first = which * SIZE
    rows: list[dict[str, Any]] = await Issued.raw(
        f"SELECT {joined} AS places FROM issued WHERE in_force = FALSE"  # noqa: S608  # one of two words of ours
        " AND status_index IS NOT NULL AND status_index >= {} AND status_index < {}",
        first,
        first + SIZE,
    )
    return [int(place) - first for place in (rows[0]["places"] or "").split(",") if place]


async def kept() -> dict[int, Kept]:
    rows = await StatusList.select(StatusList.id, StatusList.hash, StatusList.mark)
    return {row["id"]: Kept(row["hash"], row["mark"]) for row in rows}


async def packed_of(which: int) -> bytes:
    """b"" when nothing on it was ever ended."""
    row: dict[str, Any] | None = await StatusList.select(StatusList.packed).where(StatusList.id == which).first()
    return bytes(row["packed"]) if row else b""


async def keep(which: int, hash_: str, packed: bytes, mark: str) -> None:
    await StatusList.raw(
        "INSERT INTO status_list (id, hash, packed, mark) VALUES ({}, {}, {}, {})"
        " ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, packed = excluded.packed, mark = excluded.mark",
        which,
        hash_,
        packed,
        mark,
    )


async def packed_as(hash_: str) -> bytes | None:
    """The list that holds now under this hash."""
    row: dict[str, Any] | None = await StatusList.select(StatusList.packed).where(StatusList.hash == hash_).first()
    return bytes(row["packed"]) if row else None


async def state(signed: str) -> None:
    await StatusStatement.update({StatusStatement.signed: signed}).where(StatusStatement.id == 1)


async def stated() -> str:
    """The statement as a compact JWS; "" before the worker has made the first."""
    row: dict[str, Any] | None = await StatusStatement.select(StatusStatement.signed).first()
    return str(row["signed"]) if row else ""
