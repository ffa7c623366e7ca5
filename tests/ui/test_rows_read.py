"""Rows from a file: how the worker reads them, what is kept meanwhile, and that nobody else waits."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from xidmet.cases import rows_file
from xidmet.cases.rows_file import check
from xidmet.store import documents as documents_store
from xidmet.store import rows_file as store
from xidmet.store.tables import Document, RowsFile

from tests.rows_site import SECONDS, Sender, checked, csv_of, read, sender, states, taken, worker
from tests.ui.browser import Portal


@pytest.fixture
async def me(gallery: Portal) -> Sender:
    return await sender(gallery)


async def test_the_bytes_are_encrypted_and_gone_once_all_is_taken(gallery: Portal, me: Sender) -> None:
    path = await checked(me, [worker(1, surname="Gizlinova")])
    folder = gallery.site.settings.data / "files"
    stored = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    assert stored and not any(b"Gizlinova" in one for one in stored)
    document = (await Document.select().first())["id"]
    await me.take(path)
    assert await documents_store.document(document) is None
    assert (await me.browser.get(f"{path}/result/csv")).status_code == 200


async def test_a_worker_that_dies_is_followed_where_it_stopped(
    gallery: Portal, me: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, pieces = check._checked, list[int]()

    async def dies(reader: Any, draft: Any, file: Any, rows: Any) -> Any:
        pieces.append(rows[0].number)
        if len(pieces) == 3:
            raise RuntimeError("killed")
        return await whole(reader, draft, file, rows)

    monkeypatch.setattr(check, "_checked", dies)
    rows = [worker(place) for place in range(1, 301)]
    path = await me.sent(csv_of(rows))
    await me.match(path)
    await read(me, path)
    assert pieces == [2, 52, 102, 102, 152, 202, 252]
    assert await states(path) == {"right": 300}
    assert [row.number for row in await store.all_rows(UUID(path.rpartition("/")[2]))] == list(range(2, 302))


async def test_the_same_effect_twice_reads_once(gallery: Portal, me: Sender) -> None:
    path = await me.sent(csv_of([worker(place) for place in range(200)]))
    await me.match(path)
    file = UUID(path.rpartition("/")[2])
    await asyncio.gather(*(rows_file.check_rows(gallery.site, file, 2) for _worker in range(3)), return_exceptions=True)
    await read(me, path)
    assert await states(path) == {"right": 200}


async def test_progress_without_and_with_a_script(gallery: Portal, me: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    going = asyncio.Event()

    async def waits(*given: Any) -> None:
        await going.wait()

    monkeypatch.setattr(check, "_read", waits)
    path = await me.sent(csv_of([worker(1)]))
    await me.match(path)
    page = (await me.browser.get(path)).text
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page and "<progress" in page
    part = await me.browser.get(f"{path}?watch=1", headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div class="job" id="progress"')
    await store.tell(UUID(path.rpartition("/")[2]), state="read")
    part = await me.browser.get(f"{path}?watch=1", headers={"HX-Request": "true"})
    assert part.headers["hx-redirect"] == path
    going.set()


async def test_a_register_that_is_down_is_told_and_waited_for(
    gallery: Portal, me: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.tell(UUID(int=0), problem="x")  # a file that is gone is no mistake
    path = await me.sent(csv_of([worker(1)]))
    await RowsFile.update({RowsFile.state: "reading", RowsFile.problem: "Organisations"}, force=True)
    page = (await me.browser.get(path)).text
    assert "reyestri hazırda cavab vermir" in page
    await rows_file.give_up(UUID(path.rpartition("/")[2]))
    assert "Faylı silin və yenidən göndərin." in (await me.browser.get(path)).text


async def test_columns_matched_again(me: Sender) -> None:
    path = await checked(me, [worker(1)])
    assert (await me.browser.post(f"{path}/again", {"version": "2"})).status_code == 303
    assert 'name="column-0"' in (await me.browser.get(path)).text
    await me.match(path)
    await read(me, path)
    await me.take(path)
    assert (await me.browser.post(f"{path}/again", {"version": "4"})).status_code == 409


async def test_ten_thousand_rows_hold_nobody_up(gallery: Portal, me: Sender) -> None:
    other = await gallery.signed_in("kamran")
    path = await me.sent(csv_of([worker(place) for place in range(10_000)]))
    await me.match(path)
    answered = 0
    async with asyncio.timeout(SECONDS):
        while (await store.by_id(UUID(path.rpartition("/")[2]))).state != "read":  # type: ignore[union-attr]
            assert (await other.get("/services")).status_code == 200
            answered += 1
            await asyncio.sleep(0.1)
    assert answered > 5
    assert (await me.take(path)).status_code == 303
    assert len(await taken(me)) == 10_000
