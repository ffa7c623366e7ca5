"""Signing in by an electronic signature: over this one text, by this person, with a certificate that counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from xidmet.auth.means.judged import Judged
from xidmet.contract.means import Signer
from xidmet.signatures.demo_people import ISSUING_CRL, OCSP, Issued
from xidmet.signatures.demo_register import revoke
from xidmet.store.tables import Account, Attribute, Means, Session

from tests.core import people
from tests.core.ca_server import CaServer, ca_server
from tests.core.signing import cades, der
from tests.ui.answered import text, words
from tests.ui.browser import Browser, Portal
from tests.ui.people import PERSON, anonymous, registered
from tests.ui.trial_means import begun

LEYLA = "5VBK5VR"


@pytest.fixture
def ca(tmp_path: Path, portal: Portal) -> Iterator[CaServer]:
    """An authority that the portal trusts, and that says which certificates it took back."""
    with ca_server(tmp_path / "ca") as server:
        judged = cast("Judged", portal.site.entrance.signatures)
        judged._trust = people.trust(server)
        yield server


async def challenged(browser: Browser, **fields: str) -> tuple[str, bytes]:
    where = await begun(browser, "e-signature", **fields)
    return where, (await browser.client.get(f"{where}/file")).content


async def sent(browser: Browser, where: str, signature: bytes) -> httpx.Response:
    await browser.get(where)
    file = {"signature": ("xidmet-giris.txt.p7s", signature)}
    return await browser.client.post(where, data={"csrf": browser.csrf}, files=file)


async def signed_in_by(browser: Browser, by: Issued, **fields: str) -> httpx.Response:
    where, content = await challenged(browser, **fields)
    return await sent(browser, where, cades(by, content))


async def is_in(browser: Browser) -> bool:
    return (await browser.get("/account")).status_code == 200


async def test_whoever_signs_is_in(portal: Portal, ca: CaServer) -> None:
    browser = await anonymous(portal)
    assert (await signed_in_by(browser, people.person(ca))).headers["location"] == "/account"
    assert "Leyla" in words(await browser.get("/account"))
    assert {(row["means"], row["level"]) for row in await Session.select() if row["account"]} == {
        ("e-signature", "high")
    }
    told = {row["name"]: row["value"] for row in await Attribute.select()}
    assert told == {"fin": LEYLA, "surname": "Əliyeva", "given_name": "Leyla"}
    assert {row["source"] for row in await Attribute.select()} == {"Xidmət Demo People Issuing CA"}


async def test_a_renewed_certificate_opens_the_same_account(portal: Portal, ca: CaServer) -> None:
    for _certificate in range(2):
        assert (await signed_in_by(await anonymous(portal), people.person(ca))).status_code == 303
    assert await Means.count() == 1 == await Account.count().where(Account.fin == LEYLA)


async def test_a_person_can_read_what_they_sign(portal: Portal, ca: CaServer) -> None:
    first = (await challenged(await anonymous(portal)))[1].decode().splitlines()
    second = (await challenged(await anonymous(portal)))[1].decode().splitlines()
    assert first[1] == "Sayt: http://localhost:8000" and "daxil olmaq" in first[2]
    assert len(first[-1].rpartition(" ")[2]) == 64 and first[-1] != second[-1], "it ends in what is unguessable"
    leyla = await portal.signed_in("leyla")
    assert first[2] not in (await challenged(leyla, purpose="step-up"))[1].decode()


async def test_the_file_stays_the_same_as_long_as_the_try(portal: Portal, ca: CaServer) -> None:
    browser = await anonymous(portal)
    where, content = await challenged(browser)
    await sent(browser, where, b"no signature")
    assert (await browser.client.get(f"{where}/file")).content == content


BAD: dict[str, tuple[Callable[[CaServer], Issued], str]] = {
    "expired": (people.expired, "The certificate was not in force at that time."),
    "not yet in force": (people.not_yet, "The certificate was not in force at that time."),
    "self-signed": (people.self_signed, "The certificate was not issued by an authority that is trusted here."),
    "of a stranger's authority": (people.of_stranger, ""),
    "below a person": (people.below_a_person, ""),
    "an authority's own": (people.authority_itself, ""),
    "too weak": (people.small_rsa, "The signature or its certificate uses a method that is too weak."),
    "a seal": (people.seal, "This is the seal of an organisation, and a seal can't sign in."),
}


@pytest.mark.parametrize("name", BAD)
async def test_certificates_that_do_not_count(portal: Portal, ca: CaServer, name: str) -> None:
    make, why = BAD[name]
    browser = await anonymous(portal)
    answer = await signed_in_by(browser, make(ca))
    assert answer.status_code == 422 and not await is_in(browser)
    assert not why or text(why) in words(answer)
    assert await Means.count() == 0


async def test_a_certificate_that_was_taken_back(portal: Portal, ca: CaServer) -> None:
    taken = people.person(ca)
    revoke(ca.folder, taken.certificate)
    browser = await anonymous(portal)
    answer = await signed_in_by(browser, taken)
    assert answer.status_code == 422 and text("The certificate was taken back.") in words(answer)
    assert not await is_in(browser)


async def test_while_nobody_knows_whether_it_was_taken_back(portal: Portal, ca: CaServer) -> None:
    made = people.person(ca)
    ca.silence(ISSUING_CRL, OCSP)
    browser = await anonymous(portal)
    assert (await signed_in_by(browser, made)).status_code == 422 and not await is_in(browser)


async def test_a_signature_fits_one_try(portal: Portal, ca: CaServer) -> None:
    """A thief who gets somebody to sign, or finds a signature, can use it nowhere else."""
    owner, thief, by = await anonymous(portal), await anonymous(portal), people.person(ca)
    where, content = await challenged(owner)
    signature = cades(by, content)
    for who in (thief, owner):
        other, _content = await challenged(who)
        assert (await sent(who, other, signature)).status_code == 422
    assert (await sent(thief, where, signature)).status_code in (403, 404)
    assert (await sent(owner, where, signature)).status_code == 303
    await owner.get("/account")
    assert (await sent(owner, where, signature)).status_code == 404


@pytest.mark.parametrize(
    "change",
    [lambda c: c + b"\n", lambda c: c[:-1] + b"0", lambda c: c.replace(b"localhost", b"evil.host"), lambda c: b""],
)
async def test_another_content_is_refused(portal: Portal, ca: CaServer, change: Callable[[bytes], bytes]) -> None:
    browser = await anonymous(portal)
    where, content = await challenged(browser)
    if change(content) == content:
        pytest.skip("it ended in this sign already")
    assert (await sent(browser, where, cades(people.person(ca), change(content)))).status_code == 422
    other = change(content)
    assert (await sent(browser, where, cades(people.person(ca), other, attached=other))).status_code == 422
    assert not await is_in(browser)


@pytest.mark.parametrize("purpose", ["step-up", "add"])
async def test_signed_by_somebody_else(portal: Portal, ca: CaServer, purpose: str) -> None:
    leyla = await portal.signed_in("leyla")
    answer = await signed_in_by(leyla, people.another_person(ca), purpose=purpose)
    assert answer.status_code == 403 and await Means.count() == 0
    assert (await signed_in_by(leyla, people.person(ca), purpose=purpose)).status_code == 303


async def test_it_proves_the_fin_that_was_typed(portal: Portal, ca: CaServer) -> None:
    browser = await registered(portal, confirmed=True)
    assert PERSON["fin"] in words(await browser.get("/account/means"))
    by = people.person(ca, fin=PERSON["fin"], surname="Sadıqova", given_name="Nərgiz")
    assert (await signed_in_by(browser, by, purpose="add", next="/account/means")).status_code == 303
    account = await Account.select().where(Account.email == PERSON["email"]).first()
    assert account is not None and (account["fin"], account["claimed_fin"]) == (PERSON["fin"], "")
    assert text("FIN {fin} is not proved yet.").format(fin=PERSON["fin"]) not in words(await browser.get("/account"))


@pytest.mark.parametrize("content", [b"", b"\x00", b"<html>", b"0" * 100_000, b"\x30\x80" * 50_000])
async def test_what_is_no_signature(portal: Portal, ca: CaServer, content: bytes) -> None:
    browser = await anonymous(portal)
    where, _content = await challenged(browser)
    answer = await sent(browser, where, content)
    assert answer.status_code in (200, 422) and "xidmet-giris.txt" in answer.text


async def test_a_bare_signature_of_a_phone(portal: Portal, ca: CaServer) -> None:
    """What plugins for phones are given to judge with."""
    made = people.person(ca, purpose="authenticate")
    judged = portal.site.entrance.signatures
    certificate, signature = der(made.certificate), made.key.sign(b"challenge", ec.ECDSA(hashes.SHA256()))
    good = await judged.raw(certificate, signature, b"challenge", "sha256")
    assert isinstance(good, Signer) and good.fin == LEYLA
    for content, name in ((b"other", "sha256"), (b"challenge", "sha512"), (b"challenge", "md5x")):
        found = await judged.raw(certificate, signature, content, name)
        assert isinstance(found, Signer) == (name == "md5x"), name


SHOWN = {"purpose": "seal", "next": "/organisations"}
VOEN = "1400000101"


async def test_a_seal_opens_its_organisation(portal: Portal, ca: CaServer) -> None:
    leyla = await portal.signed_in("leyla")
    assert (await leyla.get(f"/organisations/{VOEN}")).status_code in (403, 404)
    assert 'name="purpose" value="seal"' in (await leyla.get("/organisations")).text
    where, content = await challenged(leyla, **SHOWN)
    assert LEYLA in content.decode(), "who signs with the seal reads to whom it gives power"
    answer = await sent(leyla, where, cades(people.seal(ca), content))
    assert answer.headers["location"] == f"/organisations/{VOEN}"
    assert text("Seal holder") in words(await leyla.get(answer.headers["location"]))
    aynur = await portal.signed_in("aynur")
    assert "Leyla" in words(await aynur.get(f"/organisations/{VOEN}"))
    assert text("A mandate by seal certificate") in words(await aynur.get("/inbox"))
    assert await Session.count().where(Session.means == "e-signature") == 0, "a seal says nothing about who came"


@pytest.mark.parametrize("by", [people.person, people.another_person, people.self_signed])
async def test_what_is_no_seal_opens_no_organisation(
    portal: Portal, ca: CaServer, by: Callable[[CaServer], Issued]
) -> None:
    leyla = await portal.signed_in("leyla")
    assert (await signed_in_by(leyla, by(ca), **SHOWN)).status_code == 422
    assert (await leyla.get(f"/organisations/{VOEN}")).status_code in (403, 404)


async def test_a_signature_of_a_seal_fits_nothing_else(portal: Portal, ca: CaServer) -> None:
    """What it was made for is signed too: neither another person, nor another purpose, nor the same a second time."""
    leyla, kamran, by = await portal.signed_in("leyla"), await portal.signed_in("kamran"), people.seal(ca)
    where, content = await challenged(leyla, **SHOWN)
    signature = cades(by, content)
    assert (await sent(kamran, where, signature)).status_code in (403, 404)
    for who, fields in ((kamran, SHOWN), (leyla, {"purpose": "step-up"})):
        other, _content = await challenged(who, **fields)
        assert (await sent(who, other, signature)).status_code == 422
    assert (await sent(leyla, where, signature)).status_code == 303
    assert (await sent(leyla, where, signature)).status_code == 404


async def test_whose_fin_is_not_proved_gets_no_organisation(portal: Portal, ca: CaServer) -> None:
    browser = await registered(portal, confirmed=True)
    assert 'name="purpose" value="seal"' not in (await browser.get("/organisations")).text
    answer = await signed_in_by(browser, people.seal(ca), **SHOWN)
    assert answer.status_code == 409 and text(
        "Your FIN is not proved yet, so nobody can be sure who would act for the organisation."
    ) in words(answer)


async def test_a_stranger_shows_no_seal(portal: Portal, ca: CaServer) -> None:
    browser = await anonymous(portal)
    answer = await browser.post("/sign-in/e-signature", SHOWN)
    assert "/sign-in/e-signature/" not in answer.headers.get("location", "")
