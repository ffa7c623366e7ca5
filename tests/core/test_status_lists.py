"""The published lists say of each attestation whether it was ended; from them alone nothing else can be told."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import itertools
import json
import zlib

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from xidmet import clock
from xidmet.attestations import qr, status
from xidmet.auth import Actor
from xidmet.cases import Site, move
from xidmet.store import issued, transaction
from xidmet.store.statuses import SIZE
from xidmet.store.tables import Issued

from tests.core.certificate import certificate, token
from tests.core.seals import decoded


async def published(site: Site) -> dict[str, object]:
    clock.advance(status.EVERY)
    assert await status.publish(site.qr_key, site.settings.address)
    return said(await status.stated(), site.qr_key.public_key())


def said(statement: str, key: ec.EllipticCurvePublicKey) -> dict[str, object]:
    """What it states, its signature checked."""
    head, body, signature = statement.split(".")
    assert json.loads(decoded(head)) == {
        "alg": "ES256",
        "typ": "xidmet-status+jwt",
        "kid": base64.urlsafe_b64encode(qr.key_id(key)).rstrip(b"=").decode(),
    }
    r, s = (int.from_bytes(half) for half in (decoded(signature)[:32], decoded(signature)[32:]))
    key.verify(encode_dss_signature(r, s), f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
    found: dict[str, object] = json.loads(decoded(body))
    return found


async def is_ended(statement: dict[str, object], index: int) -> bool:
    lists = statement["lists"]
    assert isinstance(lists, list)
    packed = await status.packed_list(lists[index // SIZE])
    assert packed is not None and hashlib.sha256(packed).digest() == decoded(lists[index // SIZE])
    bits = zlib.decompress(packed)
    assert len(bits) * 8 == SIZE
    return bool(bits[index % SIZE // 8] >> (index % 8) & 1)


async def test_what_was_ended_is_on_the_next_list(site: Site, leyla: Actor) -> None:
    first, second = await certificate(site, leyla), await certificate(site, leyla)
    key = site.qr_key.public_key()
    places = []
    for one in (first, second):
        attested = await issued.by_number(one.issued or "")
        assert attested is not None and attested.status_index is not None
        assert qr.verify(qr.signed_in(attested.qr), {qr.key_id(key): key}).status == attested.status_index
        places.append(attested.status_index)
    before = await published(site)
    assert [await is_ended(before, place) for place in places] == [False, False]
    await move(site, leyla, first.case.number, "deactivate", version=3, token=token())
    assert not await status.publish(site.qr_key, site.settings.address), "not due yet"
    after = await published(site)
    assert [await is_ended(after, place) for place in places] == [True, False]
    assert after["iss"] == site.settings.address and before["lists"] != after["lists"]
    assert await published(site) != after and (await published(site))["lists"] == after["lists"]
    # Its case is gone, and its paper is still in somebody's hands; another one is ended meanwhile.
    await Issued.delete().where(Issued.number == first.issued)
    await move(site, leyla, second.case.number, "deactivate", version=3, token=token())
    last = await published(site)
    assert [await is_ended(last, place) for place in places] == [True, True]


async def test_each_list_is_made_anew_by_itself(site: Site, leyla: Actor) -> None:
    numbers = [(await certificate(site, leyla)).case.number for _place in range(2)]
    rows = await Issued.select(Issued.id).order_by(Issued.issued_at)
    for row, place in zip(rows, (7, 2 * SIZE + 7), strict=True):
        await Issued.update({Issued.status_index: place}).where(Issued.id == row["id"])
    empty = status.hash_of(status.NONE_ENDED)
    assert (await published(site))["lists"] == [empty] * 3
    await move(site, leyla, numbers[1], "deactivate", version=3, token=token())
    said = await published(site)
    first, second, third = said["lists"]  # type: ignore[misc]
    assert first == second == empty != third and await is_ended(said, 2 * SIZE + 7)
    assert not await is_ended(said, 2 * SIZE + 6) and not await is_ended(said, 7)


async def test_of_several_workers_one_makes_the_lists(site: Site) -> None:
    clock.advance(status.EVERY)
    tries = (status.publish(site.qr_key, site.settings.address) for _worker in range(3))
    assert sorted(await asyncio.gather(*tries)) == [False, False, True]
    assert (await status.packed_list("no such list")) is None


async def test_no_two_get_one_place(site: Site) -> None:
    """Also at the same time, and where one of them is taken back."""
    drawn = list[int]()

    async def take() -> None:
        async with transaction():
            drawn.append(await status.draw())

    async def take_in_vain() -> None:
        with pytest.raises(RuntimeError):
            async with transaction():
                await status.draw()
                raise RuntimeError

    await asyncio.gather(*(take() for _one in range(20)), *(take_in_vain() for _one in range(5)))
    assert len(set(drawn)) == 20 and all(0 <= place < SIZE for place in drawn)


def test_places_are_all_used_once_and_in_no_order() -> None:
    key, other = b"k" * 32, b"o" * 32
    places = [status.place_of(serial, key) for serial in range(SIZE, 2 * SIZE)]
    assert sorted(places) == list(range(SIZE, 2 * SIZE))
    following = sum(abs(one - two) < 8 for one, two in itertools.pairwise(places))
    assert following < SIZE / 1000, "about 14 by chance"
    assert [status.place_of(serial, other) for serial in range(SIZE, SIZE + 9)] != places[:9]
    assert [place - SIZE for place in places[:9]] != [status.place_of(serial, key) for serial in range(9)]


async def test_a_code_grows_little_and_old_ones_are_read(site: Site) -> None:
    plain = qr.Claims("https://x.az", "7K3M9QXT2VBNE", "a", clock.now().replace(microsecond=0), None, {"a": "b"})
    key, keys = site.qr_key, {qr.key_id(site.qr_key.public_key()): site.qr_key.public_key()}
    listed = qr.Claims(**{**vars(plain), "status": 4_999_999})
    assert len(qr.sign(listed, key)) - len(qr.sign(plain, key)) <= 16
    assert qr.verify(qr.sign(plain, key), keys) == plain and qr.verify(qr.sign(listed, key), keys) == listed
