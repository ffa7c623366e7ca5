"""Signing at a remote signing service: the demonstration's real one, which holds to the standard."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import ValidationError
from structlog.testing import capture_logs
from xidmet import Refusal, clock
from xidmet.contract.signing import SignedHash
from xidmet.demo_signing import remote, remote_agreeing
from xidmet.demo_signing.remote_keys import PIN, RemoteKey
from xidmet.means import Ask, Leave, Wait

from tests.plugins.sign_remote.scene import Scene, means_at
from tests.plugins.signing_trying import SigningTry, form
from tests.signing import FINS

VOEN = "1400000101"


def filled(step: Any, **answers: str) -> Any:
    assert isinstance(step, Ask), step
    return step.form(**answers)


async def shown_who(scene: Scene, one: SigningTry, who: str = "leyla") -> Any:
    """The step after somebody showed the service who they are."""
    return await one.go_on(**await scene.agreed(await one.begin(), who=who))


@pytest.mark.parametrize(
    "more",
    [{}, {"details": True}, {"pushed": True}, {"details": True, "pushed": True}, {"authenticates": "basic"}],
    ids=str,
)
async def test_a_document_is_signed_and_the_signature_holds(scene: Scene, more: dict[str, Any]) -> None:
    one = scene.trying(**more)
    asks = await shown_who(scene, one)
    page = await scene.page(asks)
    assert "Application for a permit (application.txt, " in page, "what it is"
    assert one.paper.digest in page and noted_hash(one) in page, "which file, and what is signed over it"
    step = await one.go_on(**await scene.agreed(await one.go_on()))
    verdict = await one.verdict(step, scene.parties.settings)
    assert verdict.passed and verdict.signer.fin == FINS["leyla"]
    assert await one.go_on() == step, "looking twice signs nothing anew"
    assert not scene.parties.signing.remote.tokens, "every token was revoked or used up"
    assert "tokens" not in one.ceremony.notes


async def test_a_pdf_is_signed_within(scene: Scene) -> None:
    one = scene.trying(paper=form())
    step = await one.go_on(**await scene.agreed(await shown_who(scene, one)))
    verdict = await one.verdict(step, scene.parties.settings)
    assert verdict.passed and verdict.signer.fin == FINS["leyla"]


def noted_hash(one: SigningTry) -> str:
    """Of what is signed, as the try stands."""
    chain = [base64.b64decode(der) for der in one.ceremony.notes["credential"]["chain"]]
    when = dt.datetime.fromisoformat(one.ceremony.notes["when"])
    return hashlib.sha256(one.paper.to_be_signed(chain, "sha256", when)).hexdigest()


async def test_a_seal_is_put_where_somebody_signs_for_the_organisation(scene: Scene) -> None:
    """Whoever signs for themselves is not offered it, and nobody that of another organisation."""
    one = scene.trying("rashad", VOEN)
    asks = await shown_who(scene, one, "rashad")
    assert isinstance(asks, Ask)
    step = await one.go_on(**await scene.agreed(await one.go_on(filled(asks, certificate="1"))))
    verdict = await one.verdict(step, scene.parties.settings)
    assert verdict.passed and verdict.signer.voen == VOEN and not verdict.signer.fin
    for own in (scene.trying("rashad"), scene.trying("rashad", "1400057421")):
        own_step = await own.go_on(**await scene.agreed(await shown_who(scene, own, "rashad")))
        assert (await own.verdict(own_step, scene.parties.settings)).signer.fin == FINS["rashad"]
    without = await shown_who(scene, scene.trying("aynur", VOEN), "leyla")
    assert isinstance(without, Refusal) and "neither your own" in without.why


async def test_of_several_keys_one_is_chosen(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    holder = scene.parties.signing.holders.people["leyla"]
    both = [RemoteKey(holder), SecondKey(holder)]
    monkeypatch.setattr(remote, "keys_of", lambda _holder: both)
    monkeypatch.setattr(remote_agreeing, "keys_of", lambda _holder: both)
    one = scene.trying()
    asks = await shown_who(scene, one)
    assert isinstance(asks, Ask)
    (choice,) = asks.form.fields.values()
    labels = list(choice.options.values())  # type: ignore[attr-defined]
    assert len(labels) == 2 and all("Xidmət Demo People Issuing CA" in label for label in labels)
    for strange in ("2", "-1", "x", "", "\u0661"):
        assert isinstance(await one.go_on(filled(asks, certificate=strange)), Ask)
    step = await one.go_on(**await scene.agreed(await one.go_on(filled(asks, certificate="1"))))
    assert isinstance(step, SignedHash) and one.ceremony.notes["credential"]["id"] == both[1].id


class SecondKey(RemoteKey):
    """Another name for the same key."""

    @property
    def id(self) -> str:
        return "SECOND"


# Agreed to on the portal, or on the phone.


async def test_a_pin_is_typed_on_the_portal_and_kept_nowhere(scene: Scene) -> None:
    await scene.set("leyla", "pin")
    one = scene.trying()
    with capture_logs() as logs:
        asks = await shown_who(scene, one)
        again = await one.go_on(filled(asks, secret_0="1111"))
        assert isinstance(again, Ask) and "does not take this code" in again.mistakes["secret_0"].text
        step = await one.go_on(filled(again, secret_0=PIN))
    assert (await one.verdict(step, scene.parties.settings)).passed
    assert not any(pin in said for pin in (PIN, "1111") for said in (*one.seen, json.dumps(logs, default=str)))


async def test_three_wrong_pins_end_it_and_a_locked_key_says_so(scene: Scene) -> None:
    await scene.set("leyla", "pin")
    one = scene.trying()
    asks = await shown_who(scene, one)
    for _wrong in range(2):
        asks = await one.go_on(filled(asks, secret_0="1111"))
    told = await one.go_on(filled(asks, secret_0="1111"))
    assert isinstance(told, Refusal) and "three times" in told.why
    later = scene.trying()
    locked = await later.go_on(filled(await shown_who(scene, later), secret_0=PIN))
    assert isinstance(locked, Refusal) and "locked" in locked.why
    await scene.set("leyla", "unlock")
    third = scene.trying()
    assert isinstance(await third.go_on(filled(await shown_who(scene, third), secret_0=PIN)), SignedHash)


@pytest.mark.parametrize("says", ["yes", "no"])
async def test_a_phone_is_asked_where_the_service_does_so(scene: Scene, says: str) -> None:
    await scene.set("leyla", "phone")
    one = scene.trying()
    assert isinstance(await shown_who(scene, one), Wait)
    assert isinstance(await one.go_on(), Wait)
    assert "Application for a permit" in await scene.parties.phone("leyla")
    await scene.parties.answer("leyla", says)
    step = await one.go_on()
    if says == "yes":
        assert (await one.verdict(step, scene.parties.settings)).passed
    else:
        assert isinstance(step, Refusal) and "did not let" in step.why and await one.go_on() != step
        assert str(await one.go_on()) == str(step), "a try ends with what it ended with"


# What is refused.


@pytest.mark.parametrize("at", ["service", "credential"])
async def test_a_no_has_its_own_words(scene: Scene, at: str) -> None:
    one = scene.trying()
    step = await one.begin() if at == "service" else await shown_who(scene, one)
    told = await one.go_on(**await scene.agreed(step, "no"))
    assert isinstance(told, Refusal) and "did not let" in told.why
    assert not scene.parties.signing.remote.tokens


async def off(scene: Scene) -> None:
    await scene.set("leyla", "switch")


async def taken_back(scene: Scene) -> None:
    scene.parties.signing.holders.take_back(scene.parties.signing.holders.people["leyla"])


async def nothing(scene: Scene) -> None:
    pass


@pytest.mark.parametrize(
    ("happens", "who", "why"),
    [(off, "leyla", "switched off"), (taken_back, "leyla", "taken back"), (nothing, "rashad", "somebody else")],
)
async def test_a_key_that_can_not_sign_is_said_before_anybody_agrees(
    scene: Scene, happens: Callable[[Scene], Any], who: str, why: str
) -> None:
    await happens(scene)
    told = await shown_who(scene, scene.trying(), who)
    assert isinstance(told, Refusal) and why in told.why.lower()


NOT_OURS = [{"state": "other"}, {"state": ""}, {"code": "x y"}, {"code": ""}, {"code": "x"}]


@pytest.mark.parametrize("at", ["service", "credential"])
async def test_an_answer_that_is_not_this_trys_is_not_taken(scene: Scene, at: str) -> None:
    for change in NOT_OURS:
        one = scene.trying()
        step = await one.begin() if at == "service" else await shown_who(scene, one)
        query = await scene.agreed(step)
        assert isinstance(await one.go_on(**query | change), Refusal), change
        assert isinstance(await one.go_on(**query), Refusal), "nor is the right one after it"


async def test_a_code_of_another_try_or_of_the_first_step_is_not_taken(scene: Scene) -> None:
    thief, victim = scene.trying("rashad"), scene.trying()
    stolen = await scene.agreed(await thief.begin(), who="rashad")
    await victim.begin()
    assert isinstance(await victim.go_on(**stolen | {"state": victim.ceremony.id}), Refusal)
    one = scene.trying()
    step = await one.begin()
    first, second = await scene.agreed(step), await scene.agreed(step)  # the page was answered in two windows
    assert isinstance(await one.go_on(**first), Leave)
    assert isinstance(await one.go_on(**second), Refusal), "leave to list keys is no leave to sign"


async def test_leave_to_sign_another_hash_signs_nothing(scene: Scene) -> None:
    """The document changes between the agreement and the signature, as a page that is stale could have it."""
    one = scene.trying()
    query = await scene.agreed(await shown_who(scene, one))
    one.paper = form()
    told = await one.go_on(**query)
    assert isinstance(told, Refusal) and "did not sign this document" in told.why


async def test_what_is_agreed_to_too_late_is_not_signed(scene: Scene) -> None:
    one = scene.trying()
    query = await scene.agreed(await shown_who(scene, one))
    clock.advance(dt.timedelta(minutes=2))
    assert isinstance(await one.go_on(**query), Refusal)


async def test_no_address_holds_a_token_and_a_pushed_one_nothing_of_the_document(scene: Scene) -> None:
    one = scene.trying(pushed=True)
    for step in (await one.begin(), await shown_who(scene, one)):
        assert isinstance(step, Leave)
        assert set(parse_qs(urlsplit(step.address).query)) == {"client_id", "request_uri"}
    plain = scene.trying()
    asks = await shown_who(scene, plain)
    assert isinstance(asks, Leave)
    tokens = plain.ceremony.notes["tokens"]
    assert tokens and not any(token in asks.address for token in (*tokens, plain.ceremony.notes["verifier"]))


@pytest.mark.parametrize(
    "wrong", [{"url": "http://signing.example.az"}, {"name": "a/b"}, {"title": ""}, {"authenticates": "none"}], ids=str
)
def test_a_site_can_not_say_what_must_not_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        means_at(**{"url": "https://signing.example.az", **wrong})
