"""Signing a document with the app: the demonstration's real one, and one that lies with real keys in its hands."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from sign_in_web2app import Options, signing_means
from xidmet import Refusal, clock
from xidmet.means import Call, Wait
from xidmet.signatures.demo_people import Issued

from tests.plugins.sign_in_web2app.scene import CHANGES, CLIENT, Scene, resealed
from tests.plugins.sign_in_web2app.test_lying_app import headers
from tests.plugins.signing_trying import File, SigningTry, form
from tests.signing import FINS


async def begun(scene: Scene, paper: File | None = None) -> tuple[SigningTry, str]:
    """A try, and what its QR code says."""
    (means,) = signing_means(options=Options.model_validate(CLIENT))
    one = SigningTry.of(means, scene.judged, scene.portal.origin, fin=FINS["leyla"], paper=paper)
    scene.portal.tries.append(one)
    waits = await one.begin()
    assert isinstance(waits, Wait)
    return one, waits.picture


def key_of(scene: Scene, who: str = "leyla", purpose: Any = "sign") -> Issued:
    holders = scene.parties.signing.holders
    return holders.certificate(holders.people[who], purpose)


@pytest.mark.parametrize("kind", ["letter", "form"])
async def test_the_app_signs_the_document(scene: Scene, kind: str) -> None:
    one, link = await begun(scene, form() if kind == "form" else None)
    shown = await scene.opened(link)
    assert "Sign a document?" in shown and one.paper.name in shown
    assert isinstance(await one.go_on(), Wait), "handed out is not signed"
    await scene.parties.answer("leyla")
    assert "The portal took the signature." in await scene.parties.phone("leyla")
    step = await one.go_on()
    verdict = await one.verdict(step, scene.parties.settings)
    assert verdict.passed and verdict.signer.fin == FINS["leyla"]
    assert await one.go_on() == step


async def test_nobody_else_is_asked_and_nobody_late(scene: Scene) -> None:
    one, link = await begun(scene)
    assert "asked of somebody else" in await scene.opened(link, "rashad")
    assert 'role="alert"' in await scene.opened(resealed(link, CHANGES["another callback"]))
    clock.advance(dt.timedelta(minutes=6))
    assert "The link is over" in await scene.opened(link)
    told = await one.go_on()
    assert isinstance(told, Refusal) and "in time" in told.why and not scene.portal.calls


def getfile(link: str, issued: Issued) -> Call:
    parts = urlsplit(link)
    return Call("GET", "getfile", parts.query, headers(issued, f"{parts.path}?{parts.query}".encode()), b"")


def callback(one: SigningTry, issued: Issued, data: bytes, by: Issued | None = None, **more: Any) -> Call:
    """by: who signs the data, if not who calls."""
    said = {
        "Type": "Sign",
        "OperationId": one.ceremony.id,
        "DataSignature": base64.b64encode((by or issued).key.sign(data, ec.ECDSA(hashes.SHA256()))).decode(),
        "SignedDataHash": base64.b64encode(hashlib.sha256(data).digest()).decode(),
        "AlgName": "SHA256withECDSA",
    }
    body = json.dumps(said | more).encode()
    return Call("POST", "callback", "", headers(issued, body), body)


async def test_only_the_due_key_gets_the_document_and_only_its_signature_is_taken(scene: Scene) -> None:
    one, link = await begun(scene)
    due = key_of(scene)
    for issued in (
        key_of(scene, "rashad"),
        key_of(scene, "leyla", "authenticate"),
        scene.parties.signing.holders.seal("1400000101"),
    ):
        assert (await one.called(getfile(link, issued))).status == 403
    assert (await one.called(callback(one, due, b"x"))).status == 409, "nothing was handed out"
    handed = await one.called(getfile(link, due))
    data = base64.b64decode(handed.body["data"])
    assert handed.body["filename"] == "application.txt" and await one.called(getfile(link, due)) == handed
    for wrong in (
        callback(one, due, b"other"),
        callback(one, due, data, Type="Auth"),
        callback(one, due, data, OperationId="other"),
        callback(one, due, data, AlgName="SHA384withECDSA"),
        callback(one, due, data, AlgName="none"),
        callback(one, due, data, DataSignature=""),
        callback(one, due, data, DataSignature=5),
        callback(one, due, data, by=key_of(scene, "rashad")),
        callback(one, key_of(scene, "rashad"), data),
        callback(one, due._replace(key=key_of(scene, "rashad").key), data),
    ):
        assert (await one.called(wrong)).status in (400, 403, 409)
        assert isinstance(await one.go_on(), Wait)
    assert (await one.called(callback(one, due, data))).status == 200
    assert (await one.called(callback(one, due, data))).status == 410, "once"
    assert (await one.verdict(await one.go_on(), scene.parties.settings)).passed
