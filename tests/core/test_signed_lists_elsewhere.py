"""A signed list and the proof of an item checked without the portal, as docs/signed-lists.md tells it."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from xidmet.signatures.demo_people import people_root

from tests.architecture.texts import ROOT
from tests.core.signed_lists import Made, container, made, permits
from tests.core.signing_kit import Kit

TOLD = (ROOT / "docs" / "signed-lists.md").read_text(encoding="utf-8")
pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl command here")


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    (tmp_path / "root.pem").write_bytes(people_root(tmp_path / "keys").read_bytes())
    return Kit(tmp_path / "keys")


def told(folder: Path, proof: bytes) -> tuple[int, str]:
    (folder / "proof.json").write_bytes(proof)
    (program,) = re.findall(r"```python\n(.*?)```", TOLD, re.S)
    command = [sys.executable, "-I", "-c", program, "proof.json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def openssl_holds(folder: Path) -> bool:
    (command,) = re.findall(r"^openssl .*$", TOLD, re.M)
    return subprocess.run(command.split(), cwd=folder, capture_output=True, check=False).returncode == 0


def files_of(kit: Kit, one: Made) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(container(kit, one))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_proof_is_checked_by_what_the_page_tells(kit: Kit, tmp_path: Path) -> None:
    for count in (1, 2, 6, 7):
        one = made(kit.leyla, permits(count))
        for n in range(1, count + 1):
            status, said = told(tmp_path, one.proof(n))
            assert status == 0 and said.endswith(f"}} is item {n} of {count}\n"), said
        assert (tmp_path / "head.json").read_bytes() == one.head.content and openssl_holds(tmp_path)
    (tmp_path / "head.json").write_bytes(one.head.content.replace(b'"count": 7', b'"count": 8'))
    assert not openssl_holds(tmp_path)
    status, said = told(tmp_path, one.proof(3).replace(b"P-000002", b"P-000003"))
    assert status == 1 and "not in the list" in said


def test_a_list_is_checked_by_hand(kit: Kit, tmp_path: Path) -> None:
    one = made(kit.leyla, permits(5))
    files = files_of(kit, one)
    assert hashlib.sha256(files["items.jsonl"]).hexdigest() in files["head.json"].decode()
    (tmp_path / "head.json").write_bytes(files["head.json"])
    (tmp_path / "head.p7s").write_bytes(files["head.json.p7s"])
    assert openssl_holds(tmp_path)
