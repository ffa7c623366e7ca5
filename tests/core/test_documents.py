"""What is kept comes back the same; on disk nobody can read it, and whatever was done to it there is refused."""

from __future__ import annotations

import base64
import hashlib
import os
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import settings as how
from hypothesis import strategies as st
from xidmet.cases import Site
from xidmet.cases.site import open_site
from xidmet.documents import Files, Stored
from xidmet.documents.sealed import CHUNK, HEAD, TAG, Damaged, seal, unseal
from xidmet.settings import Settings
from xidmet.store import documents

WHOLE = CHUNK + TAG  # of a chunk as it lies on disk
KEY, KEY_ID, PLACE = b"k" * 32, b"identity", "ab/abcd"
SIZES = [0, 1, TAG, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1]
SAID = "Əliyeva Leyla, FİN 5VBK5VR. ".encode()


@pytest.fixture
async def site(embedded: Settings) -> AsyncIterator[Site]:
    async with open_site(embedded) as opened:
        yield opened


@pytest.mark.parametrize("size", SIZES)
async def test_a_kept_file_comes_back_the_same(site: Site, size: int) -> None:
    content = random.Random(size).randbytes(size)
    stored = await kept(site, content)
    known = await documents.document(stored.id)
    assert known == stored and await site.files.whole(stored) == content
    assert (stored.size, stored.sha256) == (size, hashlib.sha256(content).hexdigest())


