"""The site's seal is exchanged: what the one before sealed stays good, is raised and renewed, and anybody can tell."""

from __future__ import annotations

import base64
import datetime as dt
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from pydantic import SecretStr
from xidmet import clock
from xidmet.cases import open_site
from xidmet.cases.papers import pdf_of
from xidmet.documents.raising import raise_seal
from xidmet.settings import DEMO_STAMPS, Settings
from xidmet.signatures import Trust, demo_authority, verify
from xidmet.signatures.demo_people import people_root

from tests.commands import demo
from tests.conftest import signed_in
from tests.core.ca_server import ca_server
from tests.core.certificate import certificate
from tests.core.seals import PASSWORD, listed
from tests.ui.browser import Portal, portal_on

NEW = "new"


def exchanged(settings: Settings, folder: Path) -> Settings:
    """As an operator does it: another seal of another authority, the certificate before it, and anchors for both."""
    new, old = demo_authority(folder / NEW), demo_authority(settings.data / "keys")
    before = pkcs12.load_key_and_certificates(old.seal.read_bytes(), PASSWORD)[1]
    assert before is not None
    (folder / "old.pem").write_bytes(before.public_bytes(Encoding.PEM))
    for purpose, files in (("seals", (new.root, old.root)), ("timestamps", (people_root(settings.data / "keys"),))):
        (folder / "anchors" / purpose).mkdir(parents=True)
        for place, file in enumerate(files):
            (folder / "anchors" / purpose / f"{place}.pem").write_bytes(file.read_bytes())
    (folder / "anchors" / "crls").mkdir()
    for place, file in enumerate((*new.lists, *old.lists)):
        (folder / "anchors" / "crls" / f"{place}.crl").write_bytes(file.read_bytes())
    more = {"seal_pkcs12": new.seal, "seal_password": SecretStr(PASSWORD.decode())}
    return settings.model_copy(update={**more, "old_seals": folder / "old.pem", "anchors": folder / "anchors"})


async def seals(portal: Portal) -> Any:
    return (await portal.browser().get("/.well-known/xidmet-seals.json")).json()


async def test_old_seals_stay_good_and_are_listed(embedded: Settings, tmp_path: Path) -> None:
    with ca_server(embedded.data / "keys") as ca:
        first = embedded.model_copy(update={"timestamps": ca.address + DEMO_STAMPS})
        async with open_site(first) as site:
            leyla = await signed_in("leyla")
            number = (await certificate(site, leyla)).issued or ""
            stored = await pdf_of(site, number)
        settings = exchanged(first, tmp_path)
        async with open_site(settings) as site:
            assert await judged(settings, await site.files.whole(stored)) == ("TOTAL-PASSED", "B")
            await raise_seal(site.files, site.lasting, stored.id)
        async with portal_on(settings) as portal:
            browser = await portal.signed_in("leyla")
            pdf = (await browser.client.get(f"/attestations/{number}/pdf")).content
            told = await seals(portal)
        assert await judged(settings, pdf) == ("TOTAL-PASSED", "LTA")
    old, new = (demo_authority(folder) for folder in (embedded.data / "keys", tmp_path / NEW))
    anchor = x509.load_pem_x509_certificate(new.root.read_bytes())
    said = listed(told["signed"], anchor)
    assert said == {name: value for name, value in told.items() if name != "signed"}
    ders = [base64.b64decode(one["certificate"]) for one in said["seals"]]
    both = [pkcs12.load_key_and_certificates(one.seal.read_bytes(), PASSWORD)[1] for one in (new, old)]
    assert ders == [one.public_bytes(Encoding.DER) for one in both if one], "the present one first"


async def judged(settings: Settings, pdf: bytes) -> tuple[str, str]:
    report = await verify(pdf, trust=Trust.from_settings(settings))
    return str(report.indication), str(report.level)


async def test_the_end_of_the_seal_is_told_in_time(embedded: Settings) -> None:
    async with portal_on(embedded) as portal:
        client = portal.browser().client
        ends = portal.site.seal.ends
        for days, told in ((61, False), (59, True)):
            clock.advance(ends - clock.now() - dt.timedelta(days=days))
            warnings = (await client.get("/readyz")).json()["warnings"]
            assert any(f"{ends:%Y-%m-%d}" in one and "XIDMET_OLD_SEALS" in one for one in warnings) == told


def test_a_list_of_old_seals_that_is_none_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "wrong.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    told = demo("demo", "--prepare-only", "--no-cases", data=tmp_path, XIDMET_OLD_SEALS=str(tmp_path / "wrong.pem"))
    assert told.returncode == 2 and "XIDMET_OLD_SEALS" in told.stderr and "Traceback" not in told.stderr
