"""The outside parties of a demonstration: they sign what they were asked, after a yes, once, and for nobody strange."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from xidmet import clock
from xidmet.settings import DEMO_STAMPS
from xidmet.signatures import Anchors, Trust
from xidmet.signatures.demo_authority import SEAL_ISSUING_CRL, SEAL_ROOT_CRL
from xidmet.signatures.demo_people import people_root
from xidmet.signatures.stamp_authority import StampAuthority

from tests.signing import FINS, PARTY, PHONES, Parties, hidden, parties_on

CODE = "1409"  # of SHA-256 over "x", 2d71...4881: 0x2d >> 2 is 11, 0x81 & 0x7f is 1, and 11 * 128 + 1


@pytest.fixture
async def parties(tmp_path: Path) -> AsyncIterator[Parties]:
    async with parties_on(tmp_path) as opened:
        yield opened


def signature_holds(told: dict[str, object], content: bytes) -> bool:
    signature = told["signature"]
    assert isinstance(signature, dict)
    value = base64.b64decode(signature["value"])
    r, s = (int.from_bytes(value[at : at + 32], "big") for at in (0, 32))
    certificate = x509.load_der_x509_certificate(base64.b64decode(str(told["cert"])))
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(utils.encode_dss_signature(r, s), content, ec.ECDSA(hashes.SHA256()))
    return True


async def test_a_phone_signs_after_a_yes_and_shows_the_code(parties: Parties) -> None:
    name = (await parties.begin(content=b"x", displayText="Come in?")).json()["sessionID"]
    assert await parties.session(name) == {"state": "RUNNING"}
    shown = await parties.phone("leyla")
    assert CODE in shown and "Come in?" in shown and "Xidmət" in shown
    assert "Come in?" not in await parties.phone("rashad")
    await parties.answer("leyla")
    told = await parties.session(name)
    assert told["result"] == "OK" and signature_holds(told, b"x")
    assert told["signature"]["algorithm"] == "SHA256WithECEncryption"
    assert await parties.session(name) == told, "the same however often one asks"


async def test_a_no_stays_a_no(parties: Parties) -> None:
    name = (await parties.begin()).json()["sessionID"]
    question = hidden(await parties.phone("leyla"), "question")
    for says in ("no", "yes"):
        await parties.client.post("/phone/leyla/answer", data={"question": question, "says": says})
    assert await parties.session(name) == {"state": "COMPLETE", "result": "USER_CANCELLED"}


async def test_one_question_is_signed_once(parties: Parties) -> None:
    name = (await parties.begin()).json()["sessionID"]
    question = hidden(await parties.phone("leyla"), "question")
    answers = [parties.client.post("/phone/leyla/answer", data={"question": question, "says": "yes"}) for _ in range(5)]
    await asyncio.gather(*answers)
    first = await parties.session(name)
    await parties.client.post("/phone/leyla/answer", data={"question": question, "says": "yes"})
    assert await parties.session(name) == first


async def test_nobody_else_answers_a_phone(parties: Parties) -> None:
    """Neither another phone, nor a strange page that posts in the visitor's browser, nor a name that points here."""
    name = (await parties.begin()).json()["sessionID"]
    said = {"question": hidden(await parties.phone("leyla"), "question"), "says": "yes"}
    assert (await parties.client.post("/phone/rashad/answer", data=said)).status_code == 400
    for head in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.example"}):
        assert (await parties.client.post("/phone/leyla/answer", data=said, headers=head)).status_code == 403
    assert await parties.session(name) == {"state": "RUNNING"}


async def test_who_does_not_answer_is_told_of_by_the_operator(parties: Parties) -> None:
    name = (await parties.begin()).json()["sessionID"]
    clock.advance(dt.timedelta(minutes=2))
    assert await parties.session(name) == {"state": "COMPLETE", "result": "TIMEOUT"}
    await parties.answer("leyla")
    assert (await parties.session(name))["result"] == "TIMEOUT", "late is late"
    clock.advance(dt.timedelta(minutes=3))
    gone = await parties.client.get(f"/mid/authentication/session/{name}")
    assert gone.status_code == 404


