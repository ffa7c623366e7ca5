"""Lists of cases for one move: what was asked for, how far each is, and how it went in each case."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from xidmet.store import list_items as items
from xidmet.store.list_items import MADE
from xidmet.store.tables import Document, MoveList, MoveListItem

# Of a list.
ASKING, CHECKING, CHECKED, SIGNING, WORKING = "asking", "checking", "checked", "signing", "working"
DONE, STOPPED, DROPPED, EXPIRED = "done", "stopped", "dropped", "expired"
OPEN = (ASKING, CHECKING, CHECKED, SIGNING)  # nothing was done in any case yet
JSON = ("asked", "report", "material")


@dataclass(frozen=True)
class Listed:
    """A list; the columns of its table."""

    id: UUID
    party: str
    account: UUID
    service: str
    move: str
    asked: dict[str, Any]
    language: str
    means: str
    level: str
    token: str
    state: str
    total: int
    made_at: dt.datetime
    ends_at: dt.datetime
    problem: str = ""
    given: str = ""
    head: str = ""
    items: UUID | None = None
    signature: UUID | None = None
    signer: str = ""
    report: dict[str, Any] = field(default_factory=dict)
    material: dict[str, Any] = field(default_factory=dict)
    result: UUID | None = None
    signed_at: dt.datetime | None = None
    done_at: dt.datetime | None = None
    program: UUID | None = None
    digest: str = ""


LISTED = tuple(getattr(MoveList, name) for name in Listed.__dataclass_fields__)


async def add(listed: Listed, chosen: Sequence[tuple[str, int]]) -> None:
    """Inside a transaction. chosen: number and version of each. Raises a unique violation for a form posted before."""
    await MoveList.insert(MoveList(**_columns(vars(listed))))
    await items.add(listed.id, chosen)


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: json.dumps(v, ensure_ascii=False) if k in JSON else v for k, v in values.items()}


async def by_token(token: str) -> Listed | None:
    return _listed(await MoveList.select(*LISTED).where(MoveList.token == token).first())


async def by_id(wanted: UUID) -> Listed | None:
    return _listed(await MoveList.select(*LISTED).where(MoveList.id == wanted).first())


def _listed(row: dict[str, Any] | None) -> Listed | None:
    return Listed(**{k: json.loads(v) if k in JSON else v for k, v in row.items()}) if row else None


async def of_party(party: str, service: str, limit: int) -> list[Listed]:
    """The newest first."""
    theirs = (MoveList.party == party) & (MoveList.service == service)
    rows = await MoveList.select(*LISTED).where(theirs).order_by(MoveList.made_at, ascending=False).limit(limit)
    return [one for row in rows if (one := _listed(row))]


async def change(wanted: UUID, before: Sequence[str], **values: Any) -> bool:
    """Change a list that is in one of these states; False when it is in another one by now."""
    alike = (MoveList.id == wanted) & MoveList.state.is_in(list(before))
    new: dict[Any, Any] = _columns(values)
    return bool(await MoveList.update(new).where(alike).returning(MoveList.id))


async def close(wanted: UUID, result: UUID, moment: dt.datetime) -> bool:
    """It is worked off, or was stopped, and this is its result; False when it had one."""
    ended = (MoveList.id == wanted) & MoveList.result.is_null() & MoveList.state.is_in([WORKING, DONE, STOPPED])
    values: dict[Any, Any] = {MoveList.result: result, MoveList.done_at: moment}
    if not await MoveList.update(values).where(ended).returning(MoveList.id):
        return False
    await MoveList.update({MoveList.state: DONE}).where((MoveList.id == wanted) & (MoveList.state == WORKING))
    return True


@dataclass(frozen=True)
class Within:
    """That a case was moved as an item of a list. of: how many were signed together; 0: there was no signature."""

    list: UUID
    n: int
    move: str
    signer: str
    head: str
    done_at: dt.datetime


async def of_case(number: str) -> list[Within]:
    """Those lists by which this case was moved, the oldest first."""
    rows = await MoveListItem.raw(
        "SELECT l.id, i.n, l.move, l.signer, l.head, i.done_at FROM move_list_item i "
        "JOIN move_list l ON l.id = i.of_list WHERE i.number = {} AND i.n IS NOT NULL AND i.state = {} "
        "ORDER BY i.done_at",
        number,
        MADE,
    )
    return [
        Within(UUID(str(r["id"])), int(r["n"]), r["move"], r["signer"], r["head"], _moment(r["done_at"])) for r in rows
    ]


def _moment(value: Any) -> dt.datetime:
    """SQLite gives a moment that was asked for in plain SQL as a text."""
    return dt.datetime.fromisoformat(value) if isinstance(value, str) else value


async def overdue(moment: dt.datetime, limit: int) -> list[Listed]:
    """Those that nobody signed in time."""
    late = MoveList.state.is_in(list(OPEN)) & (MoveList.ends_at <= moment)
    rows = await MoveList.select(*LISTED).where(late).order_by(MoveList.ends_at).limit(limit)
    return [one for row in rows if (one := _listed(row))]


async def take_documents(wanted: UUID) -> list[str]:
    """Inside a transaction: forget the lines of a list that will not be signed; the place of their bytes."""
    rows = await MoveList.select(MoveList.items).where(MoveList.id == wanted)
    ids = [row["items"] for row in rows if row["items"]]
    await MoveList.update({MoveList.items: None, MoveList.head: ""}).where(MoveList.id == wanted)
    if not ids:
        return []
    gone = await Document.delete().where(Document.id.is_in(ids)).returning(Document.place)
    return [str(row["place"]) for row in gone]


async def outlived(service: str, before: dt.datetime, still: Sequence[str], limit: int) -> list[UUID]:
    """Lists of a service that were worked off before this moment, the oldest first.

    One that was signed is the proof of its cases: it stays while one that it moved was changed since, or is in one of
    these states; those that were erased need no proof any more.
    """
    holes = ", ".join(["{}"] * len(still))
    alive = f"c.party <> '' AND (c.changed_at >= {{}}{f' OR c.state IN ({holes})' if still else ''})"
    rows = await MoveList.raw(
        "SELECT l.id FROM move_list l WHERE l.service = {} AND l.state IN ({}, {}) AND l.done_at < {} "  # noqa: S608
        "AND (l.signature IS NULL OR NOT EXISTS (SELECT 1 FROM move_list_item i JOIN case_ c ON c.number = i.number "
        f"WHERE i.of_list = l.id AND i.state = {{}} AND ({alive}))) ORDER BY l.done_at LIMIT {int(limit)}",
        *(service, DONE, STOPPED, before, MADE, before, *still),
    )
    return [UUID(str(row["id"])) for row in rows]


async def remove(wanted: UUID) -> list[str]:
    """Inside a transaction: a list with its items and documents; the places of their bytes."""
    row = (
        await MoveList.select(MoveList.items, MoveList.signature, MoveList.result).where(MoveList.id == wanted).first()
    )
    ids = [document for document in (row or {}).values() if document]
    await MoveList.delete().where(MoveList.id == wanted)
    if not ids:
        return []
    gone = await Document.delete().where(Document.id.is_in(ids)).returning(Document.place)
    return [str(one["place"]) for one in gone]


async def forget(before: dt.datetime) -> None:
    """Lists that led to nothing, with their items."""
    await MoveList.delete().where(MoveList.state.is_in([DROPPED, EXPIRED]) & (MoveList.made_at < before))
