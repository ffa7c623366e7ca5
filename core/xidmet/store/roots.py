"""Daily roots over the journals, and the leaves they stand on. Only appended to."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.store.tables import AgencyChange, Case, JournalLeaf, JournalRoot

CHUNK = 5_000  # leaves held in memory at once
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Root:
    """sealed: the body as a JWS by the site's seal. stamp: a time-stamp over the body, in base64; "": none yet."""

    day: dt.date
    body: str
    hash: str
    sealed: str
    made_at: dt.datetime
    stamp: str = ""


@dataclass(frozen=True)
class Leaf:
    """The last row of a case's journal when the day was closed."""

    chain: UUID
    place: int
    hash: str


@dataclass(frozen=True)
class Astray:
    """A leaf whose row is another one now, or is gone. number: of the case, or what an agency changed; "" when that is
    gone, too.
    """

    number: str
    place: int
    day: dt.date


async def last() -> Root | None:
    """The newest."""
    found = await JournalRoot.select().order_by(JournalRoot.day, ascending=False).first()
    return Root(**found) if found else None


async def is_anything_to_bind() -> bool:
    return bool(await Case.exists().where(Case.sent_at.is_not_null())) or bool(await AgencyChange.exists())


async def newest(before: dt.date, limit: int) -> list[Root]:
    """Of days before this one, the newest first."""
    rows = JournalRoot.select().where(JournalRoot.day < before).order_by(JournalRoot.day, ascending=False)
    return [Root(**row) for row in await rows.limit(limit)]


async def every(after: dt.date = dt.date.min) -> AsyncIterator[Root]:
    """Of days after this one, from the first to the last."""
    while found := await JournalRoot.select().where(JournalRoot.day > after).order_by(JournalRoot.day).limit(CHUNK):
        for row in found:
            yield Root(**row)
        after = found[-1]["day"]


async def from_day(day: dt.date) -> AsyncIterator[Root]:
    """This day's and all later ones."""
    async for root in every(after=day - dt.timedelta(days=1)):
        yield root


async def binding(chain: UUID, last: int) -> list[tuple[dt.date, Leaf]]:
    """On which days a chain stands under the root, up to one of its places, and as what; the first day first."""
    here = (JournalLeaf.chain == chain) & (JournalLeaf.place <= last)
    rows = await JournalLeaf.select().where(here).order_by(JournalLeaf.place)
    return [(row["day"], Leaf(row["chain"], row["place"], row["hash"])) for row in rows]


async def add(root: Root) -> None:
    """Raises a unique key's error when the day has one already."""
    await JournalRoot.insert(JournalRoot(**vars(root)))


async def of_day(day: dt.date) -> Root | None:
    found = await JournalRoot.select().where(JournalRoot.day == day).first()
    return Root(**found) if found else None


async def unstamped(since: dt.date) -> list[dt.date]:
    """Days from this one on whose roots have no time-stamp."""
    where: Any = (JournalRoot.day >= since) & (JournalRoot.stamp == "")
    return list(await JournalRoot.select(JournalRoot.day).where(where).order_by(JournalRoot.day).output(as_list=True))


async def count_stamped() -> int:
    return int(await JournalRoot.count().where(JournalRoot.stamp != ""))


async def put_stamp(root: Root, stamp: str) -> bool:
    """False when it has one, or is another root by now."""
    where: Any = (JournalRoot.day == root.day) & (JournalRoot.hash == root.hash) & (JournalRoot.stamp == "")
    return bool(await JournalRoot.update({JournalRoot.stamp: stamp}).where(where).returning(JournalRoot.day))


async def take_leaves(day: dt.date) -> None:
    """Of sent cases alone, for a draft may still be removed, in one statement, so that all stand as at one moment (of
    a case that was erased since the last root, that it was); and of what agencies changed of their tables and texts.
    """
    await JournalLeaf.raw(
        "INSERT INTO journal_leaf (key, day, chain, place, hash)"
        " SELECT CAST({} AS varchar(10)) || ':' || c.number, {}, c.id, c.journal_rows, c.journal_head FROM case_ c"
        " WHERE c.journal_rows > COALESCE((SELECT MAX(l.place) FROM journal_leaf l WHERE l.chain = c.id),"
        " CASE WHEN c.sent_at IS NULL THEN c.journal_rows ELSE 0 END)",
        day.isoformat(),
        day,
    )
    await JournalLeaf.raw(
        "INSERT INTO journal_leaf (key, day, chain, place, hash)"
        " SELECT CAST({} AS varchar(10)) || ':' || CAST(a.chain AS varchar(36)), {}, a.chain, a.number,"
        " a.hash FROM agency_change a"
        " WHERE a.number = (SELECT MAX(b.number) FROM agency_change b WHERE b.chain = a.chain) AND a.number >"
        " COALESCE((SELECT MAX(l.place) FROM journal_leaf l WHERE l.chain = a.chain), 0)",
        day.isoformat(),
        day,
    )


async def leaves(day: dt.date) -> AsyncIterator[Leaf]:
    """In the order of their chains, which both engines have alike: by bytes."""
    after = NOBODY
    columns = (JournalLeaf.chain, JournalLeaf.place, JournalLeaf.hash)
    while True:
        rows = JournalLeaf.select(*columns).where((JournalLeaf.day == day) & (JournalLeaf.chain > after))
        found: list[dict[str, Any]] = await rows.order_by(JournalLeaf.chain).limit(CHUNK)
        for row in found:
            yield Leaf(**row)
        if len(found) < CHUNK:
            return
        after = found[-1]["chain"]


async def astray() -> list[Astray]:
    """Leaves that the journal, or the record of what agencies changed, does not bear out any more."""
    rows: list[dict[str, Any]] = await JournalLeaf.raw(
        "SELECT l.day, l.place, COALESCE(c.number, a.subject) AS number FROM journal_leaf l"
        " LEFT JOIN journal_row r ON r.chain = l.chain AND r.place = l.place LEFT JOIN case_ c ON c.id = l.chain"
        " LEFT JOIN agency_change a ON a.chain = l.chain AND a.number = l.place"
        " WHERE COALESCE(r.hash, a.hash, '') <> l.hash ORDER BY l.key"
    )
    return [Astray(row["number"] or "", row["place"], _date(row["day"])) for row in rows]


def _date(found: Any) -> dt.date:
    return found if isinstance(found, dt.date) else dt.date.fromisoformat(str(found))
