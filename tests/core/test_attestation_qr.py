"""The QR on the page is verified without a network, by the published keys alone; no other and no altered one passes."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import base45
import cbor2
import pypdfium2  # type: ignore[import-untyped]
import pytest
import segno
import zxingcpp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from xidmet import clock
from xidmet.attestations import qr
from xidmet.attestations.qr import NotOurs, UnknownKey
from xidmet.cases import Moved
from xidmet.cases.papers import pdf_of
from xidmet.language import translator
from xidmet.settings import Settings
from xidmet.signatures import demo_authority

from tests.conftest import signed_in
from tests.core.certificate import UNTIL, certificate
from tests.core.seals import decoded, listed
from tests.ui.browser import ADDRESS, portal_on

MOMENT = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
Keys = Mapping[bytes, ec.EllipticCurvePublicKey]


class Offline:
    """What an inspector has: a printed page, the list of keys fetched some time before, and the anchor."""

    def __init__(self, pdf: bytes, published: dict[str, Any], root: bytes, moved: Moved) -> None:
        self.published, self.root, self.moved = published, x509.load_pem_x509_certificate(root), moved
        self.keys: Keys = {decoded(key["kid"]): public(key) for key in listed(published["signed"], self.root)["keys"]}
        self.address = scanned(pdf)
        self.signed = qr.signed_in(self.address)


@pytest.fixture
async def offline(embedded: Settings) -> Offline:
    async with portal_on(embedded) as portal:
        moved = await certificate(portal.site, await signed_in("leyla"))
        site = portal.site
        pdf = await site.files.whole(await pdf_of(site, moved.issued or ""))
        published = (await portal.browser().get("/.well-known/xidmet-keys.json")).json()
    return Offline(pdf, published, demo_authority(embedded.data / "keys").root.read_bytes(), moved)


async def test_the_printed_qr_holds_and_tells_what_was_issued(offline: Offline) -> None:
    claims = qr.verify(offline.signed, offline.keys)
    contract: Any = offline.moved.case.answers.contract  # type: ignore[attr-defined]
    assert claims.number == offline.moved.issued and claims.issuer == ADDRESS
    assert offline.address.partition("#")[0] == f"{ADDRESS}/v/{claims.number}"
    assert claims.attestation == "labour.employment-certificates"
    assert claims.expires == clock.end_of(UNTIL)
    assert claims.carried == {
        "surname": "Əliyeva",
        "given_name": "Leyla",
        "employer": contract.employer,
        "position": contract.position,
        "valid_until": translator("az").date(UNTIL),
    }


async def test_the_list_of_keys_is_signed_by_the_seal(offline: Offline, tmp_path: Path) -> None:
    said = listed(offline.published["signed"], offline.root)
    assert said == {name: value for name, value in offline.published.items() if name != "signed"}
    assert dt.datetime.fromisoformat(said["expires"]) > clock.now() and said["issuer"] == ADDRESS
    assert all(set(key) == {"kty", "crv", "alg", "use", "kid", "x", "y"} for key in said["keys"])  # nothing private
    head, body, signature = offline.published["signed"].split(".")
    forged = encoded(json.dumps({**said, "issuer": "https://elsewhere.example"}).encode())
    with pytest.raises(InvalidSignature):
        listed(f"{head}.{forged}.{signature}", offline.root)
    stranger = x509.load_pem_x509_certificate(demo_authority(tmp_path / "elsewhere").root.read_bytes())
    with pytest.raises((InvalidSignature, ValueError)):
        listed(f"{head}.{body}.{signature}", stranger)


async def test_an_altered_qr_is_refused(offline: Offline) -> None:
    start, text = len(qr.PREFIX), offline.signed
    altered = [text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :] for at in range(0, len(text), 3)]
    altered += [text[:-3], text + "000", text[start:], text.lower(), "", "XID1:", "XID1:" + "0" * 5000, "https://x.az/"]
    altered += [text[:at] + text[at + 3 :] for at in range(start, len(text) - 3, 30)]
    raw = base45.b45decode(text[start:])
    altered += [qr.PREFIX + base45.b45encode(raw + tail).decode() for tail in (b"\0", b"\0\0", b"\0\0\0", raw)]
    assert [one for one in altered if holds(one, offline.keys)] == []


async def test_what_nothing_signs_is_refused(offline: Offline) -> None:
    tag = cbor2.loads(base45.b45decode(offline.signed[len(qr.PREFIX) :]))
    protected, _nothing, body, signature = tag.value
    assert holds(framed(protected, {}, body, signature), offline.keys)
    for more in ({1: -7}, [], "", b"", None, 0, cbor2.undefined):
        assert not holds(framed(protected, more, body, signature), offline.keys), more


def framed(*parts: Any) -> str:
    return f"{qr.PREFIX}{base45.b45encode(cbor2.dumps(cbor2.CBORTag(18, parts))).decode()}"


@pytest.mark.parametrize("protected", [[1, 2], "ab", {4: [1]}, {4: b"nobody's"}, {}, 7, None, [[[[[]]]]], {1: -7}])
@pytest.mark.parametrize("signature", [b"\0" * 64, b"", "text", 5])
def test_what_looks_like_a_qr_and_is_none_is_refused(protected: Any, signature: Any) -> None:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    for head in (protected, cbor2.dumps(protected)):
        assert not holds(framed(head, {}, b"", signature), {qr.key_id(key): key})
    assert not holds(framed(protected), {qr.key_id(key): key})


@pytest.mark.parametrize(("values", "length"), [(5, 20), (5, 300), (12, 200)])
def test_long_values_are_cut_so_that_a_camera_can_read_it(values: int, length: int) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    said = {f"value_{place}": "Əğ" * (length // 2) for place in range(values)}
    claims = qr.Claims(ADDRESS, "7K3M9QXT2VBNE", "labour.employment-certificates", MOMENT, MOMENT, said)
    address = qr.fitting_address(claims, key)
    assert int(segno.make(address, error="m").version) <= 30
    told = qr.verify(qr.signed_in(address), {qr.key_id(key.public_key()): key.public_key()}).carried
    assert set(told) == set(said)
    assert (told == said) if length == 20 else all(text.endswith(("ğ…", "Ə…")) for text in told.values())


@given(st.binary(max_size=80))
def test_any_bytes_are_refused(raw: bytes) -> None:
    assert not holds(qr.PREFIX + base45.b45encode(raw).decode(), {})
    assert not holds(framed(raw, {}, raw, raw), {})


async def test_another_sites_qr_is_refused(offline: Offline) -> None:
    theirs, claims = ec.generate_private_key(ec.SECP256R1()), qr.verify(offline.signed, offline.keys)
    forged = qr.sign(claims, theirs)
    assert qr.verify(forged, {qr.key_id(theirs.public_key()): theirs.public_key()}) == claims
    with pytest.raises(UnknownKey):
        qr.verify(forged, offline.keys)
    with pytest.raises(NotOurs):  # said to be our key, and signed with another
        qr.verify(offline.signed, dict.fromkeys(offline.keys, theirs.public_key()))


def holds(text: str, keys: Keys) -> bool:
    """Only the two refusals that are declared: an inspector's application must not fall over."""
    try:
        qr.verify(text, keys)
    except (NotOurs, UnknownKey):
        return False
    return True


def scanned(pdf: bytes) -> str:
    """The only QR on the page, as a camera sees it."""
    page = pypdfium2.PdfDocument(io.BytesIO(pdf))[0]
    (found,) = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    return str(found.text)


def public(key: Mapping[str, str]) -> ec.EllipticCurvePublicKey:
    """A key of the list (RFC 7517); its id is made from itself."""
    x, y = (int.from_bytes(decoded(key[name])) for name in ("x", "y"))
    made = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    der = made.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    digest = hashes.Hash(hashes.SHA256())
    digest.update(der)
    assert digest.finalize()[:8] == decoded(key["kid"])
    return made


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
