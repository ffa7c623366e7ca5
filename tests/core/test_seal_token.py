"""The seal's key in a PKCS#11 token: what it seals is as good as with a key in a file, and it stays in the token."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from xidmet.settings import DEMO_STAMPS
from xidmet.signatures import Lasting, Level

from tests import servers
from tests.commands import xidmet
from tests.conftest import demo_settings
from tests.core.ca_server import ca_server
from tests.core.seals import PASSWORD, PLAIN_PDF, Made, is_sealed, listed, made_ec, made_rsa

PIN, TOKEN, KEY = "4321", "the-seal", "of-the-site"
ROOT = Path(__file__).resolve().parents[2]
# In a process of its own: a PKCS#11 library reads its configuration once, and stays.
SEAL_TWICE = """
import sys
from pathlib import Path
from xidmet.settings import Settings
from xidmet.signatures import Seal

seal = Seal.from_settings(Settings())
for sealed in ("first.pdf", "second.pdf"):
    Path(sys.argv[1], sealed).write_bytes(seal.seal_pdf(Path(sys.argv[1], "plain.pdf").read_bytes(), "Issued"))
print(seal.sign_json({"said": "ə"}))
"""
# Several at once, through two seals, as the web process and the worker inside it may have them.
SEAL_AT_ONCE = """
from concurrent.futures import ThreadPoolExecutor
from xidmet.settings import Settings
from xidmet.signatures import Seal

seals = [Seal.from_settings(Settings()) for _ in range(2)]
with ThreadPoolExecutor(8) as threads:
    print(len(set(threads.map(lambda place: seals[place % 2].sign_json({"place": place}), range(40)))))
"""
pytestmark = pytest.mark.skipif("SoftHSM" in servers.missing(), reason="SoftHSM is not installed")


@dataclass(frozen=True)
class Token:
    """environment: settings of a site that seals with it. root: the anchor of its certificate."""

    environment: Mapping[str, str]
    root: bytes


@pytest.fixture(params=[made_ec, made_rsa], ids=["EC", "RSA"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Token:
    return token_with(request.param(tmp_path), tmp_path)


@pytest.fixture
def token(tmp_path: Path) -> Token:
    return token_with(made_ec(tmp_path), tmp_path)


def token_with(made: Made, folder: Path) -> Token:
    """A token in software, into which a seal's key was put; its certificates lie in a file, the anchor first."""
    key, certificate, others = pkcs12.load_key_and_certificates(made.seal.read_bytes(), PASSWORD)
    assert key is not None and certificate is not None
    pem = serialization.Encoding.PEM
    plain = (pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*plain))
    (folder / "chain.pem").write_bytes(b"".join(one.public_bytes(pem) for one in (certificate, *others[::-1])))
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    environment = {"SOFTHSM2_CONF": str(folder / "softhsm2.conf"), **_settings(folder)}
    _softhsm(environment, "--init-token", "--free", "--label", TOKEN, "--so-pin", "9876")
    _softhsm(environment, "--import", str(folder / "key.pem"), "--token", TOKEN, "--label", KEY, "--id", "A1")
    (folder / "key.pem").unlink()
    return Token(environment, made.root.read_bytes())


def _settings(folder: Path) -> dict[str, str]:
    return {
        "XIDMET_DEMO": "1",
        "XIDMET_DATA": str(folder),
        "XIDMET_SEAL_PKCS11": str(servers.pkcs11_module()),
        "XIDMET_SEAL_TOKEN": TOKEN,
        "XIDMET_SEAL_KEY": KEY,
        "XIDMET_SEAL_CERTIFICATES": str(folder / "chain.pem"),
        "XIDMET_SEAL_PASSWORD": PIN,
    }


def _softhsm(environment: Mapping[str, str], *arguments: str) -> None:
    program = shutil.which("softhsm2-util")
    assert program is not None
    command = [program, *arguments, "--pin", PIN]
    subprocess.run(command, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)


