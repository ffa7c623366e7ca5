"""The demonstration's identity provider keeps to the protocol: whose code, which client, once, in time, which key."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from xidmet import clock

from tests.signing import FINS, PORTAL, Parties, hidden, parties_on

BACK, VERIFIER = f"{PORTAL}/sign-in/provider/back", "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "response_type": "code",
    "client_id": "xidmet-public",
    "redirect_uri": BACK,
    "scope": "openid",
    "state": "s",
    "nonce": "n",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture
async def parties(tmp_path: Path) -> AsyncIterator[Parties]:
    async with parties_on(tmp_path) as opened:
        yield opened


async def answered(parties: Parties, says: str = "yes", **more: str) -> dict[str, str]:
    """The query with which the person is sent back."""
    page = await parties.client.get("/oidc/authorize", params=ASKED | more)
    said = {"name": hidden(page.text, "name"), "person": "leyla", "level": "urn:xidmet:demo:card", "says": says}
    sent = await parties.client.post("/oidc/answer", data=said)
    assert sent.status_code == 303 and sent.headers["location"].startswith(f"{BACK}?"), sent.text
    return dict(parse_qsl(urlsplit(sent.headers["location"]).query))


async def changed(parties: Parties, code: str, auth: Any = None, **more: str) -> httpx.Response:
    """What the token endpoint answers to a code."""
    said = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    client = {} if auth else {"client_id": "xidmet-public"}
    return await parties.client.post("/oidc/token", data=said | client | more, auth=auth)


async def claims(parties: Parties, token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set((await parties.client.get("/oidc/jwks")).json())
    return jwt.decode(token, keys, algorithms=["ES256"]).claims


async def test_a_code_becomes_a_token_once(parties: Parties) -> None:
    told = await answered(parties)
    assert (told["state"], told["iss"]) == ("s", f"{parties.address}/oidc")
    answer = await changed(parties, told["code"])
    said = await claims(parties, answer.json()["id_token"])
    assert (said["nonce"], said["aud"], said["fin"]) == ("n", "xidmet-public", FINS["leyla"])
    assert said["acr"] == "urn:xidmet:demo:card" and said["exp"] - said["iat"] == 300
    again = await changed(parties, told["code"])
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})


async def test_a_no_is_told_without_a_code(parties: Parties) -> None:
    told = await answered(parties, "no")
    assert told == {"error": "access_denied", "state": "s", "iss": f"{parties.address}/oidc"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"redirect_uri": f"{PORTAL}/sign-in/other/back"},
        {"grant_type": "password"},
    ],
    ids=["another verifier", "no verifier", "another address", "another grant"],
)
async def test_a_stolen_code_is_worth_nothing(parties: Parties, wrong: dict[str, str]) -> None:
    code = (await answered(parties))["code"]
    assert (await changed(parties, code, **wrong)).status_code == 400


async def test_a_code_is_spent_by_a_wrong_verifier(parties: Parties) -> None:
    code = (await answered(parties))["code"]
    await changed(parties, code, code_verifier="w" * 43)
    assert (await changed(parties, code)).status_code == 400


async def test_a_code_is_for_a_minute(parties: Parties) -> None:
    code = (await answered(parties))["code"]
    clock.advance(dt.timedelta(minutes=1))
    assert (await changed(parties, code)).status_code == 400


@pytest.mark.parametrize(
    ("auth", "status"),
    [
        (("xidmet", "demo-oidc-secret"), 200),
        (("xidmet", "wrong"), 401),
        (("xidmet", ""), 401),
        (("nobody", ""), 401),
        (("xidmet-public", ""), 400),
    ],
    ids=["right", "wrong secret", "no secret", "nobody", "the code of another client"],
)
async def test_a_client_shows_its_secret(parties: Parties, auth: tuple[str, str], status: int) -> None:
    code = (await answered(parties, client_id="xidmet"))["code"]
    assert (await changed(parties, code, auth)).status_code == status


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "nobody"},
        {"redirect_uri": "https://evil.example/sign-in/provider/back"},
        {"redirect_uri": f"{PORTAL}.evil.example/sign-in/provider/back"},
        {"redirect_uri": f"{PORTAL}/elsewhere"},
        {"redirect_uri": f"{BACK}?next=//evil.example"},
        {"redirect_uri": ""},
    ],
)
async def test_nobody_is_sent_to_a_strange_address(parties: Parties, wrong: dict[str, str]) -> None:
    answer = await parties.client.get("/oidc/authorize", params=ASKED | wrong)
    assert answer.status_code == 400 and "location" not in answer.headers


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
    ],
)
async def test_what_is_asked_wrongly_is_told_to_the_portal(parties: Parties, wrong: dict[str, str], error: str) -> None:
    answer = await parties.client.get("/oidc/authorize", params=ASKED | wrong)
    assert answer.status_code == 303 and f"error={error}" in answer.headers["location"]


async def test_a_page_is_answered_once_and_only_from_here(parties: Parties) -> None:
    page = await parties.client.get("/oidc/authorize", params=ASKED)
    said = {"name": hidden(page.text, "name"), "person": "leyla", "says": "yes"}
    strange = await parties.client.post("/oidc/answer", data=said, headers={"Origin": "http://evil.example"})
    assert strange.status_code == 403
    assert (await parties.client.post("/oidc/answer", data=said)).status_code == 303
    assert (await parties.client.post("/oidc/answer", data=said)).status_code == 400


async def test_a_code_is_no_page(parties: Parties) -> None:
    """What the browser brings back can't be answered once more, for another person."""
    code = (await answered(parties))["code"]
    said = {"name": code, "person": "rashad", "says": "yes"}
    assert (await parties.client.post("/oidc/answer", data=said)).status_code == 400


async def test_keys_change_and_the_one_before_is_kept_a_while(parties: Parties) -> None:
    old = (await changed(parties, (await answered(parties))["code"])).json()["id_token"]
    await parties.client.post("/oidc/rotate")
    new = (await changed(parties, (await answered(parties))["code"])).json()["id_token"]
    assert (await claims(parties, old))["fin"] == (await claims(parties, new))["fin"]
    clock.advance(dt.timedelta(minutes=11))
    assert len((await parties.client.get("/oidc/jwks")).json()["keys"]) == 1
    with pytest.raises(JoseError, match="key"):
        await claims(parties, old)
    clock.advance(dt.timedelta(days=1))
    await parties.client.get("/oidc/jwks")
    assert len((await parties.client.get("/oidc/jwks")).json()["keys"]) == 2, "a new one each day, by itself"


async def test_no_private_key_is_published(parties: Parties) -> None:
    for key in (await parties.client.get("/oidc/jwks")).json()["keys"]:
        assert "d" not in key and key["alg"] == "ES256" and key["use"] == "sig"
