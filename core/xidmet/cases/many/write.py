"""Write what was made of many cases: one transaction, and in it one statement for each table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.attestations.status import place_of
from xidmet.auth import Actor
from xidmet.cases.case import Case
from xidmet.cases.desk.take import office_of
from xidmet.cases.events import say_all_moved
from xidmet.cases.many.made import COLUMNS, Made, Maker
from xidmet.cases.many.rules import Judge
from xidmet.cases.signed import ListSigned
from xidmet.contract.rule import Refusal
from xidmet.store import many as store
from xidmet.store import transaction
from xidmet.store.issued import Attested
from xidmet.store.many import Row

ISSUED = tuple(Attested.__dataclass_fields__)


@dataclass(frozen=True)
class Written:
    """done: moved. moved_on: another version of them stands there now. touched: only their chains have grown, as when
    somebody looked. refused: a rule that counts does not hold any more, since others were moved meanwhile.
    """

    done: list[Made]
    moved_on: list[Made]
    touched: list[Made]
    refused: list[tuple[Made, Refusal]]


async def write(
    maker: Maker, made: Sequence[Made], was: Mapping[UUID, Case], judge: Judge, signed: ListSigned | None
) -> Written:
    """was: the cases as they were read, by id. Raises a unique violation."""
    async with transaction():
        refused = await judge.broken_now([was[one.case] for one in made])
        able = [one for one in made if one.case not in refused]
        there = await store.lock(one.case for one in able)
        found = Written([], [], [], [(one, refused[one.case]) for one in made if one.case in refused])
        for one in able:
            version, rows = there.get(one.case, (-1, -1))
            if version != one.version:
                found.moved_on.append(one)
            else:
                (found.done if rows == one.rows else found.touched).append(one)
        if found.done:
            await _write(maker, found.done, was)
            if signed:
                await signed.keep([(one.item.place, one.case, one.place) for one in found.done], maker.moment)
    return found


async def _write(maker: Maker, made: list[Made], was: Mapping[UUID, Case]) -> None:
    cases = [one.case for one in made]
    columns = _changed(made, was)
    await store.change(columns, [(one.case, *(one.now[name] for name in columns)) for one in made])
    if isinstance(maker.mover, Actor) and office_of(maker.transition, maker.mover):
        await store.let_go(cases, maker.mover.account)
    counted = [one for one in made if one.figure is not None]
    await store.keep_figures([one.case for one in counted], [one.figure for one in counted if one.figure])
    summed = [one for one in made if one.totals is not None]
    await store.keep_totals([one.case for one in summed], [row for one in summed for row in one.totals or ()])
    await store.append([row for one in made for row in one.journal], [row for one in made for row in one.values])
    await _papers(maker, made)
    await store.write_effects([row for one in made for row in one.effects])
    await say_all_moved(maker.service.slug, maker.transition.name, _moved(made, was), maker.moment)
    await store.spend(list(_spent(maker.transition.name, made, store.plain(maker.moment))))


def _moved(made: Sequence[Made], was: Mapping[UUID, Case]) -> Iterator[tuple[str, str, str, int]]:
    """Party, number, state and version of each, as it is now."""
    for one in made:
        record = was[one.case].record
        yield record.party, record.number, one.now["state"], one.now["version"]


def _changed(made: Sequence[Made], was: Mapping[UUID, Case]) -> list[str]:
    """The columns that are another value in any of them: an index over one that stays need not be touched."""
    always = ("asked", "version", "changed_at", "journal_head", "journal_rows")
    return [
        name for name in COLUMNS if name in always or any(_differs(one, was[one.case].record, name) for one in made)
    ]


def _differs(one: Made, record: Any, name: str) -> bool:
    before = getattr(record, name)
    return bool(one.now[name] != (json.dumps(before, ensure_ascii=False) if name == "typed" else before))


async def _papers(maker: Maker, made: Sequence[Made]) -> None:
    ended = [paper for one in made for paper in one.ended]
    if ended:
        await store.end(ended, maker.moment, maker.ended_by)
    papers = [(one.attested, one.record) for one in made if one.attested]
    if not papers:
        return
    places: Sequence[int | None] = [None] * len(papers)
    assert maker.transition.issues is not None
    if maker.transition.issues.listed:
        serials, key = await store.take_places(len(papers))
        places = [place_of(serial, key) for serial in serials]
    at = store.plain(maker.moment)
    names = await store.holder_names(paper.holder for paper, _record in papers)
    await store.issue([_issued(*paper, place, names, at) for paper, place in zip(papers, places, strict=True)], ISSUED)


def _issued(paper: Attested, record: str, place: int | None, names: dict[str, str], at: Any) -> Row:
    said = vars(paper)
    own = {
        "record": record,
        "holder_name": names.get(paper.holder) or paper.holder_name,
        "status_index": place,
        "issued_at": at,
    }
    return tuple(own[name] if name in own else said[name] for name in ISSUED)


def _spent(move: str, made: Sequence[Made], moment: Any) -> Iterator[Row]:
    yield from ((one.item.token, one.case, move, "", moment) for one in made if one.item.token)