@given(size=st.sampled_from(SIZES) | st.integers(0, 2 * CHUNK), pieces=st.lists(st.integers(1, CHUNK), max_size=4))
@example(size=2 * CHUNK, pieces=[CHUNK, CHUNK])
@example(size=CHUNK + 1, pieces=[1])
@how(max_examples=40, deadline=None)
async def test_any_size_in_any_pieces_comes_back_the_same(size: int, pieces: list[int]) -> None:
    content = random.Random(size).randbytes(size)
    sealed = await joined(seal(cut(content, pieces), KEY, KEY_ID, PLACE))
    assert len(sealed) == HEAD + size + TAG * max(1, -(-size // CHUNK))
    assert await joined(unseal(cut(sealed, pieces[::-1]), {KEY_ID: KEY}, PLACE)) == content


async def test_nothing_on_disk_can_be_read(site: Site) -> None:
    stored = await kept(site, SAID * 20_000)
    lies = on_disk(site, stored).read_bytes()
    assert len(lies) > stored.size and stored.name.encode() not in lies
    assert not any(part in lies for part in (SAID, b"5VBK5VR", "Əliyeva".encode()))
    again = await kept(site, SAID * 20_000)
    assert lies[HEAD : HEAD + 64] != on_disk(site, again).read_bytes()[HEAD : HEAD + 64]


@pytest.mark.parametrize(
    "place",
    [*(0, 4, 12, 24, HEAD - 7, HEAD - 1), *(HEAD, HEAD + CHUNK, HEAD + WHOLE - 1, HEAD + WHOLE), -TAG - 1, -1],
)
async def test_a_changed_byte_is_refused(site: Site, place: int) -> None:
    stored = await kept(site, SAID * 20_000)
    await spoilt(site, stored, lambda lies: changed(lies, place))


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "nothing left": lambda lies: b"",
    "cut in the first nonce": lambda lies: lies[:15],
    "cut in the head": lambda lies: lies[: HEAD - 1],
    "cut behind the head": lambda lies: lies[:HEAD],
    "cut in a chunk": lambda lies: lies[:-1],
    "cut at a chunk's edge": lambda lies: lies[: HEAD + WHOLE],
    "a chunk left out": lambda lies: lies[:HEAD] + lies[HEAD + WHOLE :],
    "a chunk twice": lambda lies: lies[: HEAD + WHOLE] + lies[HEAD:],
    "chunks exchanged": lambda lies: (
        lies[:HEAD] + lies[HEAD + WHOLE : HEAD + 2 * WHOLE] + lies[HEAD : HEAD + WHOLE] + lies[HEAD + 2 * WHOLE :]
    ),
    "something behind it": lambda lies: lies + b"\0",
    "a plain file": lambda lies: SAID * 20_000,
}


@pytest.mark.parametrize("damage", DAMAGE)
async def test_a_damaged_file_is_refused(site: Site, damage: str) -> None:
    stored = await kept(site, SAID * 20_000)
    assert stored.size > 2 * CHUNK
    await spoilt(site, stored, DAMAGE[damage])


async def test_another_documents_file_is_refused(site: Site) -> None:
    mine, theirs = await kept(site, b"mine"), await kept(site, b"hers")
    other = on_disk(site, theirs).read_bytes()
    await spoilt(site, mine, lambda lies: other)
    assert await site.files.whole(theirs) == b"hers"


async def test_a_file_under_another_key_is_refused(site: Site, embedded: Settings) -> None:
    stored = await kept(site, SAID)
    other = base64.b64encode(b"o" * 32).decode()
    with pytest.raises(Damaged):
        await Files(Settings(**{**embedded.model_dump(), "file_key": other})).whole(stored)


@pytest.mark.parametrize("size", [1, CHUNK, 2 * CHUNK + 1])
@pytest.mark.parametrize("said", [{"sha256": hashlib.sha256(b"another").hexdigest()}, {"size": 0}, {"size": 10**7}])
async def test_content_that_is_not_what_was_hashed_is_refused(site: Site, size: int, said: dict[str, object]) -> None:
    """The row and the bytes are of one document, so a row that was exchanged is found out, before all is given."""
    stored, got = await kept(site, random.Random(size).randbytes(size)), 0
    with pytest.raises(Damaged):
        async for piece in site.files.stream(Stored(**{**vars(stored), **said})):
            got += len(piece)
    assert got < size or said == {"size": 10**7}


async def test_a_file_and_its_folders_are_forced_to_the_disk(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new folder is lost in a power cut as a new file is, unless the folder it stands in is forced too."""
    forced: list[Path] = []
    fsync = os.fsync

    def noted(handle: int) -> None:
        forced.append(Path(f"/proc/self/fd/{handle}").readlink())
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noted)
    lies = on_disk(site, await kept(site, SAID)).resolve()
    assert forced == [lies, lies.parent, lies.parent.parent]


async def test_nothing_of_a_damaged_chunk_is_handed_out(site: Site) -> None:
    stored = await kept(site, SAID * 20_000)
    path = on_disk(site, stored)
    path.write_bytes(changed(path.read_bytes(), HEAD + WHOLE + 5))
    got = b""
    with pytest.raises(Damaged):
        async for piece in site.files.stream(stored):
            got += piece
    assert got == (SAID * 20_000)[:CHUNK]


async def test_the_key_is_for_its_owner_alone(site: Site) -> None:
    key = site.settings.data / "keys" / "files.key"
    assert key.stat().st_mode & 0o077 == 0 and len(key.read_bytes()) == 32


async def kept(site: Site, content: bytes) -> Stored:
    return await site.files.put(cut(content, []), "passport.pdf", "application/pdf", party="p:5VBK5VR", case=None)


async def spoilt(site: Site, stored: Stored, damage: Callable[[bytes], bytes]) -> None:
    path = on_disk(site, stored)
    lies = path.read_bytes()
    path.write_bytes(damage(lies))
    assert path.read_bytes() != lies
    with pytest.raises(Damaged):
        await site.files.whole(stored)


def on_disk(site: Site, stored: Stored) -> Path:
    return site.settings.data / "files" / stored.place


def changed(lies: bytes, place: int) -> bytes:
    some = bytearray(lies)
    some[place] ^= 1
    return bytes(some)


async def cut(content: bytes, pieces: list[int]) -> AsyncIterator[bytes]:
    """In pieces of these lengths, then the rest."""
    for length in pieces:
        yield content[:length]
        content = content[length:]
    yield content


async def joined(stream: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in stream])
