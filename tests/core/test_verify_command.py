"""The command xidmet verify-signature: its exit status, its report, and that any file ends in time and in memory."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from xidmet import cli, clock
from xidmet.language import LANGUAGES
from xidmet.signatures import command
from xidmet.signatures.demo_people import people_root
from xidmet.signatures.formats import telling

from tests.core import people, signed_files, signed_lists
from tests.core.ca_server import CaServer
from tests.core.signing import CONTENT, cades


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the content, and one with the anchor for every purpose."""
    (tmp_path / "trusted").mkdir()
    (tmp_path / "trusted" / "root.pem").write_bytes(people_root(tmp_path / "keys").read_bytes())
    (tmp_path / "content").write_bytes(CONTENT)
    return tmp_path


@pytest.fixture
def ca(folder: Path) -> CaServer:
    return CaServer(folder / "keys", "http://localhost:1")


def run(folder: Path, file: bytes, *more: str, trusted: str = "trusted") -> int:
    (folder / "file").write_bytes(file)
    return cli.main(["verify-signature", str(folder / "file"), "--anchors", str(folder / trusted), *more])


def told(folder: Path, capsys: pytest.CaptureFixture[str], file: bytes, *more: str) -> tuple[int, Any]:
    status = run(folder, file, "--json", *more)
    return status, json.loads(capsys.readouterr().out)


def test_a_good_one(folder: Path, ca: CaServer, capsys: pytest.CaptureFixture[str]) -> None:
    status, said = told(folder, capsys, cades(people.person(ca)), "--content", str(folder / "content"))
    assert status == 0
    assert (said["indication"], said["sub_indication"], said["level"]) == ("TOTAL-PASSED", None, "B")
    assert said["format"] == "CAdES" and said["scope"]["covered"] == ["the content beside the signature"]
    (signer,) = said["signers"]
    assert (signer["name"], signer["fin"], signer["kind"]) == ("Əliyeva Leyla", "5VBK5VR", "person")
    assert len(signer["chain"]) == 3 and signer["algorithms"] == ["ecdsa-sha256"] and signer["claimed_time"]
    assert set(said["sentence"]) == set(LANGUAGES) and len(set(said["sentence"].values())) == len(LANGUAGES)


def test_for_a_person(folder: Path, ca: CaServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, signed_files.asice(people.person(ca))) == 0
    said = capsys.readouterr().out
    assert said.startswith("TOTAL-PASSED  ASiC-E with XAdES  level B\n")
    assert "1. Əliyeva Leyla, FIN 5VBK5VR" in said and "Covers: ərizə.txt, map/plan.bin" in said


def test_one_item_of_a_signed_list(folder: Path, ca: CaServer, capsys: pytest.CaptureFixture[str]) -> None:
    one = signed_lists.made(people.person(ca), signed_lists.permits(3))
    assert run(folder, one.proof(2)) == 0
    said = capsys.readouterr().out
    assert said.startswith("TOTAL-PASSED  Proof of a signed list  level B\n") and "Covers: item 2 of 3" in said
    assert 'Item 2: {"hours": 1, "name": "Əliyeva Leyla 1", "number": "P-000001", "ok": true}' in said
    status, report = told(folder, capsys, one.proof(2))
    assert status == 0 and report["list"]["item"] == 2 and report["list"]["count"] == 3
    assert report["list"]["values"]["number"] == "P-000001" and report["signers"][0]["fin"] == "5VBK5VR"
    status, report = told(folder, capsys, one.proof(2).replace(b"P-000001", b"P-000002"))
    assert status == 2 and report["list"] is None and "not in the list" in report["detail"]


def test_its_exit_status(folder: Path, ca: CaServer, capsys: pytest.CaptureFixture[str]) -> None:
    good, content = cades(people.person(ca), attached=CONTENT), ("--content", str(folder / "content"))
    assert run(folder, good) == 0
    assert run(folder, good, "--require-revocation") == 1
    assert run(folder, good, "--at", "2001-01-01") == 1
    assert run(folder, cades(people.of_stranger(ca)), *content) == 1
    assert "vouches for this name" in capsys.readouterr().out
    assert run(folder, cades(people.below_a_person(ca)), *content) == 1
    assert "vouches for this name" in capsys.readouterr().out
    assert run(folder, cades(people.person(ca), b"other"), *content) == 2
    assert run(folder, b"I agree.") == 3
    assert run(folder, good, "--at", clock.now().isoformat()) == 0
    capsys.readouterr()


