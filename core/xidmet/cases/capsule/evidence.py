"""What proves a case: its journal as it was hashed, and the daily roots that bind it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Any
from uuid import UUID

from xidmet.capsules.files import HISTORY, PROOFS, Piece, canonical, fixed
from xidmet.cases.capsule.view import View
from xidmet.hash_tree import PathTo
from xidmet.journal.roots import written
from xidmet.store import journal as rows
from xidmet.store import roots
from xidmet.store.journal import Chain, Row
from xidmet.store.roots import Leaf, Root

PART = 256 * 1024  # bytes, about


def history(chain: UUID, until: Chain, view: View) -> Piece:
    return Piece(HISTORY, "application/jsonl", partial(_lines, chain, until.rows, view))


async def _lines(chain: UUID, last: int, view: View) -> AsyncIterator[bytes]:
    part = bytearray()
    async for row in rows.rows_until(chain, last):
        part += f"{_line(row, view)}\n".encode()
        if len(part) >= PART:
            yield bytes(part)
            part.clear()
    yield bytes(part)


def _line(row: Row, view: View) -> str:
    openings = [vars(one) for one in sorted(row.values, key=lambda one: one.name) if view.opens(one)]
    return canonical({"before": row.before, "body": row.body, "hash": row.hash, "openings": openings})


async def proofs(chain: UUID, until: Chain) -> Piece:
    """Goes once through all leaves of each day on which something of the case was new: a million take some seconds."""
    bindings = await roots.binding(chain, until.rows)
    kept = [one async for one in roots.from_day(bindings[0][0])] if bindings else []
    sealed = {one.day: one for one in kept}
    said: dict[str, Any] = {
        "number": until.number,
        "chain": str(chain),
        "rows": until.rows,
        "head": until.head,
        "roots": [{"day": one.day.isoformat(), "body": one.body} for one in kept],
        "bindings": [await _binding(sealed[day], leaf) for day, leaf in bindings if day in sealed],
    }
    return fixed(PROOFS, "application/json", json.dumps(said, ensure_ascii=False, indent=1).encode())


async def _binding(root: Root, wanted: Leaf) -> dict[str, Any]:
    path = PathTo()
    async for leaf in roots.leaves(root.day):
        path.add(written(leaf), leaf.chain == wanted.chain)
    return {
        "day": root.day.isoformat(),
        "place": wanted.place,
        "hash": wanted.hash,
        "index": path.place,
        "path": list(path.path()),
        "sealed": root.sealed,
        **_time_stamp(root),
    }


def _time_stamp(root: Root) -> dict[str, str]:
    """Of a time-stamp authority, where the site asks one."""
    stamp = vars(root).get("stamp")
    return {"time_stamp": stamp} if isinstance(stamp, str) and stamp else {}
