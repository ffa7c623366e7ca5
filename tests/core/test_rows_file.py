"""Rows from a file on both engines: read, mended and taken once, however many try at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import pytest
from xidmet import journal
from xidmet.auth import Actor
from xidmet.cases import Case, Site, open_case, open_site, rows_file
from xidmet.cases.rows_file import File, Mended, RowState
from xidmet.errors import Stale
from xidmet.language import translator
from xidmet.settings import Settings
from xidmet.store import cases
from xidmet.store import rows_file as store

from tests import gallery
from tests.core.certificate import token
from tests.rows_site import csv_of, fin, worker

FIELD = "workers"
WORDS = translator("az")


@pytest.fixture
async def site(settings: Settings) -> AsyncIterator[Site]:
    async with open_site(settings.model_copy(update={"site": gallery.SITE})) as opened:
        yield opened


@pytest.fixture
async def draft(site: Site, leyla: Actor) -> Case:
    return await open_case(site, leyla, gallery.SLUG, token())


async def kept(site: Site, leyla: Actor, draft: Case, rows: list[list[str]]) -> File:
    file = await rows_file.keep_file(site, leyla, draft.number, FIELD, "a.csv", csv_of(rows))
    assert await rows_file.match(site, leyla, draft.number, FIELD, file.id, file.columns, 1, WORDS) == {}
    return await now(file.id)


async def now(file: UUID) -> File:
    found = await store.by_id(file)
    assert found is not None
    return found


async def test_read_by_several_mended_and_taken_once(site: Site, leyla: Actor, draft: Case) -> None:
    rows = [worker(place) for place in range(120)] + [worker(500, fin="XX"), worker(1), worker(2, salary="3")]
    file = await kept(site, leyla, draft, rows)
    several = (rows_file.check_rows(site, file.id, file.version) for _worker in range(3))
    await asyncio.gather(*several, return_exceptions=True)
    await rows_file.check_rows(site, file.id, file.version)
    assert await store.counts(file.id) == {"right": 120, "wrong": 1, "repeat": 1, "differs": 1}
    assert (await now(file.id)).done == 123
    given = {122: Mended({"fin": fin(900)}), 124: Mended(choice="replace")}
    await rows_file.mend(site, leyla, draft.number, FIELD, file.id, given, file.version)
    assert await store.counts(file.id) == {"right": 121, "repeat": 1, "replaces": 1}
    taking = (rows_file.take(site, leyla, draft.number, FIELD, file.id, 1) for _press in range(4))
    done = await asyncio.gather(*taking, return_exceptions=True)
    assert all(isinstance(one, rows_file.Taken | Stale) for one in done)
    record = await cases.by_number(draft.number)
    assert record is not None and record.version == 2
    rows_there = record.typed[FIELD]
    assert len(rows_there) == 121 and len({row["_id"] for row in rows_there}) == 121
    assert rows_there[2]["salary"] == "3"
    facts = [entry.facts for entry in await journal.entries(record.id) if entry.kind == "rows-taken"]
    assert [{**one, "account": ""} for one in facts] == [
        {"account": "", "field": FIELD, "added": 121, "replaced": 1, "left": 0}
    ]


async def test_nothing_is_taken_when_the_draft_changes_meanwhile(
    site: Site, leyla: Actor, draft: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = await kept(site, leyla, draft, [worker(1)])
    await rows_file.check_rows(site, file.id, file.version)
    change = cases.change

    async def first(case: UUID, version: int, *more: object, **values: object) -> bool:
        return False

    monkeypatch.setattr(cases, "change", first)
    with pytest.raises(Stale):
        await rows_file.take(site, leyla, draft.number, FIELD, file.id, 1)
    monkeypatch.setattr(cases, "change", change)
    assert await store.counts(file.id) == {"right": 1}
    assert [entry.kind for entry in await journal.entries(draft.record.id)] == ["opened"]


async def test_a_mistake_is_kept_whole(site: Site, leyla: Actor, draft: Case) -> None:
    """Its values too, so that it reads as in the form."""
    file = await kept(site, leyla, draft, [worker(1, fin="XX", since="31.02.2020")])
    await rows_file.check_rows(site, file.id, file.version)
    (row,) = await store.all_rows(file.id)
    mistakes = rows_file.mistakes_of(row.errors)
    said = {name: WORDS.text(one.text, **one.values) for name, one in mistakes.items()}
    assert said["fin"] == "FİN 7 simvoldan ibarətdir, siz 2 yazmısınız." and "since" in said


async def test_an_old_effect_reads_nothing(site: Site, leyla: Actor, draft: Case) -> None:
    """The columns were matched again meanwhile."""
    file = await kept(site, leyla, draft, [worker(1)])
    await rows_file.check_rows(site, file.id, file.version - 1)
    await rows_file.check_rows(site, UUID(int=1), 1)
    assert await store.counts(file.id) == {} and not await store.advance(replace(file, done=7), 8, RowState.RIGHT)
