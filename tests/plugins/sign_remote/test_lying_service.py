"""A signing service that lies, or is slow or broken: nothing is believed, nothing raises, nothing secret is told."""

from __future__ import annotations

import base64
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as some
from structlog.testing import capture_logs
from xidmet import Refusal
from xidmet.contract.signing import SignedFile, SignedHash
from xidmet.means import Ask, Leave, Wait
from xidmet.signatures.demo_people import Issued, person_certificate

from tests.plugins.sign_remote.scene import means_at
from tests.plugins.signing_trying import SigningTry
from tests.plugins.trying import RudeParty, judged_by, rude_party
from tests.signing import FINS, PORTAL, Parties, parties_on

SECRETS = ("service-token", "refresh-token", "credential-token", "sad-of-it", "demo-remote-secret", "1470")


class Liar:
    """It has Leyla's real key, and answers by a table that each test changes."""

    def __init__(self, parties: Parties, party: RudeParty) -> None:
        self.parties, self.party = parties, party
        holders = parties.signing.holders
        self.issued = holders.certificate(holders.people["leyla"], "sign")
        self.one = self.trying()
        self.says = party.says
        self.says |= {
            "/info": {
                "specs": "2.0.0.0",
                "authType": ["oauth2code"],
                "oauth2": party.address,
                "methods": ["credentials/list", "credentials/info", "signatures/signHash"],
            },
            "/oauth2/token": self.token,
            "/credentials/list": {"credentialIDs": ["one"]},
            "/credentials/info": self.about(self.issued),
            "/credentials/authorize": {"SAD": "sad-of-it"},
            "/signatures/signHash": self.signed,
        }

    def trying(self, **more: Any) -> SigningTry:
        means = means_at(self.party.address, **more)
        return SigningTry.of(means, judged_by(self.parties.settings), PORTAL, fin=FINS["leyla"])

    def token(self, body: bytes) -> Any:
        first = "code=first" in body.decode()
        named = "service-token" if first else "credential-token"
        return {"access_token": named, "token_type": "Bearer"} | ({"refresh_token": "refresh-token"} if first else {})

    def about(self, issued: Issued, *, secrets: Any = None, **more: Any) -> dict[str, Any]:
        chain = [
            base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in (issued.certificate, *issued.chain)
        ]
        mode = {"mode": "oauth2code"} if secrets is None else {"mode": "explicit", "objects": secrets}
        return {
            "key": {"status": "enabled", "algo": ["1.2.840.10045.4.3.2"], "len": 256},
            "cert": {"status": "valid", "certificates": chain},
            "auth": mode,
            "multisign": 1,
        } | more

    def signed(self, body: bytes) -> Any:
        """r and s side by side, as some do."""
        digest = base64.b64decode(json.loads(body)["hashes"][0])
        r, s = utils.decode_dss_signature(self.issued.key.sign(digest, ec.ECDSA(utils.Prehashed(SHA256()))))
        return {"signatures": [base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()]}

    async def until_signed(self) -> Any:
        """What comes of it when the person agrees to everything."""
        step = await self.one.begin()
        for code in ("first", "second"):
            if not isinstance(step, Leave):
                return step
            assert urlsplit(step.address).netloc == urlsplit(self.party.address).netloc
            step = await self.one.go_on(state=self.one.ceremony.id, code=code)
        return step


@pytest.fixture
async def liar(tmp_path: Path) -> AsyncIterator[Liar]:
    async with parties_on(tmp_path) as parties, rude_party() as party:
        yield Liar(parties, party)


async def test_one_that_tells_the_truth_is_believed_and_no_secret_is_told(liar: Liar) -> None:
    """Else the tests below would prove nothing."""
    liar.says["/oauth2/revoke"] = b""
    with capture_logs() as logs:
        step = await liar.until_signed()
    assert (await liar.one.verdict(step, liar.parties.settings)).passed
    assert liar.party.asked.count("/oauth2/revoke") == 3, "of each token, though the end of none is confirmed"
    assert not any(secret in json.dumps(logs, default=str) for secret in SECRETS)
    assert not any(secret in liar.one.seen[-1] for secret in SECRETS)


async def test_an_authorization_server_may_describe_itself(liar: Liar) -> None:
    place = liar.party.address
    del liar.says["/info"]["oauth2"]
    liar.says["/info"]["oauth2Issuer"] = f"{place}/as"
    described = {
        "issuer": f"{place}/as",
        "authorization_endpoint": f"{place}/go",
        "token_endpoint": f"{place}/oauth2/token",
    }
    liar.says["/.well-known/oauth-authorization-server/as"] = described | {"revocation_endpoint": f"{place}/end"}
    leaves = await liar.one.begin()
    assert isinstance(leaves, Leave) and urlsplit(leaves.address).path == "/go"
    told = await liar.one.go_on(state=liar.one.ceremony.id, code="first", iss="https://other.example")
    assert isinstance(told, Refusal) and "believed" in told.why, "whose code came from elsewhere"
    again = SigningTry.of(liar.one.means, liar.one.ceremony.signatures, PORTAL, fin=FINS["leyla"])
    await again.begin()
    assert isinstance(await again.go_on(state=again.ceremony.id, code="first", iss=f"{place}/as"), Leave)


