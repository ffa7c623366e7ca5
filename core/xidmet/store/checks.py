"""The log of checks, and the journal's rows about them: those of several checkers in a few statements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from xidmet.store import bound, many
from xidmet.store.issued import Attested, attested_of
from xidmet.store.journal import Row
from xidmet.store.tables import Case, Check, Issued, JournalRow, JournalValue
from xidmet.store.together import insert_few

CHECK = ("id", "issued", "account", "who", "voen", "fin", "way", "happened_at")


async def chains(cases: Iterable[UUID]) -> dict[UUID, tuple[str, int]]:
    """Head and count of their chains, which are ours until the transaction ends: whoever appends to one waits.

    In the order of their ids, as every other one who takes several.
    """
    among, value = _among(cases)
    locked = "" if bound.on_sqlite() else " FOR NO KEY UPDATE"  # SQLite's one writer is ours already
    rows: list[dict[str, Any]] = await Case.raw(
        f"SELECT id, journal_head, journal_rows FROM case_ WHERE {among} ORDER BY id{locked}",  # noqa: S608
        value,
    )
    return {UUID(str(row["id"])): (row["journal_head"], int(row["journal_rows"])) for row in rows}


async def as_they_are(issued: Iterable[UUID]) -> dict[UUID, Attested]:
    """A statement of its own, after the chains are ours: it sees what whoever had them before has done."""
    among, value = _among(issued)
    rows: list[dict[str, Any]] = await Issued.raw(f"SELECT * FROM issued WHERE {among}", value)  # noqa: S608
    found = (attested_of(row) for row in rows)
    return {one.id: one for one in found}


async def keep(rows: Sequence[Row], checks: Sequence[tuple[Any, ...]]) -> None:
    """Rows of the journal, the last one of a chain behind the others, and who checked (see CHECK)."""
    heads = {row.chain: (str(row.chain), row.hash, row.place) for row in rows}
    said = [_said(row) for row in rows]
    values = [(str(uuid4()), str(row.id), value.name, value.salt, value.value) for row in rows for value in row.values]
    await many.change(("journal_head", "journal_rows"), list(heads.values()))
    written = (JournalRow, many.JOURNAL, said), (JournalValue, many.VALUES, values), (Check, CHECK, checks)
    await insert_few(*written)


def _said(row: Row) -> tuple[Any, ...]:
    named = (str(row.id), str(row.chain), row.place, row.form, many.plain(row.happened_at), row.kind)
    return (*named, row.body, row.before, row.hash)


def _among(ids: Iterable[UUID]) -> tuple[str, Any]:
    if bound.on_sqlite():
        return "id IN (SELECT value FROM json_each({}))", json.dumps([str(one) for one in ids])
    return "id = ANY({}::uuid[])", list(ids)
