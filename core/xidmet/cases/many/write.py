"""Write what was made of many cases: one transaction, and in it one statement for each table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xidmet.attestations.status import place_of
from xidmet.auth import Actor
from xidmet.cases.desk.take import office_of
from xidmet.cases.many.made import ALWAYS, COLUMNS, Made, Maker
from xidmet.cases.signed import ListSigned
from xidmet.store import many as store
from xidmet.store import transaction
from xidmet.store.issued import Attested
from xidmet.store.many import Row

ISSUED = tuple(Attested.__dataclass_fields__)


@dataclass(frozen=True)
class Written:
    """done: moved. moved_on: another version of them stands there now. touched: only their chains have grown, as when
    somebody looked.
    """

    done: list[Made]
    moved_on: list[Made]
    touched: list[Made]


async def write(maker: Maker, made: Sequence[Made], signed: ListSigned | None) -> Written:
    """Raises a unique violation."""
    async with transaction():
        there = await store.lock([one.case for one in made])
        found = Written([], [], [])
        for one in made:
            version, rows = there.get(one.case, (-1, -1))
            if version != one.version:
                found.moved_on.append(one)
            else:
                (found.done if rows == one.rows else found.touched).append(one)
        if found.done:
            await _write(maker, found.done)
            if signed:
                await signed.keep([(one.item.place, one.id, one.rows + 1) for one in found.done], maker.moment)
    return found


async def _write(maker: Maker, made: list[Made]) -> None:
    cases = [one.case for one in made]
    columns, rows = _changed(maker, made)
    await store.change(columns, list(zip(cases, *rows, strict=True)))
    if isinstance(maker.mover, Actor) and office_of(maker.transition, maker.mover):
        await store.let_go(cases, maker.mover.account)
    counted = [one for one in made if one.figure is not None]
    await store.keep_figures([one.case for one in counted], [one.figure for one in counted if one.figure])
    summed = [one for one in made if one.totals is not None]
    await store.keep_totals([one.case for one in summed], [row for one in summed for row in one.totals or ()])
    await store.append([row for one in made for row in one.journal], [row for one in made for row in one.values])
    await _papers(maker, made)
    await store.write_effects([row for one in made for row in one.effects])
    await store.spend(
        [(one.item.token, one.case, maker.transition.name, "", maker.at) for one in made if one.item.token]
    )


def _changed(maker: Maker, made: Sequence[Made]) -> tuple[list[str], list[Row]]:
    """The columns that are another value in any of them: an index over one that stays need not be touched. With their
    values, a tuple for each column.
    """
    was, now = zip(*[one.was for one in made], strict=True), zip(*[one.now for one in made], strict=True)
    found = [
        (name, after) for name, before, after in zip(COLUMNS, was, now, strict=True) if _differs(name, before, after)
    ]
    return [name for name, _after in found], [_taken(maker, after) for _name, after in found]


def _differs(name: str, before: Row, after: Row) -> bool:
    return name in ALWAYS or before != after


def _taken(maker: Maker, column: Row) -> Row:
    """As the engine takes it: SQLite's text of a moment that stands in many rows is made once."""
    moments = {one: store.plain(one) for one in set(column) if isinstance(one, dt.datetime)}
    return tuple([moments.get(one, one) for one in column]) if moments else column


async def _papers(maker: Maker, made: Sequence[Made]) -> None:
    ended = [paper for one in made for paper, _number in one.ended]
    if ended:
        await store.end(ended, maker.moment, maker.ended_by)
    papers = [(one.case, one.attested, one.record) for one in made if one.attested]
    if not papers:
        return
    places: Sequence[int | None] = [None] * len(papers)
    assert maker.transition.issues is not None
    if maker.transition.issues.listed:
        serials, key = await store.take_places(len(papers))
        places = [place_of(serial, key) for serial in serials]
    names = await store.holder_names(paper.holder for _case, paper, _record in papers)
    until = _taken(maker, tuple([paper.valid_until for _case, paper, _record in papers]))
    own = zip(papers, places, until, strict=True)
    rows = [_issued(maker, *paper, names, place, ends) for paper, place, ends in own]
    await store.issue(rows, ISSUED)


def _issued(
    maker: Maker, case: str, paper: Attested, record: str, names: dict[str, str], place: int | None, until: Any
) -> Row:
    """In the order of Attested's own columns."""
    name = names.get(paper.holder) or paper.holder_name
    what = (maker.ids.id(), paper.number, paper.attestation, paper.service, case, paper.holder, name, record)
    return (*what, paper.language, True, maker.at, until, None, "", "", None, place)