async def test_codes_that_are_sent_are_asked_for_together(liar: Liar) -> None:
    """A PIN, and a one-time code that comes by another way first; what is wrong stands beside its field."""
    liar.says["/credentials/info"] = liar.about(
        liar.issued,
        secrets=[{"type": "Password", "id": "PIN"}, {"type": "ChallengeResponse", "id": "OTP", "label": "SMS"}],
    )
    liar.says["/credentials/getChallenge"] = {"challenge": "The code of the SMS 7"}
    asked: list[Any] = []
    liar.says["/credentials/authorize"] = lambda body: asked.append(json.loads(body)) or {"SAD": "sad-of-it"}
    asks = await liar.until_signed()
    assert isinstance(asks, Ask)
    assert [(field.format, field.hint) for field in asks.form.fields.values()] == [  # type: ignore[attr-defined]
        ("password", ""),
        ("plain", "The code of the SMS 7"),
    ]
    step = await liar.one.go_on(asks.form(secret_0="1470", secret_1="99"))
    assert (await liar.one.verdict(step, liar.parties.settings)).passed
    assert asked[0]["authData"] == [{"id": "PIN", "value": "1470"}, {"id": "OTP", "value": "99"}]
    assert (asked[0]["numSignatures"], len(asked[0]["hashes"])) == (1, 1)


# Each of these changes one answer; what comes of it is a refusal.

INFO: list[dict[str, Any]] = [
    {"specs": "1.0.4.0"},
    {"specs": None},
    {"authType": ["basic"]},
    {"authType": "oauth2code"},
    {"methods": ["credentials/list"]},
    {"methods": [["x"]]},
    {"oauth2": "http://evil.example"},
    {"oauth2": "javascript:alert(1)"},
    {"oauth2": 5},
]
TOKENS: list[Any] = [
    {},
    {"access_token": "a b", "token_type": "Bearer"},
    {"access_token": "x\r\nHost: evil", "token_type": "Bearer"},
    {"access_token": "x" * 5000, "token_type": "Bearer"},
    {"access_token": "x", "token_type": "mac"},
    {"access_token": 7},
    b"<html>",
    [],
]
LISTS: list[Any] = [
    {},
    {"credentialIDs": []},
    {"credentialIDs": "one"},
    {"credentialIDs": [None]},
    {"credentialIDs": ["x" * 300]},
    {"credentialIDs": ["a\nb"]},
]
ABOUT: list[dict[str, Any]] = [
    {"key": {}},
    {"key": "enabled"},
    {"key": {"status": "disabled", "algo": ["1.2.840.10045.4.3.2"]}},
    {"key": {"status": "enabled", "algo": ["1.2.840.113549.1.1.10"]}},
    {"key": {"status": "enabled", "algo": [{}]}},
    {"cert": {}},
    {"cert": {"certificates": []}},
    {"cert": {"certificates": ["not base64"]}},
    {"cert": {"certificates": ["AAAA"]}},
    {"cert": {"certificates": ["A" * 30_000]}},
    {"cert": {"certificates": 5}},
    {"auth": {}},
    {"auth": {"mode": "magic"}},
    {"auth": {"mode": "explicit", "objects": [{}]}},
    {"auth": {"mode": "explicit", "objects": [{"id": "x"}] * 9}},
]
SIGNED: list[Any] = [
    {},
    {"signatures": []},
    {"signatures": "AA=="},
    {"signatures": ["AA==", "AA=="]},
    {"signatures": [5]},
    {"signatures": [""]},
    {"signatures": ["not base64"]},
    {"signatures": ["A" * 5000]},
    {"responseID": "later"},
    {"error": "invalid_request"},
]
TABLE: dict[str, tuple[list[Any], Callable[[Liar, Any], Any]]] = {
    "/info": (INFO, lambda liar, change: liar.says["/info"] | change),
    "/oauth2/token": (TOKENS, lambda liar, said: said),
    "/credentials/list": (LISTS, lambda liar, said: said),
    "/credentials/info": (ABOUT, lambda liar, change: liar.about(liar.issued) | change),
    "/signatures/signHash": (SIGNED, lambda liar, said: said),
}


