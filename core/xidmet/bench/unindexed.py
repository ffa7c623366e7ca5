"""Tables without their indexes, while millions of rows come in: each index is made again at the end, by sorting."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from piccolo.table import Table

from xidmet.store import bound
from xidmet.store.tables import Case

SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = {}"
POSTGRES = """
SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE tablename = {}
 AND schemaname = current_schema() AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""


@asynccontextmanager
async def unindexed(tables: Sequence[type[Table]]) -> AsyncIterator[None]:
    """What a key of the table itself needs stays. For the benches alone: nobody else may use the store meanwhile."""
    dropped = [one for table in tables for one in await _indexes(table)]
    for one in dropped:
        await Case.raw(f'DROP INDEX "{one["name"]}"')
    try:
        yield
    finally:
        for one in dropped:
            await Case.raw(one["sql"].replace("{", "{{").replace("}", "}}"))


async def _indexes(table: type[Table]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await Case.raw(SQLITE if bound.on_sqlite() else POSTGRES, table._meta.tablename)
    return found
