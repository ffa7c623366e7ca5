"""Does the journal still say what it said? Names the first altered, missing or cut-off row of each chain."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from xidmet.journal.append import chained, commitment
from xidmet.settings import Settings
from xidmet.store import journal as rows
from xidmet.store import open_store

What = Literal["altered", "missing", "cut off", "its case is gone"]


@dataclass(frozen=True)
class Break:
    """case: number of the case, or the chain's id when the case is gone; place: the first row that no longer holds."""

    case: str
    place: int
    what: What

    def __str__(self) -> str:
        return f"case {self.case}, row {self.place}: {self.what}"


async def run_verify(settings: Settings) -> int:
    """Verify every chain of a site and print what was found; 0 when all hold, 1 otherwise."""
    store = await open_store(settings)
    try:
        count, broken = 0, 0
        async for found in verify():
            count += 1
            if found is not None:
                broken += 1
                print(found)  # noqa: T201  # the command's answer
        print(f"{count} chain(s) examined, {broken} broken.")  # noqa: T201  # the command's answer
        return 1 if broken else 0
    finally:
        await store.close()


async def verify() -> AsyncIterator[Break | None]:
    """For each chain the first break, or None when it holds."""
    after = ""
    while batch := await rows.chains(after):
        for chain in batch:
            yield await first_break(chain)
        after = batch[-1].number
    for lost in await rows.chains_without_case():
        yield Break(str(lost), 1, "its case is gone")


async def first_break(chain: rows.Chain) -> Break | None:
    before, expected = "", 1
    for row in await rows.rows_of(chain.id):
        if row.place != expected:
            return Break(chain.number, expected, "missing")
        if not _holds(row, before, chain.id):
            return Break(chain.number, row.place, "altered")
        before, expected = row.hash, expected + 1
    if expected - 1 != chain.rows or before != chain.head:
        return Break(chain.number, expected, "cut off" if expected - 1 < chain.rows else "altered")
    return None


def _holds(row: rows.Row, before: str, chain: UUID) -> bool:
    if row.before != before or row.hash != chained(before, row.body):
        return False
    said = json.loads(row.body)
    columns = (str(chain), row.place, row.kind)
    committed: dict[str, str] = said["commitments"]
    return columns == (said["chain"], said["place"], said["kind"]) and all(
        committed.get(value.name) == commitment(value) for value in row.values
    )