def _python(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XIDMET_")}
    command = [sys.executable, *arguments]
    return subprocess.run(command, env={**kept, **environment}, capture_output=True, text=True, cwd=ROOT, timeout=120)


async def test_it_seals_and_signs(either: Token, tmp_path: Path) -> None:
    (tmp_path / "plain.pdf").write_bytes(PLAIN_PDF)
    done = _python(either.environment, "-c", SEAL_TWICE, str(tmp_path))
    assert done.returncode == 0, done.stderr
    for sealed in ("first.pdf", "second.pdf"):
        assert await is_sealed((tmp_path / sealed).read_bytes(), either.root)
    assert listed(done.stdout.strip(), x509.load_pem_x509_certificate(either.root)) == {"said": "ə"}


async def test_what_a_token_sealed_is_raised_too(token: Token, tmp_path: Path) -> None:
    (tmp_path / "plain.pdf").write_bytes(PLAIN_PDF)
    done = _python({**token.environment, "XIDMET_SEAL_LEVEL": "B"}, "-c", SEAL_TWICE, str(tmp_path))
    assert done.returncode == 0, done.stderr
    with ca_server(tmp_path / "keys") as ca:
        lasting = Lasting.from_settings(demo_settings(tmp_path, timestamps=ca.address + DEMO_STAMPS))
        assert lasting is not None
        raised = await lasting.raised((tmp_path / "first.pdf").read_bytes())
    assert raised.level is Level.LTA


def test_several_may_seal_at_once(token: Token) -> None:
    done = _python(token.environment, "-c", SEAL_AT_ONCE)
    assert done.stdout == "40\n", done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("PASSWORD", "0000"), ("KEY", "another"), ("TOKEN", "another"), ("PKCS11", "/nowhere.so")),
        *(("PKCS11", __file__), ("CERTIFICATES", "/nowhere.pem"), ("CERTIFICATES", __file__)),
    ],
)
def test_a_token_that_cannot_seal_stops_the_start(token: Token, name: str, value: str) -> None:
    stops_the_start({**token.environment, f"XIDMET_SEAL_{name}": value})


@pytest.mark.parametrize("make", [made_ec, made_rsa], ids=["EC", "RSA"])
def test_a_certificate_of_another_key_stops_the_start(
    token: Token, tmp_path: Path, make: Callable[[Path], Made]
) -> None:
    (tmp_path / "other").mkdir()
    other = pkcs12.load_key_and_certificates(make(tmp_path / "other").seal.read_bytes(), PASSWORD)[1]
    assert other is not None
    (tmp_path / "chain.pem").write_bytes(other.public_bytes(serialization.Encoding.PEM))
    stops_the_start(token.environment)


def stops_the_start(environment: Mapping[str, str]) -> None:
    done = xidmet("serve", **{**environment, "XIDMET_PORT": str(servers.free_port())})
    assert done.returncode == 2 and "Look at the settings XIDMET_SEAL_" in done.stderr
    assert "Traceback" not in done.stderr and PIN not in done.stderr


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"XIDMET_SEAL_KEY": ""}, "XIDMET_SEAL_PKCS11 needs XIDMET_SEAL_KEY too"),
        ({"XIDMET_SEAL_PASSWORD": ""}, "XIDMET_SEAL_PKCS11 needs XIDMET_SEAL_PASSWORD too"),
        ({"XIDMET_SEAL_PKCS12": "seal.p12"}, "XIDMET_SEAL_PKCS12 or XIDMET_SEAL_PKCS11, not both"),
    ],
)
def test_half_a_token_or_two_seals_are_a_wrong_setting(token: Token, more: dict[str, str], said: str) -> None:
    done = xidmet("serve", **{**token.environment, **more})
    assert done.returncode == 2 and said in done.stderr


def test_a_token_without_its_library_is_a_wrong_setting(token: Token) -> None:
    """In a demonstration its own seal would be taken instead, and nobody would notice."""
    rest = {name: value for name, value in token.environment.items() if name != "XIDMET_SEAL_PKCS11"}
    done = xidmet("serve", **rest)
    assert done.returncode == 2 and "means nothing without XIDMET_SEAL_PKCS11" in done.stderr
