"""Searches of an authority over all cases of a service, whom they found, and how one move went in each of these."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.store import many
from xidmet.store.bound import among, on_sqlite
from xidmet.store.tables import RuleHit, RuleSearch

LOOKING, FOUND, WORKING, STOPPED, OVER, FAILED = "looking", "found", "working", "stopped", "done", "failed"
WAITS, DONE, REFUSED, CHANGED = "waits", "done", "refused", "changed"
HITS_AT_ONCE = 60  # fifteen parameters a row, and SQLite takes 999
GROUPS = ("party", "first", "second", "third")


@dataclass(frozen=True)
class Search:
    """See the table. wanted, asked, summary: as data."""

    id: UUID
    account: UUID
    service: str
    move: str
    wanted: dict[str, Any]
    language: str
    made_at: dt.datetime
    state: str
    last: UUID | None = None
    looked: int = 0
    hits: int = 0
    unsaid: int = 0
    summary: dict[str, Any] | None = None
    asked: dict[str, Any] | None = None
    ran_by: UUID | None = None
    means: str = ""
    level: str = ""
    began_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    done: int = 0
    refused: int = 0
    changed: int = 0
    tries: int = 0

    @property
    def left(self) -> int:
        """In how many cases the move is still to be made."""
        return self.hits - self.done - self.refused - self.changed


@dataclass(frozen=True)
class Hit:
    """A case that was found. groups: keys of the groups it is in, at most three. shown: what tells it apart."""

    id: UUID
    place: int
    number: str
    version: int
    party: str
    groups: tuple[str, str, str]
    shown: tuple[str, ...]
    reason: str
    state: str = WAITS
    why: str = ""
    mend: str = ""


SEARCH = tuple(getattr(RuleSearch, name) for name in Search.__dataclass_fields__)
DATA = ("wanted", "asked", "summary")


async def add(search: Search, token: str) -> None:
    """Raises a unique violation when this form was posted before."""
    said: dict[str, Any] = {
        name: json.dumps(value or {}, ensure_ascii=False) if name in DATA else value
        for name, value in vars(search).items()
    }
    made: Any = {**said, "token": token}
    await RuleSearch.insert(RuleSearch(**made))


async def by_token(token: str) -> Search | None:
    return _search(await RuleSearch.select(*SEARCH).where(RuleSearch.token == token).first())


async def by_id(wanted: UUID) -> Search | None:
    return _search(await RuleSearch.select(*SEARCH).where(RuleSearch.id == wanted).first())


async def lately(service: str, move: str, limit: int) -> list[Search]:
    """For one move of a service, the newest first."""
    where = (RuleSearch.service == service) & (RuleSearch.move == move)
    rows = await RuleSearch.select(*SEARCH).where(where).order_by(RuleSearch.made_at, ascending=False).limit(limit)
    return [found for row in rows if (found := _search(row))]


def _search(row: dict[str, Any] | None) -> Search | None:
    return (
        Search(**{name: json.loads(value) if name in DATA else value for name, value in row.items()}) if row else None
    )


async def looked_at(search: Search, last: UUID | None, looked: int, unsaid: int, hits: Sequence[Hit]) -> bool:
    """What a stretch of cases gave, inside a transaction; False when another worker was here before."""
    new: dict[Any, Any] = {
        RuleSearch.last: last,
        RuleSearch.looked: search.looked + looked,
        RuleSearch.unsaid: search.unsaid + unsaid,
        RuleSearch.hits: search.hits + len(hits),
    }
    mine = (RuleSearch.id == search.id) & (RuleSearch.looked == search.looked) & (RuleSearch.state == LOOKING)
    if not await RuleSearch.update(new).where(mine).returning(RuleSearch.id):
        return False
    made = [_made(search.id, hit) for hit in hits]
    for at in range(0, len(made), HITS_AT_ONCE):
        await RuleHit.insert(*made[at : at + HITS_AT_ONCE])
    return True


def _made(search: UUID, hit: Hit) -> RuleHit:
    said = {name: value for name, value in vars(hit).items() if name not in ("groups", "shown")}
    first, second, third = hit.groups
    return RuleHit(
        **said, search=search, first=first, second=second, third=third, shown=json.dumps(hit.shown, ensure_ascii=False)
    )


async def all_looked_at(search: UUID, summary: Mapping[str, Any]) -> None:
    new: dict[Any, Any] = {RuleSearch.state: FOUND, RuleSearch.summary: json.dumps(summary, ensure_ascii=False)}
    await RuleSearch.update(new).where((RuleSearch.id == search) & (RuleSearch.state == LOOKING))


async def counted(search: UUID, by: str, limit: int) -> list[tuple[str, int]]:
    """How many of those that were found are in each group, the largest first. by: one of GROUPS."""
    assert by in GROUPS
    rows = await RuleHit.raw(
        f"SELECT {by} AS key, COUNT(*) AS found FROM rule_hit WHERE search = {{}} GROUP BY {by} "  # noqa: S608
        f"ORDER BY found DESC, {by} LIMIT {int(limit)}",
        search,
    )
    return [(str(row["key"]), int(row["found"])) for row in rows]


async def count_groups(search: UUID, by: str) -> int:
    assert by in GROUPS
    rows = await RuleHit.raw(f"SELECT COUNT(DISTINCT {by}) AS found FROM rule_hit WHERE search = {{}}", search)  # noqa: S608
    return int(rows[0]["found"])


async def page(search: UUID, after: int, limit: int, state: str = "") -> list[Hit]:
    """Hits in their order, behind this place; only those that stand so, if a state is said."""
    where: Any = (RuleHit.search == search) & (RuleHit.place > after)
    if state:
        where = where & (RuleHit.state == state)
    return [_hit(row) for row in await RuleHit.select().where(where).order_by(RuleHit.place).limit(limit)]


def _hit(row: dict[str, Any]) -> Hit:
    groups = (row["first"], row["second"], row["third"])
    plain = {
        name: row[name] for name in ("id", "place", "number", "version", "party", "reason", "state", "why", "mend")
    }
    return Hit(**plain, groups=groups, shown=tuple(json.loads(row["shown"])))


async def begun(
    search: UUID, token: str, asked: Mapping[str, Any], who: tuple[UUID, str, str], moment: dt.datetime
) -> bool:
    """The move is to be made in all that were found; False when it was begun before. who: account, means and level."""
    new: dict[Any, Any] = {
        RuleSearch.state: WORKING,
        RuleSearch.run_token: token,
        RuleSearch.asked: json.dumps(asked, ensure_ascii=False),
        RuleSearch.began_at: moment,
        RuleSearch.tries: 1,
        **_by(who),
    }
    rows = (
        await RuleSearch.update(new)
        .where((RuleSearch.id == search) & (RuleSearch.state == FOUND))
        .returning(RuleSearch.id)
    )
    return bool(rows)


def _by(who: tuple[UUID, str, str]) -> dict[Any, Any]:
    return dict(zip((RuleSearch.ran_by, RuleSearch.means, RuleSearch.level), who, strict=True))


async def run_token(search: UUID) -> str | None:
    """Of the form with which it was begun."""
    row = await RuleSearch.select(RuleSearch.run_token).where(RuleSearch.id == search).first()
    return row["run_token"] if row else None


async def state_of(search: UUID) -> str:
    row = await RuleSearch.select(RuleSearch.state).where(RuleSearch.id == search).first()
    return row["state"] if row else ""


async def turn(search: UUID, before: Sequence[str], now: str, moment: dt.datetime | None = None) -> bool:
    """From one of these states into another; False when it stands otherwise."""
    new: dict[Any, Any] = {RuleSearch.state: now, RuleSearch.ended_at: moment}
    where = (RuleSearch.id == search) & RuleSearch.state.is_in(list(before))
    return bool(await RuleSearch.update(new).where(where).returning(RuleSearch.id))


async def taken_up(search: UUID, before: Sequence[str], who: tuple[UUID, str, str], moment: dt.datetime) -> int:
    """It goes on, and what was refused is tried again; the number of the try, 0 when it stands otherwise."""
    new: dict[Any, Any] = {
        RuleSearch.state: WORKING,
        RuleSearch.began_at: moment,
        RuleSearch.ended_at: None,
        RuleSearch.refused: 0,
        RuleSearch.tries: RuleSearch.tries + 1,
        **_by(who),
    }
    where = (RuleSearch.id == search) & RuleSearch.state.is_in(list(before))
    rows = await RuleSearch.update(new).where(where).returning(RuleSearch.tries)
    return int(rows[0]["tries"]) if rows else 0


async def refused_wait(search: UUID, before: dt.datetime) -> None:
    """What was refused before that moment."""
    new: dict[Any, Any] = {RuleHit.state: WAITS, RuleHit.why: "", RuleHit.mend: "", RuleHit.done_at: None}
    refused = (RuleHit.search == search) & (RuleHit.state == REFUSED) & (RuleHit.done_at < before)
    await RuleHit.update(new).where(refused)


Told = tuple[UUID, str, str, str]  # of a hit: its id, how it stands now, why, and what mends it


async def went(search: Search, told: Sequence[Told], moment: dt.datetime) -> int:
    """Inside a transaction: of those of these hits that wait; how many, and none once the search was stopped, or taken
    up anew. What was said of the others stays.
    """
    if not told or not await _held(search):
        return 0
    within, value = among("id", [one[0] for one in told], "uuid")
    rows = await RuleHit.raw(f"SELECT id FROM rule_hit WHERE state = {{}} AND {within}", WAITS, value)  # noqa: S608
    waiting = {str(row["id"]) for row in rows}
    new = [one for one in told if str(one[0]) in waiting]
    at = many.plain(moment)
    said = [(str(hit), state, why[:1000], mend[:1000], at) for hit, state, why, mend in new]
    await many.change(("state", "why", "mend", "done_at"), said, RuleHit)
    counts = Counter(state for _hit, state, _why, _mend in new)
    counters = {DONE: RuleSearch.done, REFUSED: RuleSearch.refused, CHANGED: RuleSearch.changed}
    added: dict[Any, Any] = {counters[state]: counters[state] + count for state, count in counts.items()}
    if added:
        await RuleSearch.update(added).where(RuleSearch.id == search.id)
    return len(new)


async def _held(search: Search) -> bool:
    """It is still worked off as this worker does; whoever stops it waits until the transaction is over."""
    last = "" if on_sqlite() else " FOR UPDATE"
    rows = await RuleSearch.raw(
        f"SELECT id FROM rule_search WHERE id = {{}} AND state = {{}} AND tries = {{}}{last}",  # noqa: S608
        search.id,
        WORKING,
        search.tries,
    )
    return bool(rows)


async def sweep(before: dt.datetime) -> None:
    """Forget old ones, unless they are still worked off: what was done stands in the journals of the cases."""
    await RuleSearch.delete().where((RuleSearch.made_at < before) & RuleSearch.state.not_in([LOOKING, WORKING]))
