"""With a real clamd: what it finds is handed to nobody, what it has not seen is never called clean."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from xidmet import clock
from xidmet.cases import Site, answer, case_for, history, move, open_site
from xidmet.cases.attach import detach
from xidmet.cases.attached import file_for
from xidmet.cases.scan import scan_those_that_came_before
from xidmet.documents.scanner import Scanner, ScannerDown, Verdict
from xidmet.errors import NotAllowed, WrongAnswers
from xidmet.jobs import Worker, health
from xidmet.settings import Settings
from xidmet.store import effects, mailbox
from xidmet.store.messages import inbox

from tests import servers
from tests.attachments import EICAR, large_pdf, pdf
from tests.conftest import demo_settings, signed_in
from tests.core.certificate import token
from tests.core.uploading import answered, attached, draft, effects_of, known, pieces
from tests.gallery import SITE

SICK = pdf() + EICAR
FOUND = "Test.Pattern.UNOFFICIAL"


@pytest.fixture(scope="module")
def clamd() -> Iterator[tuple[Path, servers.Server]]:
    if servers.clamd_program() is None:
        pytest.skip("ClamAV is not installed")
    with servers.clamd(EICAR) as running:
        yield running


@pytest.fixture
def settings(clamd: tuple[Path, servers.Server], tmp_path: Path, seeded_gallery: Path) -> Settings:
    shutil.copytree(seeded_gallery, tmp_path / "data")
    return demo_settings(tmp_path / "data", site=SITE, scanner=f"clamd://{clamd[0]}/clamd.ctl")


@pytest.fixture
async def site(settings: Settings) -> AsyncIterator[Site]:
    async with open_site(settings) as opened:
        yield opened


@pytest.fixture(params=["socket", "tcp"])
def scanner(clamd: tuple[Path, servers.Server], request: pytest.FixtureRequest) -> Scanner:
    return Scanner(f"{clamd[0]}/clamd.ctl" if request.param == "socket" else f"127.0.0.1:{clamd[1].port}")


@pytest.mark.parametrize("step", [1000, 65_536])
async def test_it_tells_what_is_in_a_stream(scanner: Scanner, step: int) -> None:
    assert await scanner.alive()
    assert await scanner.scan(pieces(pdf(), step)) == Verdict("clean")
    assert await scanner.scan(pieces(EICAR, step)) == Verdict("infected", FOUND)
    assert await scanner.scan(pieces(SICK, step)) == Verdict("infected", FOUND)
    assert await scanner.scan(pieces(b"", step)) == Verdict("clean")


async def test_a_pattern_on_the_edge_of_two_pieces_is_found(scanner: Scanner) -> None:
    content = b"x" * (65_536 - 30) + EICAR
    assert (await scanner.scan(pieces(content))).scan == "infected"


async def test_what_is_more_than_it_takes_or_looks_into_is_not_clean(clamd: tuple[Path, servers.Server]) -> None:
    by_socket = Scanner(f"{clamd[0]}/clamd.ctl")
    for size in (2_500_000, 20_000_000):
        assert (await by_socket.scan(pieces(large_pdf(size)))).scan == "too large", size


async def test_a_clean_file_is_called_clean(site: Site) -> None:
    leyla = await signed_in("leyla")
    stored = (await attached(site, leyla, await draft(site, leyla), pdf())).stored
    assert stored.scan == "waiting" and [one["state"] for one in await effects_of("scan")] == ["pending"]
    await Worker(site).once()
    assert ((await known(stored)).scan, (await known(stored)).finding) == ("clean", "")
    assert [one["state"] for one in await effects_of("scan")] == ["done"]


async def test_an_infected_file_is_told_of_and_handed_to_nobody(site: Site) -> None:
    leyla = await signed_in("leyla")
    number = await draft(site, leyla)
    stored = (await attached(site, leyla, number, SICK, name="xəstə.pdf")).stored
    await Worker(site).once()
    assert ((await known(stored)).scan, (await known(stored)).finding) == ("infected", FOUND)
    with pytest.raises(NotAllowed, match=FOUND):
        await file_for(site, leyla, number, stored.id)
    kept = await answer(site, leyla, number, {**answered(site), "plan": str(stored.id)}, 2)
    assert kept.errors["plan"].values == {"name": "xəstə.pdf", "finding": FOUND}
    with pytest.raises(WrongAnswers) as wrong:
        await move(site, leyla, number, "send", version=3, token=token())
    assert list(wrong.value.errors) == ["plan"]
    entry = (await history(await case_for(site, leyla, number)))[-1]
    assert (entry.kind, entry.facts["finding"], entry.personal) == ("infected", FOUND, {"name": "xəstə.pdf"})
    await attached(site, leyla, number, pdf())
    await move(site, leyla, number, "send", version=4, token=token())


async def test_of_a_file_that_was_sent_the_party_is_told_and_of_a_draft_nobody(site: Site) -> None:
    leyla = await signed_in("leyla")
    number, other = await draft(site, leyla), await draft(site, leyla)
    for one in (number, other):
        await attached(site, leyla, one, SICK, name="xəstə.pdf")
    await answer(site, leyla, number, answered(site), 2)
    await move(site, leyla, number, "send", version=3, token=token())
    for _round in range(6):
        await Worker(site).once()
    assert {one["state"] for one in await effects_of("infected")} == {"done"}
    told = [one for one in await inbox([leyla.party]) if FOUND in one.text]
    assert len(told) == 1
    assert number in told[0].text and "xəstə.pdf" in told[0].text and told[0].link == f"/cases/{number}"
    sources = [await mailbox.letter(one.message_id) for one in await mailbox.letters()]
    bodies = [message_from_bytes(one.source, policy=policy.default).get_body(("plain",)) for one in sources if one]
    texts = [" ".join(body.get_content().split()) for body in bodies if body]
    assert sum(FOUND in text and number in text for text in texts) == 1


async def test_officers_get_what_is_clean_and_nothing_before(site: Site) -> None:
    leyla = await signed_in("leyla")
    number = await draft(site, leyla)
    clean = (await attached(site, leyla, number, pdf())).stored
    await answer(site, leyla, number, answered(site), 2)
    await move(site, leyla, number, "send", version=3, token=token())
    officer = await signed_in("nigar")
    with pytest.raises(NotAllowed, match="waits"):
        await file_for(site, officer, number, clean.id)
    assert (await file_for(site, leyla, number, clean.id))[1].id == clean.id, "it is her own"
    await Worker(site).once()
    looks = [entry.kind for entry in await history((await file_for(site, officer, number, clean.id))[0])]
    assert looks.count("looked") == 2, "also the one that was refused"


async def test_a_scanner_that_is_down_makes_files_wait_for_days(site: Site, clamd: tuple[Path, servers.Server]) -> None:
    leyla = await signed_in("leyla")
    number = await draft(site, leyla)
    assert await health.scanner(site) == "up"
    async with down(clamd[1]):
        assert await health.scanner(site) == "down"
        files = [(await attached(site, leyla, number, content)).stored for content in (pdf(), SICK)]
        for pause in [dt.timedelta(minutes=1), dt.timedelta(hours=3), *[dt.timedelta(days=1)] * 3]:
            assert await Worker(site).once() == 2, pause
            clock.advance(pause)
        assert {(await known(one)).scan for one in files} == {"waiting"}
        assert (await effects.counts()) == {"pending": 2}
    await Worker(site).once()
    assert [(await known(one)).scan for one in files] == ["clean", "infected"]
    assert await health.scanner(site) == "up"


@asynccontextmanager
async def down(server: servers.Server) -> AsyncIterator[None]:
    server.stop()
    try:
        yield
    finally:
        await asyncio.to_thread(server.start_again)


async def test_files_that_came_while_it_was_off_are_scanned_later(settings: Settings) -> None:
    async with open_site(settings.model_copy(update={"scanner": "off"})) as site:
        leyla = await signed_in("leyla")
        stored = (await attached(site, leyla, await draft(site, leyla), SICK)).stored
        assert (await known(stored)).scan == "not scanned" and await scan_those_that_came_before(site) == 0
    async with open_site(settings) as site:
        assert [await scan_those_that_came_before(site) for _time in range(2)] == [1, 0]
        assert (await known(stored)).scan == "waiting"
        await Worker(site).once()
        assert (await known(stored)).scan == "infected"


async def test_files_that_wait_when_it_is_switched_off_say_that_they_are_not_scanned(settings: Settings) -> None:
    async with open_site(settings) as site:
        leyla = await signed_in("leyla")
        stored = (await attached(site, leyla, await draft(site, leyla), pdf())).stored
    async with open_site(settings.model_copy(update={"scanner": "off"})) as site:
        await Worker(site).once()
        assert (await known(stored)).scan == "not scanned"


async def test_a_file_that_was_removed_meanwhile_is_not_asked_about(site: Site) -> None:
    leyla = await signed_in("leyla")
    number = await draft(site, leyla)
    stored = (await attached(site, leyla, number, pdf())).stored
    await detach(site, leyla, number, stored.id)
    assert await Worker(site).once() == 2
    assert {one["state"] for one in await effects_of("scan")} == {"done"}


Answers = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
STRANGE = {
    "hangs up": b"",
    "says half of it": b"stream: OK",
    "says something else": b"stream: Can't allocate memory ERROR\0",
    "says nothing": b"\0",
    "says it is fine, in other words": b"OK\0",
    "says more than a line": b"stream: OK\nstream: Eicar FOUND\0",
    "never stops": b"x" * 100_000,
}


@pytest.mark.parametrize("what", STRANGE)
async def test_an_answer_that_is_no_verdict_is_none(what: str) -> None:
    async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(STRANGE[what])
        writer.close()

    server = await asyncio.start_server(answering, "127.0.0.1", 0)
    async with server:
        scanner = Scanner(f"127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(ScannerDown):
            await scanner.scan(pieces(pdf()))
        assert not await scanner.alive()


async def test_silence_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    monkeypatch.setattr("xidmet.documents.scanner.ANSWERING", 0.2)
    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        scanner = Scanner(f"127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(ScannerDown):
            await scanner.scan(pieces(pdf()))


async def test_nobody_there(tmp_path: Path) -> None:
    for place in (f"{tmp_path}/no-socket", f"127.0.0.1:{servers.free_port()}"):
        with pytest.raises(ScannerDown):
            await Scanner(place).scan(pieces(pdf()))
        assert not await Scanner(place).alive()
