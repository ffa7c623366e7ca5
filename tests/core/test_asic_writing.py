"""A container that the seal signs passes our own check and OpenSSL's; the same files give the same container."""

from __future__ import annotations

import asyncio
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from pydantic import SecretStr
from xidmet.signatures import Anchors, Indication, Report, Seal, Trust, verify
from xidmet.signatures.asic_writing import MANIFEST, SIGNATURE, AsicFile, write_asic_e

from tests.conftest import demo_settings
from tests.core.seals import PASSWORD, PLAIN_PDF, Made, made_ec, made_rsa
from tests.core.signed_files import repacked

FILES = [
    AsicFile("ərizə 1%.txt", "text/plain", "Xahiş edirəm.".encode()),
    AsicFile("papers/a.pdf", "application/pdf", PLAIN_PDF),
]


def seal_of(folder: Path, made: Made) -> Seal:
    return Seal.from_settings(demo_settings(folder, seal_pkcs12=made.seal, seal_password=SecretStr(PASSWORD.decode())))


def written(seal: Seal, files: list[AsicFile]) -> bytes:
    out = io.BytesIO()
    write_asic_e(files, seal.sign_cms, out)
    return out.getvalue()


@pytest.mark.parametrize("make", [made_ec, made_rsa], ids=["EC", "RSA"])
def test_a_sealed_container(tmp_path: Path, make: Callable[[Path], Made]) -> None:
    made = make(tmp_path)
    whole = written(seal_of(tmp_path, made), FILES)
    assert whole[30:69] == b"mimetypeapplication/vnd.etsi.asic-e+zip"
    trust = Trust(Anchors(seals=tuple(x509.load_pem_x509_certificates(made.root.read_bytes()))))
    report = _checked(whole, trust)
    assert report.indication is Indication.PASSED, report.detail
    assert report.format == "ASiC-E with CAdES" and report.scope.covered == ("ərizə 1%.txt", "papers/a.pdf")
    assert _checked(repacked(whole, **{"papers/a.pdf": PLAIN_PDF + b"\n"}), trust).indication is Indication.FAILED
    if shutil.which("openssl"):
        assert _openssl(tmp_path, whole, made.root) and not _openssl(tmp_path, whole, made.root, b" ")


def _checked(whole: bytes, trust: Trust) -> Report:
    return asyncio.run(verify(whole, trust=trust, require_revocation=False))


def _openssl(folder: Path, whole: bytes, root: Path, more: bytes = b"") -> bool:
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        (folder / "manifest").write_bytes(archive.read(MANIFEST) + more)
        (folder / "signature").write_bytes(archive.read(SIGNATURE))
    command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "signature"]
    command += ["-content", "manifest", "-CAfile", str(root), "-purpose", "any", "-out", "/dev/null"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def test_the_same_files_give_the_same_container() -> None:
    def pieces() -> Iterator[bytes]:
        yield from (b"a" * 70_000, b"b")

    first, second = io.BytesIO(), io.BytesIO()
    write_asic_e([AsicFile("a", "text/plain", b"a" * 70_000 + b"b")], lambda _manifest: b"signed", first)
    write_asic_e([AsicFile("a", "text/plain", pieces())], lambda _manifest: b"signed", second)
    assert first.getvalue() == second.getvalue()


NAMES = ["", "../a", "/a", "a//b", "a/", "a\\b", "C:a", "mimetype", "META-INF/a", "meta-inf/a", "a\u202eb", "a" * 251]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_a_reader_would_refuse(name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        write_asic_e([AsicFile(name, "text/plain", b"")], lambda _manifest: b"", io.BytesIO())


@pytest.mark.parametrize("names", [[], ["a", "a"], [str(place) for place in range(501)]])
def test_numbers_and_doubles(names: list[str]) -> None:
    with pytest.raises(ValueError, match="files"):
        write_asic_e([AsicFile(name, "text/plain", b"") for name in names], lambda _manifest: b"", io.BytesIO())
