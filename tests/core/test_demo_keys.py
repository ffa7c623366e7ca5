"""A demonstration makes its keys at the first start. They are secret, whole, and one set for all of its processes."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest
from cryptography.x509 import load_pem_x509_certificate
from xidmet.attestations import qr_key
from xidmet.documents import Files
from xidmet.signatures import Seal, demo_authority
from xidmet.signatures.demo_authority import write_secret

from tests.conftest import ROOT, demo_settings

PROCESSES = 6
# In processes of their own: each tells which keys it holds after a start at the same moment as the others.
START = """
import sys
from cryptography.hazmat.primitives.serialization import Encoding
from xidmet.attestations import qr_key
from xidmet.attestations.qr import key_id
from xidmet.documents import Files
from xidmet.settings import Settings
from xidmet.signatures import Seal

settings = Settings()
print("ready", flush=True)
sys.stdin.readline()
seal, files, key = Seal.from_settings(settings), Files(settings), qr_key(settings)
print(seal.chain[0].serial_number, files._key.hex(), key_id(key.public_key()).hex())
"""


async def test_processes_that_start_together_hold_the_same_keys(tmp_path: Path) -> None:
    own = {"XIDMET_DEMO": "1", "XIDMET_DATA": str(tmp_path)}
    pipe = asyncio.subprocess.PIPE
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", START), env={**os.environ, **own}, cwd=ROOT, stdin=pipe, stdout=pipe
        )
        for _process in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout and await process.stdout.readline() == b"ready\n"
    told = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert len({said for said, _nothing in told}) == 1 and len(told[0][0].split()) == 3
    of_the_seal = {"root.pem", "seal.p12", "root.crl", "issuing.crl", "seal-authority.pem"}
    assert {file.name for file in (tmp_path / "keys").iterdir()} == {*of_the_seal, "files.key", "qr.pem"}


def test_they_are_for_their_owner_alone_and_stay(tmp_path: Path) -> None:
    settings, held = demo_settings(tmp_path), []
    for _start in range(2):
        seal = Seal.from_settings(settings)
        held.append((seal.chain, Files(settings)._key, qr_key(settings).private_numbers()))
    assert held[0] == held[1]
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "keys").iterdir()} == {0o600}


def test_an_anchor_that_was_lost_is_found_in_the_seal(tmp_path: Path) -> None:
    """As after a crash between the two files."""
    made = demo_authority(tmp_path)
    was = made.root.read_bytes()
    made.root.unlink()
    assert demo_authority(tmp_path).root.read_bytes() == was
    assert load_pem_x509_certificate(was).subject == load_pem_x509_certificate(was).issuer


def test_a_secret_that_is_there_stays(tmp_path: Path) -> None:
    write_secret(tmp_path / "keys" / "one", b"first")
    write_secret(tmp_path / "keys" / "one", b"second")
    assert (tmp_path / "keys" / "one").read_bytes() == b"first" and len(list((tmp_path / "keys").iterdir())) == 1


def test_a_secret_that_could_not_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_secret(tmp_path / "one", b"first")
    assert list(tmp_path.iterdir()) == []
