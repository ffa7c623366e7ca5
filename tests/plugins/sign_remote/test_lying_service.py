"""A signing service that lies, or is slow or broken: nothing is believed, nothing raises, nothing secret is told."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from structlog.testing import capture_logs
from xidmet import Refusal
from xidmet.means import Ask, Leave
from xidmet.signatures.demo_people import Issued, person_certificate

from tests.plugins.sign_remote.liar import SECRETS, Liar
from tests.plugins.signing_trying import SigningTry
from tests.signing import FINS, PORTAL


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


async def test_a_slow_service_holds_nobody_up(liar: Liar) -> None:
    liar.party.drips, began = True, time.monotonic()
    assert isinstance(await liar.trying(seconds=1).begin(), Refusal)
    assert time.monotonic() - began < 60


async def test_what_is_asked_for_is_one_signature_over_one_hash(liar: Liar) -> None:
    await liar.one.begin()
    asks = await liar.one.go_on(state=liar.one.ceremony.id, code="first")
    assert isinstance(asks, Leave)
    asked = {name: value for name, (value,) in parse_qs(urlsplit(asks.address).query).items()}
    assert asked["scope"] == "credential" and asked["numSignatures"] == "1" and asked["credentialID"] == "one"
    assert len(base64.urlsafe_b64decode(asked["hashes"] + "=")) == 32 and "," not in asked["hashes"]
    assert asked["state"] == liar.one.ceremony.id and asked["code_challenge_method"] == "S256"
    assert dict(parse_qsl(urlsplit(asks.address).query))["redirect_uri"] == liar.one.ceremony.back
