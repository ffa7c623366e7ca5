"""A copy of one's data, on both engines: whole, one at a time, never half, and gone after its days."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import json
import secrets
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from xidmet import clock
from xidmet.attestations import written
from xidmet.auth import Actor, sessions
from xidmet.auth.sessions import Kept
from xidmet.cases import Site, case_for, find_case
from xidmet.cases.closing import close
from xidmet.cases.my_copy import KEPT, Copy, ask, copies, make, sweep_copies, take
from xidmet.cases.my_copy.archive import Entry, safe_name, zipped
from xidmet.documents.files import one_piece
from xidmet.errors import NotFound, TooMany
from xidmet.jobs.worker import Worker
from xidmet.store import cases, data_copies, documents, effects
from xidmet.store.tables import Case, DataCopy, Document, Effect, Message

from tests.attachments import picture
from tests.conftest import signed_in
from tests.core.certificate import certificate, draft

OTHER = "7RTQ4ZN"


async def session_of(actor: Actor) -> Kept:
    return (await sessions.start(actor.account, "demo", "az", level="high")).session


async def work(site: Site) -> None:
    while await Worker(site).once():
        pass


async def asked(site: Site, actor: Actor) -> Copy:
    await ask(site, await session_of(actor), actor, "az")
    return (await copies(actor))[0]


async def taken(site: Site, actor: Actor) -> zipfile.ZipFile:
    copy = await asked(site, actor)
    await work(site)
    stored = await take(await session_of(actor), actor, copy.id)
    return zipfile.ZipFile(io.BytesIO(await site.files.whole(stored)))


async def attached(site: Site, number: str, name: str, scan: str = "clean") -> None:
    case = await find_case(site, number)
    assert case is not None
    content = picture("PNG")
    stored = await site.files.store(one_piece(content), name, "image/png", party=case.party, case=case.record.id)
    await documents.keep(replace(stored, kind="png", scan=scan))


async def test_it_holds_what_is_mine_and_nothing_of_others(site: Site, leyla: Actor, kamran: Actor) -> None:
    moved, waits = await certificate(site, leyla), await draft(site, leyla)
    await attached(site, moved.case.number, "../../etc/passwd.png")
    await attached(site, moved.case.number, "pis.png", scan="infected")
    await case_for(site, await signed_in("nigar"), moved.case.number)
    of_another = await certificate(site, leyla)
    await Case.update({Case.party: "o:1400000101"}).where(Case.id == of_another.case.record.id)
    await cases.remember(leyla.account, "phone", "+994501234567", clock.now())
    await work(site)
    copy = await taken(site, leyla)
    assert copy.testzip() is None
    names = copy.namelist()
    assert {"data.json", "data.pdf", "README.txt"} < set(names)
    assert not any(name.startswith("/") or ".." in name or "\\" in name for name in names)
    files = [name for name in names if name.startswith(f"files/{moved.case.number}/")]
    assert sorted(name.rpartition(".")[2] for name in files) == ["pdf", "png"], "the infected one is given to nobody"
    assert of_another.issued and f"papers/{written(of_another.issued)}.pdf" in names, "about her, in another's case"
    data = json.loads(copy.read("data.json"))
    assert data["format"] == "xidmet-data-copy/1"
    assert (data["account"]["fin"], data["account"]["email"]) == (leyla.fin, leyla.email)
    assert {one["number"] for one in data["cases"]} == {moved.case.number, waits}, "not the organisation's"
    sent = next(one for one in data["cases"] if one["number"] == moved.case.number)
    assert sent["answers"]["email"] == "leyla@numune.example"
    assert [one["kind"] for one in sent["history"]][:2] == ["opened", "moved"]
    assert [one["path"] is None for one in sent["files"] if one["scan"] == "infected"] == [True]
    assert [one["what"] for one in data["looks"]] == ["looked"]
    assert data["papers"] and data["sign_ins"] and data["remembered"]
    whole = b" ".join(copy.read(name) for name in ("data.json", "README.txt"))
    assert OTHER.encode() not in whole and str(kamran.account).encode() not in whole
    assert str((await signed_in("nigar")).account).encode() not in whole, "an official's inner id is nobody's business"
    assert copy.read("data.pdf").startswith(b"%PDF-")


async def test_every_name_in_it_is_explained(site: Site, leyla: Actor) -> None:
    await certificate(site, leyla)
    await work(site)
    copy = await taken(site, leyla)
    told, data = copy.read("README.txt").decode(), json.loads(copy.read("data.json"))
    explained = {word.strip(",:") for line in told.splitlines() for word in line.split()}
    keys = {key for name, part in data.items() if name not in ("format", "made_at", "portal") for key in _keys(part)}
    assert keys and sorted({*keys, *data} - explained - {"format", "made_at", "portal"}) == []


def _keys(part: Any) -> set[str]:
    rows = part if isinstance(part, list) else [part]
    return {key for row in rows for key in row}


async def test_two_presses_make_one_and_four_a_day_are_too_many(site: Site, leyla: Actor) -> None:
    session = await session_of(leyla)
    await asyncio.gather(ask(site, session, leyla, "az"), ask(site, session, leyla, "az"))
    assert await DataCopy.count() == 1
    assert await Effect.count().where(Effect.kind == "data-copy") == 1
    await work(site)
    with pytest.raises(TooMany):
        for _again in range(3):
            await ask(site, session, leyla, "az")
            await work(site)


async def test_only_its_person_takes_it_and_only_while_it_is_kept(site: Site, leyla: Actor, kamran: Actor) -> None:
    copy = await asked(site, leyla)
    with pytest.raises(NotFound):
        await take(await session_of(leyla), leyla, copy.id)
    await work(site)
    with pytest.raises(NotFound):
        await take(await session_of(kamran), kamran, copy.id)
    stored = await take(await session_of(leyla), leyla, copy.id)
    assert await sweep_copies(site) == 0
    clock.advance(KEPT)
    with pytest.raises(NotFound):
        await take(await session_of(leyla), leyla, copy.id)
    assert await sweep_copies(site) == 1
    await work(site)
    assert await DataCopy.count() == 0 and await documents.document(stored.id) is None
    with pytest.raises(FileNotFoundError):
        await site.files.whole(stored)


async def test_a_worker_that_dies_leaves_nothing_half_and_the_next_one_makes_it(
    site: Site, leyla: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = await certificate(site, leyla)
    await work(site)
    await attached(site, moved.case.number, "a.png")
    copy = await asked(site, leyla)

    async def killed(*_given: Any) -> AsyncIterator[bytes]:
        yield secrets.token_bytes(600_000)
        raise asyncio.CancelledError

    with monkeypatch.context() as patched, pytest.raises(asyncio.CancelledError):
        patched.setattr(site.files, "stream", killed)
        await make(site, copy.id)
    assert [one.state for one in await copies(leyla)] == ["making"]
    assert await Document.count().where(Document.media_type == "application/zip") == 0
    await work(site)
    assert [one.state for one in await copies(leyla)] == ["ready"]
    await make(site, copy.id)
    assert await Document.count().where(Document.media_type == "application/zip") == 1, "again: nothing new"
    letters = await Message.select(Message.channel).where(Message.link == "/account/data").output(as_list=True)
    assert sorted(letters) == ["email", "inbox"]


async def test_one_that_is_given_up_says_so_and_another_can_be_asked_for(site: Site, leyla: Actor) -> None:
    copy = await asked(site, leyla)
    wrong = Effect.update({Effect.attempts: effects.MOST_ATTEMPTS, Effect.lease_until: clock.now() - dt.timedelta(1)})
    await wrong.where(Effect.kind == "data-copy")
    await Worker(site)._abandoned()
    assert [one.state for one in await copies(leyla)] == ["failed"]
    assert (await asked(site, leyla)).id != copy.id


async def test_an_account_that_is_closed_meanwhile_gets_none(
    site: Site, leyla: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, kept = await asked(site, leyla), data_copies.ready

    async def closed_before(wanted: UUID, *more: Any) -> bool:
        await DataCopy.delete().where(DataCopy.id == wanted)
        return await kept(wanted, *more)

    monkeypatch.setattr(data_copies, "ready", closed_before)
    await make(site, copy.id)
    monkeypatch.undo()
    await close(site, leyla)
    await work(site)
    assert await Document.count().where(Document.media_type == "application/zip") == 0


async def test_a_damaged_file_is_named_and_keeps_no_other_one(site: Site, leyla: Actor) -> None:
    moved = await certificate(site, leyla)
    await work(site)
    await attached(site, moved.case.number, "itirilmiş.png")
    row = await Document.select().where(Document.name == "itirilmiş.png").first()
    assert row is not None
    await site.files.erase(row["place"])
    copy = await taken(site, leyla)
    assert copy.testzip() is None
    assert "itirilmiş.png" in copy.read("README.txt").decode().rpartition("\r\n\r\n")[2]


async def test_memory_stays_flat_however_large_the_files_are() -> None:
    """Ten megabytes that can't be packed pass in pieces, none of which is much larger than what came."""
    block = secrets.token_bytes(256 * 1024)

    async def large() -> AsyncIterator[bytes]:
        for _piece in range(40):
            yield block

    async def entries() -> AsyncIterator[Entry]:
        yield Entry("large", large(), 40 * len(block))
        yield Entry("ölçü.txt", one_piece("mətn".encode()))

    pieces = [piece async for piece in zipped(entries())]
    assert len(pieces) >= 20 and max(map(len, pieces)) < 3 * len(block)
    whole = zipfile.ZipFile(io.BytesIO(b"".join(pieces)))
    assert whole.testzip() is None and whole.read("ölçü.txt").decode() == "mətn"
    assert len(whole.read("large")) == 40 * len(block)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../a.pdf", "a.pdf"),
        ("C:\\x\\b.pdf", "b.pdf"),
        ("a:b?.pdf", "a_b_.pdf"),
        ("..", "file"),
        ("\u202egpj.exe", "gpj.exe"),
    ],
)
def test_a_name_is_no_path(given: str, kept: str) -> None:
    assert safe_name(given) == kept