async def test_a_phone_that_is_off_is_absent(parties: Parties) -> None:
    await parties.client.post("/phone/leyla/switch")
    name = (await parties.begin()).json()["sessionID"]
    assert await parties.session(name) == {"state": "COMPLETE", "result": "PHONE_ABSENT"}
    assert "The phone is off." in await parties.phone("leyla")


@pytest.mark.parametrize(
    "whose",
    [{"phoneNumber": "+994600000099"}, {"nationalIdentityNumber": FINS["rashad"]}, {"phoneNumber": PHONES["rashad"]}],
    ids=["no such number", "the FIN of another", "the number of another"],
)
async def test_number_and_fin_must_belong_together(parties: Parties, whose: dict[str, str]) -> None:
    name = (await parties.begin(**whose)).json()["sessionID"]
    assert await parties.session(name) == {"state": "COMPLETE", "result": "NOT_MID_CLIENT"}


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"relyingPartyUUID": PARTY[::-1]}, 401),
        ({"relyingPartyName": "Somebody"}, 401),
        ({"hash": "AAAA"}, 400),
        ({"hash": "no base64 at all!"}, 400),
        ({"hashType": "SHA1"}, 400),
        ({"hashType": "SHA512"}, 400),
        ({"phoneNumber": "060"}, 400),
        ({"displayText": "x" * 101}, 400),
    ],
)
async def test_the_operator_refuses_what_is_not_in_order(parties: Parties, more: dict[str, str], status: int) -> None:
    assert (await parties.begin(**more)).status_code == status


async def test_the_operator_survives_any_body(parties: Parties) -> None:
    for body in (b"", b"[]", b"{}", b"\xff", b"[" * 5000, b'{"hash": 1}'):
        assert (await parties.client.post("/mid/authentication", content=body)).status_code == 400
    assert (await parties.begin("nonsense")).status_code == 404
    assert (await parties.client.get("/mid/authentication/session/nothing")).status_code == 404


async def test_a_session_is_of_its_own_kind(parties: Parties) -> None:
    name = (await parties.begin("signature")).json()["sessionID"]
    assert (await parties.client.get(f"/mid/authentication/session/{name}")).status_code == 404
    await parties.answer("leyla")
    assert "cert" not in await parties.session(name, "signature"), "it is fetched beforehand"


async def test_the_certificate_for_signing_is_another_than_for_signing_in(parties: Parties) -> None:
    signs = (await parties.begin("certificate")).json()
    assert (await parties.begin("certificate", nationalIdentityNumber="1111111")).json() == {"result": "NOT_FOUND"}
    name = (await parties.begin()).json()["sessionID"]
    await parties.answer("leyla")
    assert signs["cert"] != (await parties.session(name))["cert"]


async def test_a_restart_changes_nobodys_keys(tmp_path: Path) -> None:
    async with parties_on(tmp_path) as parties:
        holders, port = parties.signing.holders, parties.settings.demo_signing_port
        first = holders.certificate(holders.people["leyla"], "sign").certificate
    again = type(holders)([one.person for one in holders.people.values()], holders.folder, f"http://127.0.0.1:{port}")
    assert again.certificate(again.people["leyla"], "sign").certificate == first
    assert {file.stat().st_mode & 0o777 for file in holders.folder.rglob("*.pem")} == {0o600}


async def test_a_lost_phone_is_told_of_and_gets_new_certificates(parties: Parties) -> None:
    holders = parties.signing.holders
    lost = holders.certificate(holders.people["leyla"], "authenticate")
    assert await _status(parties, lost) == ocsp.OCSPCertStatus.GOOD
    await parties.client.post("/phone/leyla/certificates", data={"does": "take-back"})
    assert await _status(parties, lost) == ocsp.OCSPCertStatus.REVOKED
    crl = x509.load_der_x509_crl((await parties.client.get("/ca/issuing.crl")).content)
    assert crl.get_revoked_certificate_by_serial_number(lost.certificate.serial_number)
    assert "taken back" in await parties.phone("leyla")
    await parties.client.post("/phone/leyla/certificates", data={"does": "renew"})
    assert "were taken back" not in await parties.phone("leyla")
    assert holders.certificate(holders.people["leyla"], "authenticate") != lost


