"""One move asked for in many cases, and how it went in each of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet.store.tables import BulkItem, BulkRun

WAITS, DONE, REFUSED = "waits", "done", "refused"


@dataclass(frozen=True)
class Run:
    """asked: raw input of what the move asks. means, level: how its officer was signed in."""

    id: UUID
    account: UUID
    service: str
    move: str
    asked: dict[str, Any]
    language: str
    means: str
    level: str
    made_at: dt.datetime


@dataclass(frozen=True)
class Item:
    """version: of the case, as the officer saw it. why, mend: in the officer's language, when it was refused."""

    id: UUID
    number: str
    version: int
    state: str
    why: str
    mend: str


@dataclass(frozen=True)
class Summary:
    """A run of somebody's, and how many of its cases stand where."""

    run: Run
    total: int
    waits: int
    refused: int


RUN = tuple(getattr(BulkRun, name) for name in Run.__dataclass_fields__)
ITEM = tuple(getattr(BulkItem, name) for name in Item.__dataclass_fields__)


async def add(run: Run, token: str, chosen: Sequence[tuple[str, int]]) -> None:
    """chosen: number and version of each case. Raises a unique violation when this form was posted before."""
    said = {**vars(run), "asked": json.dumps(run.asked, ensure_ascii=False), "token": token}
    await BulkRun.insert(BulkRun(**said))
    items = [
        BulkItem(id=uuid4(), run=run.id, place=place, number=number, version=version, state=WAITS)
        for place, (number, version) in enumerate(chosen, 1)
    ]
    await BulkItem.insert(*items)


async def by_token(token: str) -> Run | None:
    return _run(await BulkRun.select(*RUN).where(BulkRun.token == token).first())


async def by_id(wanted: UUID) -> Run | None:
    return _run(await BulkRun.select(*RUN).where(BulkRun.id == wanted).first())


def _run(row: dict[str, Any] | None) -> Run | None:
    return Run(**{**row, "asked": json.loads(row["asked"])}) if row else None


async def items(run: UUID) -> list[Item]:
    rows = await BulkItem.select(*ITEM).where(BulkItem.run == run).order_by(BulkItem.place)
    return [Item(**row) for row in rows]


async def done(item: UUID, state: str, moment: dt.datetime, why: str = "", mend: str = "") -> None:
    """Once: what was said of it stays."""
    values: dict[Any, Any] = {
        BulkItem.state: state,
        BulkItem.why: why[:1000],
        BulkItem.mend: mend[:1000],
        BulkItem.done_at: moment,
    }
    await BulkItem.update(values).where((BulkItem.id == item) & (BulkItem.state == WAITS))


async def of_account(account: UUID, limit: int) -> list[Summary]:
    """The runs of somebody, the newest first."""
    theirs = BulkRun.account == account
    rows = await BulkRun.select(*RUN).where(theirs).order_by(BulkRun.made_at, ascending=False).limit(limit)
    runs = [run for row in rows if (run := _run(row))]
    counted = dict[tuple[UUID, str], int]()
    if runs:
        ids = ", ".join(["{}"] * len(runs))
        for row in await BulkItem.raw(
            f"SELECT run, state, COUNT(*) AS found FROM bulk_item WHERE run IN ({ids}) GROUP BY run, state",  # noqa: S608
            *(run.id for run in runs),
        ):
            counted[UUID(str(row["run"])), row["state"]] = int(row["found"])
    return [
        Summary(
            run,
            sum(counted.get((run.id, state), 0) for state in (WAITS, DONE, REFUSED)),
            counted.get((run.id, WAITS), 0),
            counted.get((run.id, REFUSED), 0),
        )
        for run in runs
    ]


async def sweep(before: dt.datetime) -> None:
    """Forget old ones: what was done stands in the journals of the cases."""
    await BulkRun.delete().where(BulkRun.made_at < before)
