"""The demonstration's remote signing service holds to the standard: what was allowed is signed, once, and no more."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from xidmet import clock
from xidmet.demo_signing.remote_keys import PIN, RemoteKey, keys_of

from tests.signing import PORTAL, Parties, hidden, parties_on

BACK, VERIFIER = f"{PORTAL}/sign/remote/back", "v" * 43
SHA256, ECDSA = "2.16.840.1.101.3.4.2.1", "1.2.840.10045.4.3.2"
DIGEST, OTHER = hashlib.sha256(b"one").digest(), hashlib.sha256(b"other").digest()
SECRET = {"client_id": "xidmet", "client_secret": "demo-remote-secret"}


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def url64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class Client:
    """A strict client of the standard. token: of the service."""

    parties: Parties
    token: str = ""

    def key(self, who: str = "leyla") -> RemoteKey:
        return keys_of(self.parties.signing.holders.people[who])[0]

    def asked(self, **more: str) -> dict[str, str]:
        return {
            "response_type": "code",
            "client_id": "xidmet",
            "redirect_uri": BACK,
            "scope": "service",
            "state": "s",
            "code_challenge": url64(hashlib.sha256(VERIFIER.encode()).digest()),
            "code_challenge_method": "S256",
        } | more

    def agreement(self, **more: str) -> dict[str, str]:
        about = {"scope": "credential", "credentialID": self.key().id, "numSignatures": "1"}
        return self.asked(**about | {"hashes": url64(DIGEST), "hashAlgorithmOID": SHA256} | more)

    async def code(self, asked: dict[str, str], **said: str) -> dict[str, str]:
        """What the service sends back with somebody who says yes."""
        page = await self.parties.client.get("/csc/oauth2/authorize", params=asked)
        if page.status_code == 303:
            return dict(parse_qsl(urlsplit(page.headers["location"]).query))
        answer = {"name": hidden(page.text, "name"), "says": "yes", "person": "leyla", "pin": PIN} | said
        sent = await self.parties.client.post("/csc/oauth2/answer", data=answer)
        assert sent.status_code == 303, sent.text
        return dict(parse_qsl(urlsplit(sent.headers["location"]).query))

    async def change(self, code: str, **more: str) -> httpx.Response:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
        return await self.parties.client.post("/csc/oauth2/token", data=form | SECRET | more)

    async def leave(self, asked: dict[str, str]) -> str:
        return str((await self.change((await self.code(asked))["code"])).json()["access_token"])

    async def ask(self, method: str, token: str = "", **asked: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return await self.parties.client.post(f"/csc/v2/{method}", json=asked, headers=headers)

    async def sign(self, sad: str, **more: Any) -> httpx.Response:
        asked = {"credentialID": self.key().id, "SAD": sad, "hashes": [b64(DIGEST)], "signAlgo": ECDSA}
        return await self.ask("signatures/signHash", **asked | {"hashAlgorithmOID": SHA256} | more)


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    async with parties_on(tmp_path) as parties:
        one = Client(parties)
        one.token = await one.leave(one.asked())
        yield one


async def test_one_hash_is_signed_once_with_the_key_that_was_named(client: Client) -> None:
    info = (await client.ask("info")).json()
    assert info["specs"] == "2.0.0.0" and info["authType"] == ["oauth2code"]
    assert (await client.ask("credentials/list")).json() == {"credentialIDs": [client.key().id]}
    about = (await client.ask("credentials/info", credentialID=client.key().id, certificates="chain")).json()
    assert about["auth"] == {"mode": "oauth2code"} and about["SCAL"] == "2" and len(about["cert"]["certificates"]) == 2
    sad = await client.leave(client.agreement())
    (value,) = (await client.sign(sad)).json()["signatures"]
    key = x509.load_der_x509_certificate(base64.b64decode(about["cert"]["certificates"][0])).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(base64.b64decode(value), DIGEST, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
    again = await client.sign(sad)
    assert again.status_code == 400 and again.json()["error"] == "invalid_request", "used up"


async def test_leave_is_for_this_hash_this_key_and_in_time(client: Client) -> None:
    sad = await client.leave(client.agreement())
    wrong: list[dict[str, Any]] = [
        {"hashes": [b64(OTHER)]},
        {"hashes": [b64(DIGEST), b64(OTHER)]},
        {"hashes": [b64(DIGEST), b64(DIGEST)]},
        {"hashes": []},
        {"hashes": "x"},
        {"hashes": ["not base64"]},
        {"hashes": [b64(b"short")]},
        {"signAlgo": "1.2.840.10045.4.3.4"},
        {"signAlgo": "1.2.3"},
        {"credentialID": client.key("rashad").id},
        {"credentialID": ""},
        {"SAD": ""},
        {"SAD": "x"},
        {"SAD": client.token},
    ]
    for change in wrong:
        told = await client.sign(sad, **change)
        assert (told.status_code, told.json()["error"]) == (400, "invalid_request"), change
    clock.advance(dt.timedelta(minutes=6))
    assert (await client.sign(sad)).status_code == 400, "too late"


async def test_a_token_is_for_what_it_was_given_for(client: Client) -> None:
    sad = await client.leave(client.agreement())
    assert (await client.ask("credentials/list", token=sad)).status_code == 401
    assert (await client.ask("credentials/list", token="x")).json()["error"] == "invalid_token"
    assert (await client.parties.client.post("/csc/v2/credentials/list", json={})).status_code == 400
    ended = await client.parties.client.post("/csc/oauth2/revoke", data=SECRET | {"token": sad})
    assert (ended.status_code, ended.content) == (204, b"")
    assert (await client.sign(sad)).status_code == 400
    await client.parties.client.post("/csc/oauth2/revoke", data=SECRET | {"token": client.token})
    assert (await client.ask("credentials/list")).status_code == 401


async def test_a_code_is_changed_once_by_whoever_asked(client: Client) -> None:
    for wrong in ({"code_verifier": "w" * 43}, {"redirect_uri": f"{PORTAL}/sign/other/back"}, {"client_secret": "x"}):
        code = (await client.code(client.asked()))["code"]
        assert (await client.change(code, **wrong)).status_code in (400, 401)
    code = (await client.code(client.asked()))["code"]
    assert (await client.change(code)).status_code == 200
    assert (await client.change(code)).json() == {"error": "invalid_grant"}
    late = (await client.code(client.asked()))["code"]
    clock.advance(dt.timedelta(minutes=1))
    assert (await client.change(late)).status_code == 400


async def test_what_is_wrong_in_a_request_is_told_by_its_word(client: Client) -> None:
    for change, word in (
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"numSignatures": "2"}, "invalid_request"),
        ({"hashes": ""}, "invalid_request"),
        ({"hashes": url64(b"short")}, "invalid_request"),
        ({"hashAlgorithmOID": "1.2.3"}, "invalid_request"),
        ({"credentialID": "x"}, "invalid_request"),
        ({"authorization_details": "[{}]"}, "invalid_request"),
        ({"authorization_details": "{"}, "invalid_request"),
    ):
        assert (await client.code(client.agreement(**change))) == {"error": word, "state": "s"}, change
    for strange in ({"redirect_uri": "https://evil.example/back"}, {"redirect_uri": f"{BACK}?x=1"}, {"client_id": "x"}):
        page = await client.parties.client.get("/csc/oauth2/authorize", params=client.asked(**strange))
        assert page.status_code == 400 and "location" not in page.headers


async def test_what_was_pushed_counts_once_and_for_its_client(client: Client) -> None:
    pushed = await client.parties.client.post("/csc/oauth2/pushed_authorize", data=client.agreement() | SECRET)
    assert pushed.status_code == 201
    short = {"client_id": "xidmet", "request_uri": pushed.json()["request_uri"]}
    assert "code" in await client.code(short)
    assert (await client.parties.client.get("/csc/oauth2/authorize", params=short)).status_code == 400
    strange = await client.parties.client.post("/csc/oauth2/pushed_authorize", data=client.agreement())
    assert strange.status_code == 401


async def test_a_wrong_pin_is_asked_for_again_and_locks_in_the_end(client: Client) -> None:
    page = await client.parties.client.get("/csc/oauth2/authorize", params=client.agreement())
    for wrong in range(3):
        said = {"name": hidden(page.text, "name"), "says": "yes", "pin": "0000"}
        page = await client.parties.client.post("/csc/oauth2/answer", data=said)
        assert ("The PIN is wrong" in page.text) == (wrong < 2)
    assert page.status_code == 303 and "access_denied" in page.headers["location"]
    assert (await client.code(client.agreement()))["error"] == "invalid_request", "locked"


@pytest.mark.parametrize("language", ["az", "en", "ru"])
async def test_its_pages_show_what_is_signed(client: Client, language: str) -> None:
    for path, asked in (
        ("/csc", {}),
        ("/csc/oauth2/authorize", client.asked()),
        ("/csc/oauth2/authorize", client.agreement(description="<b>Ərizə")),
    ):
        page = await client.parties.client.get(path, params=asked, headers={"Accept-Language": language})
        assert page.status_code == 200 and f'lang="{language}"' in page.text and "<script" not in page.text
    assert "&lt;b&gt;Ərizə" in page.text and DIGEST.hex() in page.text
