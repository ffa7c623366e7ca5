"""Write what was made of many cases: one transaction, and in it one statement for each table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.attestations.issue import LANGUAGE
from xidmet.attestations.status import place_of
from xidmet.auth import Actor
from xidmet.cases.case import Case
from xidmet.cases.consequences import TIMES
from xidmet.cases.desk.take import office_of
from xidmet.cases.events import say_all_moved
from xidmet.cases.many.made import Made, Maker
from xidmet.cases.many.rules import Judge
from xidmet.cases.signed import ListSigned
from xidmet.contract.alike import AS_JSON
from xidmet.contract.rule import Refusal
from xidmet.store import many as store
from xidmet.store import many_drafts as drafts
from xidmet.store import transaction
from xidmet.store.issued import Attested
from xidmet.store.many import Row

ISSUED = tuple(Attested.__dataclass_fields__)
PLAIN = ("state", "state_since", "sent_at", "version", "changed_at", *TIMES)


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
        refused = await judge.broken_now([was[one.id] for one in made])
        able = [one for one in made if one.id not in refused]
        there = await store.lock([one.case for one in able])
        found = Written([], [], [], [(one, refused[one.id]) for one in made if one.id in refused])
        for one in able:
            version, rows = there.get(one.case, (-1, -1))
            if version != one.was.version:
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
    sent, others = [one for one in made if one.indexed], [one for one in made if not one.indexed]
    for alike in (some for some in (sent, others) if some):
        columns, values = _changed(alike)
        await store.change(columns, list(zip([one.case for one in alike], *values, strict=True)))
    await _index(maker, sent)
    if isinstance(maker.mover, Actor) and office_of(maker.transition, maker.mover):
        await store.let_go(cases, maker.mover.account)
    counted = [one for one in made if one.figure is not None]
    await store.keep_figures([one.case for one in counted], [one.figure for one in counted if one.figure])
    summed = [one for one in made if one.totals is not None]
    await store.keep_totals([one.case for one in summed], [row for one in summed for row in one.totals or ()])
    await store.append([row for one in made for row in one.journal], [row for one in made for row in one.values])
    await _papers(maker, made)
    await store.write_effects([row for one in made for row in one.effects])
    await say_all_moved(maker.service.slug, maker.transition.name, _moved(made), maker.moment)
    await store.spend(
        [(one.item.token, one.case, maker.transition.name, "", maker.at) for one in made if one.item.token]
    )


async def _index(maker: Maker, sent: Sequence[Made]) -> None:
    """As indexed.index() does it for one."""
    if not sent:
        return
    cases, slug, drawn = [one.case for one in sent], maker.service.slug, maker.ids.id
    fields, rows, concerns = list[Row](), list[Row](), list[Row]()
    for one in sent:
        assert one.indexed is not None
        party = one.indexed.placed.party
        fields += [(drawn(), one.case, slug, party, path, value) for path, value in one.indexed.placed.fields]
        rows += [(drawn(), one.case, register, key) for register, key in one.indexed.rows]
        concerns += [(drawn(), one.case, slug, key, maker.at) for key in one.indexed.concerns]
    await drafts.keep_fields(cases, fields)
    await drafts.keep_rows(cases, rows)
    await drafts.keep_concerns(cases, concerns)


def _moved(made: Sequence[Made]) -> Iterator[tuple[str, str, str, int]]:
    """Party, number, state and version of each, as it is now."""
    for one in made:
        yield one.now.party, one.now.number, one.now.state, one.now.version


def _changed(made: Sequence[Made]) -> tuple[list[str], list[Sequence[Any]]]:
    """The columns that are another value in any of them: an index over one that stays need not be touched. With their
    values, a sequence for each column.
    """
    found: dict[str, Sequence[Any]] = {"asked": [one.asked for one in made]}
    before = [vars(one.was) for one in made]
    after = [vars(one.now) for one in made]
    for name in PLAIN:
        was, now = [one[name] for one in before], [one[name] for one in after]
        if was != now:
            found[name] = _taken(now)
    keys = [one.key for one in made]
    if keys != [one.was.unique_key for one in made]:
        found["unique_key"] = keys
    if made[0].indexed:
        found["answers"] = [AS_JSON(one.now.answers) for one in made]
        if made[0].indexed.placed.name is not None:
            found["sort_name"] = [one.indexed.placed.name for one in made if one.indexed]
    if made[0].indexed or any(one.was.typed for one in made) or any(one.typed != "{}" for one in made):
        found["typed"] = [one.typed for one in made]
    found["journal_head"] = [one.head for one in made]
    found["journal_rows"] = [one.rows + len(one.journal) for one in made]
    return list(found), list(found.values())


def _taken(column: list[Any]) -> list[Any]:
    """As the engine takes it: SQLite's text of a moment that stands in many rows is made once."""
    moments = {one: store.plain(one) for one in set(column) if isinstance(one, dt.datetime)}
    return [moments.get(one, one) for one in column] if moments else column


async def _papers(maker: Maker, made: Sequence[Made]) -> None:
    ended = [paper for one in made for paper, _number in one.ended]
    if ended:
        await store.end(ended, maker.moment, maker.ended_by)
    issues, papers = maker.transition.issues, [(one.case, one.paper) for one in made if one.paper]
    if issues is None or not papers:
        return
    places: Sequence[int | None] = [None] * len(papers)
    if issues.listed:
        serials, key = await store.take_places(len(papers))
        places = [place_of(serial, key) for serial in serials]
    names = await store.holder_names(paper.holder for _case, paper in papers)
    until = _taken([paper.until for _case, paper in papers])
    rows = list[Row]()
    for (case, paper), place, ends in zip(papers, places, until, strict=True):
        name = names.get(paper.holder) or paper.name
        about = (maker.ids.id(), paper.number, issues.name, maker.service.slug, case, paper.holder, name, paper.record)
        rows.append((*about, LANGUAGE, True, maker.at, ends, None, "", "", None, place))
    await store.issue(rows, ISSUED)
