"""An app that lies, with real keys in its hands."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given as examples
from hypothesis import strategies as some
from xidmet import Refusal, clock
from xidmet.means import Answer, Call, Proven, Wait
from xidmet.signatures.demo_people import Issued, person_certificate

from tests.plugins.sign_in_web2app.scene import CHANGES, Scene, means_of, resealed
from tests.plugins.trying import Try
from tests.signing import FINS


def headers(issued: Issued, content: bytes, algorithm: str = "SHA256withECDSA") -> dict[str, str]:
    signature = issued.key.sign(content, ec.ECDSA(hashes.SHA256()))
    return {
        "ts-cert": base64.b64encode(issued.certificate.public_bytes(Encoding.DER)).decode(),
        "ts-sign": base64.b64encode(signature).decode(),
        "ts-sign-alg": algorithm,
    }


def getfile(link: str, issued: Issued) -> Call:
    parts = urlsplit(link)
    return Call("GET", "getfile", parts.query, headers(issued, f"{parts.path}?{parts.query}".encode()), b"")


def callback(one: Try, issued: Issued, *, data: bytes = b"", by: Issued | None = None, **more: Any) -> Call:
    """data: what is signed in place of the challenge. by: who signs the data, if not who calls."""
    signed = data or one.ceremony.challenge
    said = {
        "Type": "Auth",
        "OperationId": one.ceremony.id,
        "DataSignature": base64.b64encode((by or issued).key.sign(signed, ec.ECDSA(hashes.SHA256()))).decode(),
        "SignedDataHash": base64.b64encode(hashlib.sha256(signed).digest()).decode(),
        "AlgName": "SHA256withECDSA",
    }
    body = json.dumps(said | more).encode()
    return Call("POST", "callback", "", headers(issued, body), body)


async def test_an_app_of_somebody_honest_is_believed(scene: Scene) -> None:
    """Else the tests below would prove nothing."""
    one, link = await scene.begun()
    assert (await one.called(getfile(link, scene.issued()))).status == 200
    assert await one.called(callback(one, scene.issued())) == Answer({"status": "success"})
    assert isinstance(await one.go_on(), Proven)
    for again in (callback(one, scene.issued()), getfile(link, scene.issued())):
        assert (await one.called(again)).status == 410, "once"


def strange(scene: Scene, folder: Path) -> Issued:
    who = {"fin": FINS["leyla"], "surname": "Əliyeva", "given_name": "Leyla", "purpose": "authenticate"}
    return person_certificate(folder / "strange", address=scene.parties.address, **who)  # type: ignore[arg-type]


def taken_back(scene: Scene, folder: Path) -> Issued:
    issued, holders = scene.issued(), scene.parties.signing.holders
    holders.take_back(holders.people["leyla"])
    return issued


def swapped(scene: Scene, folder: Path) -> Issued:
    return scene.issued()._replace(key=scene.issued("rashad").key)


def seal(scene: Scene, folder: Path) -> Issued:
    return scene.parties.signing.holders.seal("1400000101")


def for_documents(scene: Scene, folder: Path) -> Issued:
    holders = scene.parties.signing.holders
    return holders.certificate(holders.people["leyla"], "sign")


@pytest.mark.parametrize("caller", [strange, taken_back, swapped, seal, for_documents], ids=lambda one: one.__name__)
async def test_nothing_is_handed_out_to_a_certificate_that_does_not_count(
    scene: Scene, tmp_path: Path, caller: Callable[[Scene, Path], Issued]
) -> None:
    one, link = await scene.begun()
    answer = await one.called(getfile(link, caller(scene, tmp_path)))
    assert answer.status == 403 and "data" not in answer.body
    assert (await one.called(callback(one, scene.issued()))).status == 409


async def test_an_expired_certificate_does_not_count(scene: Scene) -> None:
    issued = scene.issued()
    clock.advance(dt.timedelta(days=3 * 365 + 1))
    one, link = await scene.begun()
    assert (await one.called(getfile(link, issued))).status == 403


async def test_only_the_person_it_must_be_gets_anything(scene: Scene) -> None:
    one, link = await scene.begun(purpose="step-up", fin=FINS["leyla"])
    assert (await one.called(getfile(link, scene.issued("rashad")))).status == 403
    assert (await one.called(getfile(link, scene.issued("leyla")))).status == 200


@pytest.mark.parametrize("change", CHANGES)
async def test_nothing_is_handed_out_for_a_changed_operation(scene: Scene, change: str) -> None:
    one, link = await scene.begun()
    answer = await one.called(getfile(resealed(link, CHANGES[change]), scene.issued()))
    assert answer.status == 403 and "data" not in answer.body


async def test_another_trys_link_opens_nothing(scene: Scene) -> None:
    one, _link = await scene.begun()
    _other, link = await scene.begun()
    assert (await one.called(getfile(link, scene.issued()))).status == 403


Lie = Callable[[Scene, Try], Call]
LIES: Mapping[str, Lie] = {
    "by another certificate": lambda scene, one: callback(one, scene.issued("rashad")),
    "the data signed by another": lambda scene, one: callback(one, scene.issued(), by=scene.issued("rashad")),
    "other data signed": lambda scene, one: callback(one, scene.issued(), data=b"something else"),
    "other data under the right hash": lambda scene, one: callback(
        one,
        scene.issued(),
        data=b"something else",
        SignedDataHash=base64.b64encode(hashlib.sha256(one.ceremony.challenge).digest()).decode(),
    ),
    "another hash beside the right signature": lambda scene, one: callback(
        one, scene.issued(), SignedDataHash=base64.b64encode(hashlib.sha256(b"x").digest()).decode()
    ),
    "another operation": lambda scene, one: callback(one, scene.issued(), OperationId="x"),
    "another kind": lambda scene, one: callback(one, scene.issued(), Type="Sign"),
    "an unknown algorithm": lambda scene, one: callback(one, scene.issued(), AlgName="MD5"),
    "no signature": lambda scene, one: callback(one, scene.issued(), DataSignature=""),
    "a body changed on the way": lambda scene, one: replace(
        callback(one, scene.issued()), body=callback(one, scene.issued()).body + b" "
    ),
    "no headers": lambda scene, one: replace(callback(one, scene.issued()), headers={}),
    "no JSON": lambda scene, one: replace(callback(one, scene.issued()), body=b"{"),
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_lie_in_the_callback_proves_nothing(scene: Scene, lie: str) -> None:
    one, link = await scene.begun()
    assert (await one.called(getfile(link, scene.issued()))).status == 200
    answer = await one.called(LIES[lie](scene, one))
    assert answer.status >= 400 and answer.body["status"] == "error"
    assert isinstance(await one.go_on(), Wait)
    assert (await one.called(callback(one, scene.issued()))).status == 200, "nor does it shut out the honest one"


async def test_a_callback_for_which_nothing_was_handed_out_is_refused(scene: Scene) -> None:
    one, _link = await scene.begun()
    assert (await one.called(callback(one, scene.issued()))).status == 409


async def test_what_comes_late_is_late(scene: Scene) -> None:
    one, link = await scene.begun()
    await one.called(getfile(link, scene.issued()))
    clock.advance(dt.timedelta(minutes=5))
    assert (await one.called(getfile(link, scene.issued()))).status == 410
    assert (await one.called(callback(one, scene.issued()))).status == 410
    assert isinstance(await one.go_on(), Refusal)


async def test_the_signature_over_the_address_is_over_this_address(scene: Scene) -> None:
    one, link = await scene.begun()
    good = getfile(link, scene.issued())
    assert (await one.called(replace(good, query=good.query + "&more=1"))).status == 403
    assert (await one.called(replace(good, path="getfile/"))).status == 200
    assert (await one.called(replace(good, method="POST"))).status == 404
    assert (await one.called(replace(good, path="getfile/../callback"))).status == 404


PLAIN = some.text(max_size=60)
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | PLAIN,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(PLAIN, inner, max_size=3),
    max_leaves=8,
)
NAMES = ("SignableContainer", "Header", "OperationInfo", "OperationId", "Signature")
OURS = some.recursive(JSON, lambda inner: some.dictionaries(some.sampled_from(NAMES), inner, max_size=4), max_leaves=8)


@examples(OURS, some.sampled_from(["GET", "POST", "PUT"]), some.binary(max_size=40))
def test_any_call_names_a_try_or_none_and_raises_nothing(said: Any, method: str, junk: bytes) -> None:
    means, text = means_of(), json.dumps(said).encode()
    for query, body in (
        (f"tsquery={quote(base64.b64encode(text).decode(), safe='')}", text),
        (junk.decode("latin-1"), junk),
    ):
        assert isinstance(means.try_of(Call(method, "getfile", query, {}, body)), str)
