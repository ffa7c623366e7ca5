"""A provider that lies, with whatever keys, tokens and descriptions it likes, or that is slow or broken."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from xidmet import Refusal, clock
from xidmet.means import Proven
from xidmet.settings import Settings

from tests.plugins.sign_in_oidc.provider import means_at
from tests.plugins.trying import RudeParty, Try, judged_by, rude_party
from tests.signing import FINS, PORTAL

EC, OTHER = ECKey.generate_key("P-256", {"kid": "ec"}), ECKey.generate_key("P-256", {"kid": "ec"})
RSA, SMALL = RSAKey.generate_key(2048, {"kid": "rsa"}), RSAKey.generate_key(1024, {"kid": "small"})


class Since(NamedTuple):
    """A moment, in seconds from now."""

    seconds: int


@dataclass
class Liar:
    party: RudeParty
    one: Try
    keys: list[Any] = field(default_factory=lambda: [EC.as_dict(private=False), RSA.as_dict(private=False)])

    def claims(self, **more: Any) -> dict[str, Any]:
        now = int(clock.now().timestamp())
        said = {
            "iss": self.party.address,
            "sub": "somebody",
            "aud": "xidmet",
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": base64.urlsafe_b64encode(self.one.ceremony.nonce).rstrip(b"=").decode(),
            "acr": "urn:xidmet:demo:card",
            "fin": FINS["leyla"],
        }
        return {
            name: now + value.seconds if isinstance(value, Since) else value
            for name, value in (said | more).items()
            if value is not None
        }

    async def told(self, token: Any) -> Any:
        """What becomes of a try whose code is changed for this token."""
        self.party.says["/jwks"] = {"keys": self.keys}
        self.party.says["/token"] = {"id_token": token}
        await self.one.begin()
        return await self.one.go_on(state=self.one.ceremony.id, code="code")


def description(address: str) -> dict[str, Any]:
    return {
        "issuer": address,
        "authorization_endpoint": f"{address}/authorize",
        "token_endpoint": f"{address}/token",
        "jwks_uri": f"{address}/jwks",
    }


def minted(claims: Mapping[str, Any], key: Any = EC, **head: Any) -> str:
    said = {name: value for name, value in {"alg": "ES256", "kid": "ec", **head}.items() if value is not None}
    return jwt.encode(said, dict(claims), key, algorithms=["ES256", "RS256"])


@pytest.fixture
async def liar(tmp_path: Path) -> AsyncIterator[Liar]:
    async with rude_party() as party:
        party.says["/.well-known/openid-configuration"] = description(party.address)
        yield Liar(
            party, Try.of(means_at(party.address, seconds=1), judged_by(Settings(demo=True, data=tmp_path)), PORTAL)
        )


async def test_a_token_that_is_right_is_believed(liar: Liar) -> None:
    """Else the tests below would prove nothing. A FIN that is none, and an address nobody checked, are left out."""
    told = await liar.told(minted(liar.claims(email="a@b.az", fin="no FIN", name="x\ny", family_name=["z"])))
    assert isinstance(told, Proven) and told.says == {}


async def test_an_address_that_was_checked_counts(liar: Liar) -> None:
    told = await liar.told(minted(liar.claims(email="a@b.az", email_verified=True, aud=["xidmet"], azp="xidmet")))
    assert isinstance(told, Proven) and told.says == {"email": "a@b.az", "fin": FINS["leyla"]}


WRONG: list[dict[str, Any]] = [
    {"iss": "https://other.example"},
    {"iss": None},
    {"iss": 5},
    {"aud": "other"},
    {"aud": ["xidmet", "other"]},
    {"aud": []},
    {"aud": None},
    {"azp": "other"},
    {"nonce": "other"},
    {"nonce": None},
    {"nonce": ""},
    {"nonce": "ə"},
    {"exp": Since(-3600)},
    {"exp": None},
    {"exp": "9999999999"},
    {"exp": True},
    {"iat": Since(-3600)},
    {"iat": Since(3600)},
    {"iat": None},
    {"nbf": Since(3600)},
    {"nbf": "x"},
    {"sub": None},
    {"sub": ""},
    {"sub": 5},
    {"sub": "x" * 300},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
async def test_a_token_that_is_wrong_anywhere_proves_nothing(liar: Liar, wrong: dict[str, Any]) -> None:
    told = await liar.told(minted(liar.claims(**wrong)))
    assert isinstance(told, Refusal) and "believed" in told.why


def unsigned(liar: Liar) -> str:
    return f"{url64({'alg': 'none', 'kid': 'ec'})}.{url64(liar.claims())}."


def url64(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def by_the_public_key(liar: Liar) -> str:
    """HS256 with what everybody knows for the secret."""
    signed = f"{url64({'alg': 'HS256', 'kid': 'rsa'})}.{url64(liar.claims())}"
    return f"{signed}.{url64(hmac.digest(RSA.as_pem(private=False), signed.encode(), 'sha256'))}"


def cut(liar: Liar) -> str:
    return minted(liar.claims()).rpartition(".")[0] + "."


def changed(liar: Liar) -> str:
    head, _claims, signature = minted(liar.claims()).split(".")
    return f"{head}.{url64(liar.claims(fin='7RTQ4ZN'))}.{signature}"


FORGED: Mapping[str, Callable[[Liar], Any]] = {
    "unsigned": unsigned,
    "HS256 by the public key": by_the_public_key,
    "no signature": cut,
    "changed claims": changed,
    "another's key under the name": lambda liar: minted(liar.claims(), OTHER),
    "an unknown key": lambda liar: minted(liar.claims(), kid="nobody"),
    "no key named, of two": lambda liar: minted(liar.claims(), kid=None),
    "a name that is a list": lambda liar: minted(liar.claims()).replace("a", "b", 1),
    "a key of another kind": lambda liar: minted(liar.claims(), kid="rsa"),
    "a small key": lambda liar: minted(liar.claims(), SMALL, alg="RS256", kid="small"),
    "no token": lambda liar: "",
    "no text": lambda liar: {"token": 1},
    "dots": lambda liar: "..",
    "long": lambda liar: "x" * 100_000,
    "encrypted": lambda liar: "a.b.c.d.e",
}


@pytest.mark.parametrize("forged", FORGED)
async def test_a_forged_token_proves_nothing(liar: Liar, forged: str) -> None:
    liar.keys.append(SMALL.as_dict(private=False))
    assert isinstance(await liar.told(FORGED[forged](liar)), Refusal)


async def test_a_key_says_for_which_algorithm_it_is(liar: Liar) -> None:
    liar.keys = [RSA.as_dict(private=False) | {"alg": "PS256"}]
    assert isinstance(await liar.told(minted(liar.claims(), RSA, alg="RS256", kid="rsa")), Refusal)


async def test_an_unknown_key_is_asked_for_once(liar: Liar) -> None:
    await liar.told(minted(liar.claims()))
    liar.one = Try.of(liar.one.means, liar.one.ceremony.signatures, PORTAL)
    liar.party.asked.clear()
    assert isinstance(await liar.told(minted(liar.claims(), kid="nobody")), Refusal)
    assert liar.party.asked.count("/jwks") == 1


async def test_who_entered_long_ago_does_not_step_up(liar: Liar) -> None:
    for entered in (Since(-3600), None, "now"):
        liar.one = Try.of(liar.one.means, liar.one.ceremony.signatures, PORTAL, purpose="step-up")
        assert isinstance(await liar.told(minted(liar.claims(auth_time=entered))), Refusal)


DESCRIPTIONS: Mapping[str, Callable[[str], Any]] = {
    "of another": lambda address: description(address) | {"issuer": "https://other.example"},
    "a token endpoint in the clear": lambda address: (
        description(address) | {"token_endpoint": "http://other.example/t"}
    ),
    "a page in place of an address": lambda address: description(address) | {"authorization_endpoint": "javascript:1"},
    "without keys": lambda address: {**description(address), "jwks_uri": None},
    "empty": lambda address: {},
    "no JSON": lambda address: b"<html>",
    "huge": lambda address: b"{" + b" " * 3_000_000 + b"}",
}


@pytest.mark.parametrize("kind", DESCRIPTIONS)
async def test_a_wrong_description_leads_nowhere(liar: Liar, kind: str) -> None:
    liar.party.says["/.well-known/openid-configuration"] = DESCRIPTIONS[kind](liar.party.address)
    told = await liar.one.begin()
    assert isinstance(told, Refusal) and "does not answer" in told.why


async def test_a_slow_provider_holds_nobody_up(liar: Liar) -> None:
    liar.party.drips, began = True, time.monotonic()
    assert isinstance(await liar.one.begin(), Refusal)
    assert time.monotonic() - began < 15