def test_what_it_could_not_run_with(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify-signature", str(folder / "nothing"), "--anchors", str(folder / "trusted")]) == 3
    assert "there is no file" in capsys.readouterr().err
    assert run(folder, b"I agree.", trusted="none") == 3
    (folder / "trusted" / "notes.txt").touch()
    assert run(folder, b"I agree.") == 3
    assert "the name must end in" in capsys.readouterr().err


def test_without_a_site_and_without_anchors(
    folder: Path, ca: CaServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("XIDMET_")]:
        monkeypatch.delenv(name)
    (folder / "file").write_bytes(cades(people.person(ca), attached=CONTENT))
    assert cli.main(["verify-signature", str(folder / "file")]) == 1
    said = capsys.readouterr()
    assert "NO_CERTIFICATE_CHAIN_FOUND" in said.out and "no anchors are named" in said.err


def _hangs(_file: bytes, _content: bytes | None) -> Any:
    while True:
        time.sleep(1)


def _grows(_file: bytes, _content: bytes | None) -> Any:
    return [bytes(50_000_000) for _place in range(100)]


def _ends(_file: bytes, _content: bytes | None) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("parser", [_hangs, _grows, _ends])
def test_a_parser_that_never_ends_or_takes_all(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    parser: Callable[[bytes, bytes | None], Any],
) -> None:
    monkeypatch.setattr(command, "SECONDS", 3.0)
    monkeypatch.setattr(telling, "FORMATS", ((lambda _file: True, parser),))
    status, said = told(folder, capsys, b"hostile")
    assert status == 3 and said["sub_indication"] == "GENERIC" and not said["signers"]


def bomb(_ca: CaServer) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.etsi.asic-e+zip")
        archive.writestr("META-INF/signatures0.xml", b"\0" * 50_000_000)
    return out.getvalue()


def laughs(_ca: CaServer) -> bytes:
    lines = "".join(f'<!ENTITY l{one} "{f"&l{one - 1};" * 10}">' for one in range(1, 10))
    return f'<!DOCTYPE a [<!ENTITY l0 "ha">{lines}]><a b="&l9;"/>'.encode()


def packed_pdf(_ca: CaServer) -> bytes:
    packed = zlib.compress(b"\0" * 200_000_000, 9)
    about = f"<</Type/XRef/Size 9/W[1 2 1]/Filter/FlateDecode/Length {len(packed)}>>".encode()
    head = b"%PDF-1.7\n1 0 obj\n" + about + b"\nstream\n"
    return head + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"


LARGE: dict[str, Callable[[CaServer], bytes]] = {
    "a long content": lambda ca: cades(people.person(ca), MANY_BYTES, attached=MANY_BYTES),
    "a long file in a container": lambda ca: signed_files.asice(people.person(ca), {"a.bin": MANY_BYTES}),
}
MANY_BYTES = random.Random(1).randbytes(12_000_000)
TOO_LARGE: dict[str, Callable[[CaServer], bytes]] = {
    "many files": lambda ca: signed_files.asice(people.person(ca), {f"{n}.txt": b"a" for n in range(600)}),
    "many signers": lambda ca: cades(people.person(ca), attached=CONTENT, signers=30),
    "a long JWS": lambda ca: signed_files.jws(people.person(ca), MANY_BYTES[:9_000_000]),
    "many certificates": lambda ca: cades(
        people.person(ca), attached=CONTENT, carries=[people.person(ca).certificate for _n in range(31)]
    ),
}


@pytest.mark.parametrize("way", LARGE)
def test_a_large_one_is_checked(folder: Path, ca: CaServer, capsys: pytest.CaptureFixture[str], way: str) -> None:
    status, said = told(folder, capsys, LARGE[way](ca))
    assert (status, said["indication"]) == (0, "TOTAL-PASSED"), said["detail"]


@pytest.mark.parametrize("way", TOO_LARGE)
def test_of_a_good_one_that_is_too_large_nothing_is_said(
    folder: Path, ca: CaServer, capsys: pytest.CaptureFixture[str], way: str
) -> None:
    """That would be another's loss: "failed" means that it is wrong."""
    status, said = told(folder, capsys, TOO_LARGE[way](ca))
    assert (status, said["indication"], said["sub_indication"]) == (1, "INDETERMINATE", "GENERIC"), said["detail"]
    assert "too big" in said["sentence"]["en"]


HOSTILE = {
    "a ZIP that grows": bomb,
    "entities that grow": laughs,
    "a PDF that grows": packed_pdf,
    "XML in a million parts": lambda _ca: b"<a>" + b"<b/>" * 1_000_000 + b"</a>",
    "XML that is deep": lambda _ca: b"<a>" * 100_000,
    "JSON that is deep": lambda _ca: b'{"a":' * 100_000,
    "BER that is deep": lambda _ca: b"\x30\x80" * 1_000_000,
    "a list of a million brackets": lambda _ca: b"%PDF-1.7\n" + b"[" * 1_000_000 + b"\nstartxref\n9\n%%EOF",
    "more than is taken": lambda _ca: b"0" * 31_000_000,
}


@pytest.mark.parametrize("way", HOSTILE)
def test_a_hostile_file_ends(folder: Path, ca: CaServer, capsys: pytest.CaptureFixture[str], way: str) -> None:
    status, said = told(folder, capsys, HOSTILE[way](ca))
    assert status in (1, 2, 3) and said["indication"] != "TOTAL-PASSED"


def test_the_program_that_checks_a_strangers_file_loads_nothing_of_the_store() -> None:
    """It starts for each file, in little memory."""
    asked = "import sys, xidmet.signatures.apart; print(sorted({'xidmet.store', 'piccolo'} & sys.modules.keys()))"
    assert subprocess.check_output([sys.executable, "-c", asked]).strip() == b"[]"


def test_as_a_program_of_its_own(folder: Path, ca: CaServer) -> None:
    (folder / "file").write_bytes(cades(people.person(ca), attached=CONTENT))
    asked = ["verify-signature", str(folder / "file"), "--anchors", str(folder / "trusted"), "--json"]
    done = subprocess.run([sys.executable, "-m", "xidmet.cli", *asked], capture_output=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["indication"] == "TOTAL-PASSED" and done.stderr == b""