async def _status(parties: Parties, issued: object) -> ocsp.OCSPCertStatus:
    """Asked in both ways of RFC 6960, by the address that stands in the certificate."""
    one = issued.certificate, issued.chain[0]  # type: ignore[attr-defined]
    request = ocsp.OCSPRequestBuilder().add_certificate(*one, hashes.SHA256()).build().public_bytes(Encoding.DER)
    told = one[0].extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    place = next(str(way.access_location.value) for way in told if way.access_method.dotted_string.endswith("48.1"))
    async with httpx.AsyncClient() as client:
        posted = await client.post(place, content=request)
        asked = await client.get(f"{place}/{base64.b64encode(request).decode().replace('+', '%2B')}")
    both = [ocsp.load_der_ocsp_response(one.content).certificate_status for one in (posted, asked)]
    assert both[0] == both[1]
    return both[0]


@pytest.mark.parametrize("signer", ["person-leyla", "seal-1400000101"])
async def test_the_tool_signs_a_file(parties: Parties, signer: str) -> None:
    made = await parties.client.post("/tool", data={"signer": signer}, files={"file": ("a.txt", b"content")})
    assert made.status_code == 200 and "signature.p7s" in made.headers["content-disposition"]
    signed = cms.ContentInfo.load(made.content)["content"]
    attributes = {one["type"].native: one["values"].native for one in signed["signer_infos"][0]["signed_attrs"]}
    assert attributes["message_digest"] == [hashlib.sha256(b"content").digest()]
    assert {"signing_certificate_v2", "signing_time", "content_type"} <= set(attributes)
    assert signed["encap_content_info"]["content"].native is None, "detached"
    assert len(signed["certificates"]) == 2, "the person's and its issuer's"


@pytest.mark.parametrize("said", [{}, {"signer": "person-nobody"}, {"signer": "seal-"}, {"signer": "x"}])
async def test_the_tool_refuses_what_is_not_there(parties: Parties, said: dict[str, str]) -> None:
    answer = await parties.client.post("/tool", data=said, files={"file": ("a.txt", b"content")})
    assert answer.status_code == 400
    assert (await parties.client.post("/tool", data={"signer": "person-leyla"})).status_code == 400


@pytest.mark.parametrize("path", ["/", "/phone/leyla", "/link", "/tool"])
@pytest.mark.parametrize("language", ["az", "ru"])
async def test_its_pages_speak_to_everybody(parties: Parties, path: str, language: str) -> None:
    shown = await parties.client.get(path, headers={"Accept-Language": f"{language}-XX, en;q=0.5"})
    assert shown.status_code == 200 and f'lang="{language}"' in shown.text
    assert "<script" not in shown.text and "default-src 'none'" in shown.headers["content-security-policy"]
    english = (await parties.client.get(path)).text
    assert english.partition("<h1>")[2].partition("</h1>")[0] not in shown.text


async def test_it_knows_nobody_else(parties: Parties) -> None:
    assert (await parties.client.get("/phone/nobody")).status_code == 404


async def test_it_stamps_the_time_and_lists_what_the_portals_authority_took_back(parties: Parties) -> None:
    trust = Trust(Anchors(timestamps=tuple(x509.load_pem_x509_certificates(people_root(parties.keys).read_bytes()))))
    authority = StampAuthority(parties.address + DEMO_STAMPS, replace(trust, revocation=False))
    token = await authority.stamp(hashlib.sha256(b"x").digest())
    assert abs(token.time - clock.now()) < dt.timedelta(minutes=1)
    refused = await parties.client.post(DEMO_STAMPS, content=b"x")
    assert refused.status_code == 200 and refused.headers["content-type"] == "application/timestamp-reply"
    for path in (SEAL_ROOT_CRL, SEAL_ISSUING_CRL):
        found = x509.load_der_x509_crl((await parties.client.get(path)).content)
        assert len(found) == 0 and found.next_update_utc and found.next_update_utc > clock.now()
