"""Does the journal still say what it said? Names the first altered, missing, added or cut-off row of each chain."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from xidmet.journal.append import FORMAT, canonical, chained, commitment
from xidmet.journal.changes import verify_changes
from xidmet.journal.roots import Judge, verify_roots
from xidmet.settings import Settings
from xidmet.store import journal as rows
from xidmet.store import open_store, roots

What = Literal["altered", "missing", "added", "cut off", "its case is gone"]


@dataclass(frozen=True)
class Break:
    """case: number of the case, or the chain's id when the case is gone; place: the first row that no longer holds."""

    case: str
    place: int
    what: What

    def __str__(self) -> str:
        return f"case {self.case}, row {self.place}: {self.what}"


async def run_verify(settings: Settings, judge: Judge) -> int:
    """Verify every chain of a site and print what was found; 0 when all hold, 1 otherwise.

    judge: of the time-stamps over the daily roots.
    """
    store = await open_store(settings)
    try:
        count, broken = 0, 0
        async for found in verify():
            count += 1
            if found is not None:
                broken += 1
                print(found)  # noqa: T201  # the command's answer
        print(f"{count} chain(s) examined, {broken} broken.")  # noqa: T201  # the command's answer
        return 1 if await _broken_roots(judge) + await _broken_changes() + broken else 0
    finally:
        await store.close()


async def _broken_changes() -> int:
    """Print what no longer holds of what agencies changed; how many chains are broken."""
    found = [one async for one in verify_changes()]
    breaks = [one for one in found if one]
    for broken in breaks:
        print(broken)  # noqa: T201  # the command's answer
    if found:
        print(f"{len(found)} table(s) and texts of agencies examined, {len(breaks)} broken.")  # noqa: T201  # the command's answer
    return len(breaks)


async def _broken_roots(judge: Judge) -> int:
    """Print what no longer holds of the daily roots; how many breaks there are."""
    days, breaks = 0, list[str]()
    async for found in verify_roots(judge):
        days += 1
        breaks += [str(found)] if found else []
    breaks += [
        f"{_named(one.number)}, row {one.place}: not the one that the root of {one.day} binds"
        for one in await roots.astray()
    ]
    for line in breaks:
        print(line)  # noqa: T201  # the command's answer
    if days or breaks:
        print(f"{days} daily root(s) examined, {len(breaks)} broken.")  # noqa: T201  # the command's answer
    if stamped := await roots.count_stamped():
        print(f"{stamped} of them with a time-stamp.")  # noqa: T201  # the command's answer
    return len(breaks)


def _named(number: str) -> str:
    """A case by its number; what an agency changed by what it is, such as "table:name"."""
    return number if ":" in number else f"case {number or 'that is gone'}"


async def verify() -> AsyncIterator[Break | None]:
    """For each chain the first break, or None when it holds. What is written meanwhile is no break."""
    after = ""
    while batch := await rows.chains(after):
        for _number, chain in batch:
            yield await first_break(chain)
        after = batch[-1][0]
    for lost in await rows.chains_without_case():
        yield Break(str(lost), 1, "its case is gone")


async def first_break(chain: UUID) -> Break | None:
    """None when every row holds, and there are just those that the case counts, up to the one it knows as the last."""
    found = await rows.as_it_stands(chain)
    if found is None:  # gone since it was listed: then it is found with the chains without a case
        return None
    case, kept = found
    before = ""
    for expected, row in enumerate(kept, 1):
        if row.place != expected:
            return Break(case.number, expected, "missing")
        if expected > case.rows:
            return Break(case.number, expected, "added")
        if not _holds(row):
            return Break(case.number, expected, "altered")
        if row.before != before:  # this row holds in itself, so the one before it was written anew
            return Break(case.number, max(1, expected - 1), "altered")
        before = row.hash
    if len(kept) < max(1, case.rows):  # a case is opened with a row, so that none at all is no journal
        return Break(case.number, len(kept) + 1, "cut off")
    return Break(case.number, len(kept), "altered") if before != case.head else None


def _holds(row: rows.Row) -> bool:
    """Its hash is that of its body; its body says what its columns say, and commits to each value beside it."""
    return row.form == FORMAT and row.hash == chained(row.before, row.body) and _says_the_same(row)


def _says_the_same(row: rows.Row) -> bool:
    try:
        said = json.loads(row.body)
        facts, committed = said["facts"], said["commitments"]
        again = canonical(row.chain, row.place, row.happened_at, row.kind, facts, committed)
        return row.body == again and all(committed.get(value.name) == commitment(value) for value in row.values)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False  # with a fitting hash, yet nothing we could have written; the other chains are still examined
