"""The site's keys are exchanged: what was kept and printed under the old ones stays good."""

from __future__ import annotations

import base64
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import SecretStr, ValidationError
from xidmet.attestations import qr, qr_key
from xidmet.attestations.qr import UnknownKey
from xidmet.settings import Settings

from tests.commands import demo
from tests.core.seals import decoded
from tests.core.test_attestation_qr import Keys, public, scanned
from tests.ui.browser import Browser, Portal, portal_on
from tests.ui.people import anonymous
from tests.ui.security_key import SecurityKey
from tests.ui.test_passkey import added, shown

NEW = base64.b64encode(b"n" * 32).decode()


def rotated(settings: Settings, folder: Path) -> Settings:
    """As an operator does it: new keys, and the ones before beside them."""
    new = ec.generate_private_key(ec.SECP256R1())
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "new.pem").write_bytes(new.private_bytes(serialization.Encoding.PEM, *plain))
    old = qr_key(settings).public_key()
    shape = serialization.PublicFormat.SubjectPublicKeyInfo
    (folder / "old.pem").write_bytes(old.public_bytes(serialization.Encoding.PEM, shape))
    was = base64.b64encode((settings.data / "keys" / "files.key").read_bytes()).decode()
    keys = {"file_key": SecretStr(NEW), "old_file_keys": SecretStr(f"{NEW}, {was}")}
    return settings.model_copy(update={**keys, "qr_key": folder / "new.pem", "old_qr_keys": folder / "old.pem"})


async def fetched(portal: Portal) -> Keys:
    listed = (await portal.browser().get("/.well-known/xidmet-keys.json")).json()["keys"]
    return {decoded(key["kid"]): public(key) for key in listed}


async def paper(browser: Browser, where: str) -> httpx.Response:
    return await browser.client.get(where)


async def test_old_papers_files_and_passkeys_stay_good(embedded: Settings, tmp_path: Path) -> None:
    key = SecurityKey()
    async with portal_on(embedded) as portal:
        leyla = await added(portal, key)
        confirmed = await leyla.confirm(await leyla.draft())
        await portal.settle()
        case = (await leyla.get(confirmed.headers["location"])).text
        where = case.partition('href="/attestations/')[2].partition('"')[0]
        pdf = (await paper(leyla, f"/attestations/{where}")).content
        before = await fetched(portal)
    settings = rotated(embedded, tmp_path)
    async with portal_on(settings) as portal:
        leyla = await anonymous(portal)
        assert (await shown(leyla, key)).status_code == 303, "what means keep is read under the old key"
        assert (await paper(leyla, f"/attestations/{where}")).content == pdf
        keys, signed = await fetched(portal), qr.signed_in(scanned(pdf))
        assert set(keys) > set(before) and len(keys) == 2
        assert qr.verify(signed, keys) == qr.verify(signed, before)
        assert next(iter(keys)) == qr.key_id(portal.site.qr_key.public_key()), "the first one signs now"
    async with portal_on(settings.model_copy(update={"old_file_keys": SecretStr(""), "old_qr_keys": None})) as portal:
        assert (await shown(await anonymous(portal), key)).status_code == 303, "it was written under the new key"
        with pytest.raises(UnknownKey):
            qr.verify(signed, await fetched(portal))


@pytest.mark.parametrize("wrong", ["c2hvcnQ=", f"{NEW},x"])
def test_old_keys_that_are_none_are_refused(wrong: str) -> None:
    with pytest.raises(ValidationError, match="32 bytes"):
        Settings(demo=True, old_file_keys=SecretStr(wrong))


def test_a_list_of_old_keys_that_is_none_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "wrong.pem").write_text("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
    told = demo("demo", "--prepare-only", "--no-cases", data=tmp_path, XIDMET_OLD_QR_KEYS=str(tmp_path / "wrong.pem"))
    assert told.returncode == 2 and "XIDMET_OLD_QR_KEYS" in told.stderr and "Traceback" not in told.stderr
