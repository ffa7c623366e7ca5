"""OpenSSL as a second opinion on e-signatures: what it refuses is refused here, what it signs passes here."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from xidmet.signatures import verify_detached
from xidmet.signatures.demo_people import people_root

from tests.core import people
from tests.core.ca_server import CaServer, ca_server
from tests.core.signing import CONTENT, cades
from tests.core.test_signature_verdicts import anothers_key, swapped

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl command here")


@pytest.fixture
def ca(tmp_path: Path) -> Iterator[CaServer]:
    with ca_server(tmp_path) as server:
        yield server


async def test_openssl_is_of_the_same_mind(ca: CaServer) -> None:
    """It knows nothing of e-signatures beyond CMS, so only what it refuses must be refused here too."""
    made = people.person(ca)
    (ca.folder / "content").write_bytes(CONTENT)
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", "signed", "-content", "content", "-binary"]
    command += ["-CAfile", "people-root.pem", "-purpose", "any", "-cades", "-out", "/dev/null"]
    people_root(ca.folder)
    seen = set()
    for signature in (cades(made), cades(made, b"other"), anothers_key(ca), cades(made, naming=None), swapped(ca)):
        (ca.folder / "signed").write_bytes(signature)
        held = subprocess.run(command, cwd=ca.folder, capture_output=True, check=False).returncode == 0
        passed = (await verify_detached(CONTENT, signature, people.trust(ca), signer="person")).passed
        assert held or not passed
        seen.add((held, passed))
    assert (True, True) in seen and (False, False) in seen


@pytest.mark.parametrize("stream", [(), ("-stream", "-nodetach")], ids=["detached", "BER with the content"])
async def test_what_openssl_signs_passes(ca: CaServer, stream: tuple[str, ...]) -> None:
    made = people.person(ca)
    pem_of = people.pem_of(made)
    (ca.folder / "key.pem").write_bytes(pem_of)
    (ca.folder / "content").write_bytes(CONTENT)
    command = ["openssl", "cms", "-sign", "-cades", "-binary", "-md", "sha256", "-in", "content", *stream]
    command += ["-signer", "key.pem", "-inkey", "key.pem", "-outform", "DER", "-out", "signed"]
    subprocess.run(command, cwd=ca.folder, capture_output=True, check=True)
    verdict = await verify_detached(CONTENT, (ca.folder / "signed").read_bytes(), people.trust(ca), signer="person")
    assert verdict.passed, verdict.detail