@pytest.mark.parametrize("path", TABLE)
async def test_a_broken_answer_is_said_and_raises_nothing(liar: Liar, path: str) -> None:
    answers, said = TABLE[path]
    for answer in answers:
        one = Liar(liar.parties, liar.party)
        one.says[path] = said(one, answer)
        with capture_logs() as logs:
            told = await one.until_signed()
        assert isinstance(told, Refusal), answer
        assert str(await one.one.go_on()) == str(told), "a try ends with what it ended with"
        assert set(one.one.ceremony.notes) == {"refused"}
        assert not any(secret in json.dumps(logs, default=str) for secret in SECRETS)


def others(liar: Liar, folder: Path) -> Issued:
    holders = liar.parties.signing.holders
    return holders.certificate(holders.people["rashad"], "sign")


def for_signing_in(liar: Liar, folder: Path) -> Issued:
    holders = liar.parties.signing.holders
    return holders.certificate(holders.people["leyla"], "authenticate")


def seal(liar: Liar, folder: Path) -> Issued:
    return liar.parties.signing.holders.seal("1400000101")


def strange(liar: Liar, folder: Path) -> Issued:
    who = {"fin": FINS["leyla"], "surname": "Əliyeva", "given_name": "Leyla"}
    return person_certificate(folder / "strange", address=liar.parties.address, **who)


@pytest.mark.parametrize("whose", [others, for_signing_in, seal, strange])
async def test_a_certificate_that_is_not_theirs_for_signing_is_not_used(
    liar: Liar, tmp_path: Path, whose: Callable[[Liar, Path], Issued]
) -> None:
    liar.says["/credentials/info"] = liar.about(whose(liar, tmp_path))
    told = await liar.until_signed()
    assert isinstance(told, Refusal) and "/signatures/signHash" not in liar.party.asked


async def test_a_signature_over_something_else_is_handed_on_and_found_wanting(liar: Liar) -> None:
    """The portal alone judges: what the means hands over is not good because the means says so."""
    liar.says["/signatures/signHash"] = lambda _body: liar.signed(
        json.dumps({"hashes": [base64.b64encode(b"x" * 32).decode()]}).encode()
    )
    step = await liar.until_signed()
    assert not (await liar.one.verdict(step, liar.parties.settings)).passed


ERRORS: list[Any] = [
    {"error": "invalid_request", "error_description": "Credential locked"},
    {"error": "<b>x"},
    {"error": ["x"]},
    b"",
    b"{}",
]


async def test_an_error_of_any_kind_ends_in_a_sentence(liar: Liar) -> None:
    for status, said in itertools.product([302, 400, 401, 403, 429, 500, 503], ERRORS):
        one = Liar(liar.parties, liar.party).one
        liar.party.status = 200
        assert isinstance(await one.begin(), Leave)
        liar.party.status, liar.says["/oauth2/token"] = status, said
        told = await one.go_on(state=one.ceremony.id, code="first")
        assert isinstance(told, Refusal) and "<b>" not in str(told)
        assert ("locked" in told.why) == (status in (400, 401, 403) and said is ERRORS[0])


async def test_a_slow_service_holds_nobody_up(liar: Liar) -> None:
    liar.party.drips, began = True, time.monotonic()
    assert isinstance(await liar.trying(seconds=1).begin(), Refusal)
    assert time.monotonic() - began < 15


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=20),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(
            some.sampled_from(
                [
                    "key",
                    "cert",
                    "auth",
                    "mode",
                    "objects",
                    "id",
                    "status",
                    "algo",
                    "certificates",
                    "SAD",
                    "handle",
                    "signatures",
                    "access_token",
                    "error",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@examples(
    path=some.sampled_from(
        [
            "/info",
            "/oauth2/token",
            "/credentials/list",
            "/credentials/info",
            "/credentials/authorize",
            "/signatures/signHash",
        ]
    ),
    said=JSON,
)
async def test_no_answer_raises(liar: Liar, path: str, said: Any) -> None:
    fresh = Liar(liar.parties, liar.party)
    if path == "/credentials/authorize":
        fresh.says["/credentials/info"] = fresh.about(fresh.issued, secrets=[])
    fresh.says[path] = said
    told = await fresh.until_signed()
    assert isinstance(told, Refusal | Ask | Wait | Leave | SignedHash) and not isinstance(told, SignedFile)


async def test_what_is_asked_for_is_one_signature_over_one_hash(liar: Liar) -> None:
    await liar.one.begin()
    asks = await liar.one.go_on(state=liar.one.ceremony.id, code="first")
    assert isinstance(asks, Leave)
    asked = {name: value for name, (value,) in parse_qs(urlsplit(asks.address).query).items()}
    assert asked["scope"] == "credential" and asked["numSignatures"] == "1" and asked["credentialID"] == "one"
    assert len(base64.urlsafe_b64decode(asked["hashes"] + "=")) == 32 and "," not in asked["hashes"]
    assert asked["state"] == liar.one.ceremony.id and asked["code_challenge_method"] == "S256"
    assert dict(parse_qsl(urlsplit(asks.address).query))["redirect_uri"] == liar.one.ceremony.back
