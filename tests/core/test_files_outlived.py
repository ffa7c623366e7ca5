"""Files that are kept for less time than their case: the bytes go, that they were there stays."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Site, case_for, find_case, open_site
from xidmet.cases.again import open_again
from xidmet.cases.attached import file_for, files_given
from xidmet.cases.capsule.content import files_for
from xidmet.cases.capsule.view import OPERATOR
from xidmet.cases.files_outlived import sweep_files
from xidmet.errors import NotAllowed
from xidmet.jobs import Worker
from xidmet.settings import Settings
from xidmet.store import retention
from xidmet.store.tables import Document, JournalRow

from tests.conftest import signed_in
from tests.contract.sites import write_site
from tests.core.certificate import token
from tests.core.many import breaks
from tests.core.offices import holds
from tests.desk_site import CLERK, HIRING, PAPERS, done, firm, ids_of, sent

KEPT = dt.timedelta(days=30)
BRIEFLY = HIRING.replace('Upload("Diploma", original=True)', 'Upload("Diploma", original=True, keep_days=30)')
Case = tuple[str, dict[str, Any]]


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    folder = write_site(tmp_path / "briefly", {"briefly": BRIEFLY}).parent
    async with open_site(settings.model_copy(update={"site": folder})) as opened:
        yield opened


@pytest.fixture
async def over(site: Site, leyla: Actor) -> Case:
    """The number of a case that was refused just now, and its files by name."""
    await firm()
    await holds("nigar", CLERK)
    number = await sent(site, leyla, *PAPERS)
    await done(site, await signed_in("nigar"), number, "refuse", reason="Yer yoxdur")
    await settled(site)
    return number, dict(await ids_of(number))


async def settled(site: Site) -> None:
    while await Worker(site).once():
        pass


async def bytes_there(site: Site, number: str) -> set[str]:
    """Names of the files of a case whose bytes are in the file store."""
    folder = site.settings.data / "files"
    places = {path.name for path in folder.glob("??/*")}
    rows = await Document.select(Document.name, Document.place).where(Document.case.number == number)
    return {row["name"] for row in rows if row["place"] and any(row["place"].endswith(one) for one in places)}


async def test_the_last_day_passes_first(site: Site, leyla: Actor, over: Case) -> None:
    number, ids = over
    clock.advance(KEPT - dt.timedelta(hours=1))
    assert await sweep_files(site) == 0 and len(await bytes_there(site, number)) == 3
    clock.advance(dt.timedelta(days=1, hours=1))
    assert await sweep_files(site) == 1 and await sweep_files(site) == 0, "once"
    await settled(site)
    assert await bytes_there(site, number) == {"məktub.pdf", "şəkil.png"}
    row = await Document.select().where(Document.id == ids["diplom.pdf"]).first()
    assert row is not None and (row["scan"], row["place"]) == ("erased", "") and len(row["sha256"]) == 64
    rows = await JournalRow.select(JournalRow.body).where(JournalRow.kind == "files-erased")
    assert ['"facts":{"by":"time","files":1,"length":30,"unit":"days"}' in one["body"] for one in rows] == [True]
    assert await breaks() == []


async def test_it_is_said_and_given_to_nobody(site: Site, leyla: Actor, over: Case) -> None:
    number, ids = over
    clock.advance(KEPT + dt.timedelta(days=1))
    await sweep_files(site)
    for reader in (leyla, await signed_in("nigar")):
        with pytest.raises(NotAllowed, match="erased"):
            await file_for(site, reader, number, ids["diplom.pdf"])
        await file_for(site, reader, number, ids["məktub.pdf"])
    case = await case_for(site, leyla, number)
    assert {one.name for one in await files_given(case, to_staff=False)} == set(ids), "it is still called"
    packed = {one.stored.name: bool(one.path) for one in await files_for(site, case, OPERATOR)}
    assert packed == {name: name != "diplom.pdf" for name in ids}


async def test_what_was_begun_from_it_keeps_its_own(site: Site, leyla: Actor, over: Case) -> None:
    """Two cases name the same bytes, which stay while one of them does; what was erased is not taken along."""
    number, ids = over
    earlier = await open_again(site, leyla, number, token())
    clock.advance(KEPT + dt.timedelta(days=1))
    await sweep_files(site)
    await settled(site)
    assert await bytes_there(site, earlier.number) == set(ids)
    later = await open_again(site, leyla, number, token())
    assert await bytes_there(site, later.number) == {"məktub.pdf", "şəkil.png"}


async def test_a_case_that_goes_on_keeps_its_files(site: Site, leyla: Actor, over: Case) -> None:
    number = await sent(site, leyla, *PAPERS)
    clock.advance(KEPT + dt.timedelta(days=400))
    assert await sweep_files(site) == 1, "only of the one that is over"
    assert len(await bytes_there(site, number)) == 3


async def test_killed_half_way_or_twice_at_once(
    site: Site, leyla: Actor, over: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, _ids = over
    clock.advance(KEPT + dt.timedelta(days=1))
    erase = retention.erase_files

    async def killed(*given: Any) -> Any:
        await erase(*given)
        raise RuntimeError("killed")

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(retention, "erase_files", killed)
        await sweep_files(site)
    await settled(site)
    assert len(await bytes_there(site, number)) == 3
    assert sum(await asyncio.gather(sweep_files(site), sweep_files(site))) == 1
    case = await find_case(site, number)
    assert case is not None
    kinds = await JournalRow.select(JournalRow.kind).where(JournalRow.chain == case.record.id).output(as_list=True)
    assert kinds.count("files-erased") == 1 and await breaks() == []
