"""Signing a document with a mobile signature, at the demonstration's operator, and at one that lies."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from sign_in_mobile import Options, signing_means
from sign_in_mobile.form import Phone
from xidmet import Refusal
from xidmet.contract.means import Signatures
from xidmet.means import Ask, Wait
from xidmet.signatures.demo_people import Issued

from tests.plugins.signing_trying import File, SigningTry, form
from tests.plugins.trying import RudeParty, judged_by, rude_party
from tests.signing import FINS, PARTY, PARTY_NAME, PHONES, PORTAL, Parties, parties_on

LEYLA = Phone(phone=PHONES["leyla"])


@dataclass
class Scene:
    parties: Parties
    judged: Signatures

    def trying(self, url: str = "", paper: File | None = None) -> SigningTry:
        said = {"url": url or f"{self.parties.address}/mid", "relying_party": PARTY, "relying_party_name": PARTY_NAME}
        (means,) = signing_means(options=Options.model_validate(said))
        return SigningTry.of(means, self.judged, PORTAL, fin=FINS["leyla"], paper=paper)

    def issued(self, who: str = "leyla", purpose: Any = "sign") -> Issued:
        holders = self.parties.signing.holders
        return holders.certificate(holders.people[who], purpose)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with parties_on(tmp_path) as parties:
        yield Scene(parties, judged_by(parties.settings))


@pytest.mark.parametrize("kind", ["letter", "form"])
async def test_the_phone_signs_the_document_that_it_names(scene: Scene, kind: str) -> None:
    one = scene.trying(paper=form() if kind == "form" else None)
    asked = await one.begin()
    assert isinstance(asked, Ask) and asked.form is Phone
    waits = await one.go_on(LEYLA)
    assert isinstance(waits, Wait)
    shown = await scene.parties.phone("leyla")
    assert f'<p class="code">{waits.code}</p>' in shown and one.paper.title in shown
    assert await one.go_on() == waits
    await scene.parties.answer("leyla")
    step = await one.go_on()
    verdict = await one.verdict(step, scene.parties.settings)
    assert verdict.passed and verdict.signer.fin == FINS["leyla"]
    assert await one.go_on(LEYLA) == step, "looking twice is no second question"


async def test_what_goes_wrong_has_the_words_it_has_in_signing_in(scene: Scene) -> None:
    refused = scene.trying()
    await refused.go_on(LEYLA)
    await scene.parties.answer("leyla", "no")
    others = scene.trying()
    told = {"refused on the phone": await refused.go_on()}
    told |= {"together": await others.go_on(Phone(phone=PHONES["rashad"]))}
    assert "Nothing is asked" in await scene.parties.phone("rashad"), "another's phone is not rung"
    scene.parties.signing.holders.take_back(scene.parties.signing.holders.people["leyla"])
    scene.judged = judged_by(scene.parties.settings)  # one that has not heard yet that it was good
    late = scene.trying()
    told |= {"taken back": await late.go_on(LEYLA)}
    assert "Application" not in (await scene.parties.phone("leyla")).partition("Before")[0], "nor is hers in vain"
    for words, step in told.items():
        assert isinstance(step, Refusal) and words in step.why
    assert str(await late.go_on(LEYLA)) == str(told["taken back"]), "a try ends with what it ended with"


@pytest.fixture
async def rude(scene: Scene) -> AsyncIterator[RudeParty]:
    async with rude_party() as party:
        party.says["/certificate"] = told_certificate(scene.issued())
        party.says["/signature"] = {"sessionID": "one"}
        yield party


def told_certificate(issued: Issued) -> dict[str, Any]:
    return {"result": "OK", "cert": base64.b64encode(issued.certificate.public_bytes(Encoding.DER)).decode()}


async def test_a_certificate_that_is_not_theirs_rings_nobody(scene: Scene, rude: RudeParty) -> None:
    for issued in (
        scene.issued("rashad"),
        scene.issued("leyla", "authenticate"),
        scene.parties.signing.holders.seal("1400000101"),
    ):
        rude.says["/certificate"] = told_certificate(issued)
        assert isinstance(await scene.trying(rude.address).go_on(LEYLA), Refusal)
    for broken in (
        {},
        {"result": "OK"},
        {"result": "OK", "cert": "AAAA"},
        {"result": ["OK"]},
        {"result": "NOT_FOUND"},
        b"x",
    ):
        rude.says["/certificate"] = broken
        assert isinstance(await scene.trying(rude.address).go_on(LEYLA), Refusal), broken
    assert set(rude.asked) == {"/certificate"}


async def test_a_signature_over_something_else_is_found_wanting(scene: Scene, rude: RudeParty) -> None:
    one = scene.trying(rude.address)
    await one.go_on(LEYLA)
    for value in (b"", b"x", b"\x00" * 64, scene.issued().key.sign(b"other", ec.ECDSA(hashes.SHA256()))):
        signature = {"value": base64.b64encode(value).decode(), "algorithm": "SHA256WithECEncryption"}
        rude.says["/signature/session/one"] = {"state": "COMPLETE", "result": "OK", "signature": signature}
        another = scene.trying(rude.address)
        await another.go_on(LEYLA)
        verdict = await another.verdict(await another.go_on(), scene.parties.settings)
        assert not verdict.passed
    for broken in ({}, {"state": "COMPLETE", "result": "OK"}, {"state": 1}, b"<html>"):
        rude.says["/signature/session/one"] = broken
        assert isinstance(await one.go_on(), Refusal)
