"""Whom a site trusts: the folder it names, its own authorities in a demonstration, and nobody otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from xidmet import clock
from xidmet.settings import Settings
from xidmet.signatures import Anchors, Seal, Trust, verify_detached
from xidmet.signatures.demo_people import people_root
from xidmet.signatures.demo_revocation import issuing_crl, root_crl

from tests.conftest import demo_settings
from tests.core import people
from tests.core.ca_server import CaServer, ca_server
from tests.core.signing import CONTENT, cades, der


async def test_a_demonstration_trusts_its_own(tmp_path: Path) -> None:
    settings = demo_settings(tmp_path)
    with ca_server(settings.data / "keys") as ca:
        trust = Trust.from_settings(settings)
        for one, kind in ((people.person(ca), "person"), (people.seal(ca), "organisation")):
            verdict = await verify_detached(CONTENT, cades(one), trust)
            assert verdict.passed and verdict.signer.kind == kind
    assert len(Anchors.from_settings(settings).seals) == 2
    Seal.from_settings(settings)  # the keys of both lie in one folder


def test_a_real_site_trusts_nobody_whom_it_did_not_name(tmp_path: Path) -> None:
    settings = Settings(demo=True, data=tmp_path).model_copy(update={"demo": False})
    assert Anchors.from_settings(settings) == Anchors()
    assert not (tmp_path / "keys").exists()


def kept(folder: Path) -> CaServer:
    """An anchor for people, and all that a signature needs that brings nothing along, without a network."""
    ca = CaServer(folder / "keys", "http://localhost:1")
    made = people.person(ca)
    for name in ("persons", "seals", "timestamps", "issuers", "crls"):
        (folder / "anchors" / name).mkdir(parents=True)
    (folder / "anchors" / "persons" / "root.pem").write_bytes(people_root(ca.folder).read_bytes())
    (folder / "anchors" / "issuers" / "issuing.cer").write_bytes(der(made.chain[0]))
    (folder / "anchors" / "crls" / "issuing.crl").write_bytes(issuing_crl(ca.folder))
    pem = x509.load_der_x509_crl(root_crl(ca.folder)).public_bytes(Encoding.PEM)
    (folder / "anchors" / "crls" / "root.crl").write_bytes(pem)
    (folder / "anchors" / "persons" / ".gitkeep").touch()
    return ca


async def test_a_folder_of_the_site(tmp_path: Path) -> None:
    ca = kept(tmp_path)
    held = Anchors.from_settings(demo_settings(tmp_path, anchors=tmp_path / "anchors"))
    assert (len(held.persons), len(held.seals), len(held.issuers), len(held.crls)) == (1, 0, 1, 2)
    assert held.by("persons", clock.now()) == held.persons and held.by("timestamps", clock.now()) == ()
    alone = cades(people.person(ca)._replace(chain=()))
    assert (await verify_detached(CONTENT, alone, Trust(held), signer="person")).passed
    assert not (await verify_detached(CONTENT, cades(people.seal(ca)), Trust(held))).passed


def wrong_kind(folder: Path) -> None:
    (folder / "persons" / "root.txt").write_text("an anchor that somebody meant")


def no_certificate(folder: Path) -> None:
    (folder / "persons" / "root.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")


def no_der(folder: Path) -> None:
    (folder / "seals" / "root.der").write_bytes(b"\x30\x00")


def no_list(folder: Path) -> None:
    (folder / "crls" / "root.crl").write_bytes(b"\x30\x00")


@pytest.mark.parametrize("spoil", [wrong_kind, no_certificate, no_der, no_list])
def test_a_file_that_is_wrong_is_named(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    kept(tmp_path)
    spoil(tmp_path / "anchors")
    with pytest.raises(ValueError, match=r"root\.(txt|pem|der|crl)"):
        Anchors.from_folder(tmp_path / "anchors")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nowhere is no folder"):
        Anchors.from_folder(tmp_path / "nowhere")
