"""The seal in a file: one that could not seal is found at the start, and what it needs to be checked goes with it."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from pydantic import SecretStr
from pyhanko.pdf_utils.reader import PdfFileReader
from xidmet import clock
from xidmet.attestations import key_list, qr_key
from xidmet.settings import Settings
from xidmet.signatures import Seal

from tests import servers
from tests.commands import demo
from tests.conftest import demo_settings
from tests.core.seals import PASSWORD, PLAIN_PDF, Made, decoded, is_sealed, listed, made_ec, made_rsa

Anchor = x509.load_pem_x509_certificate
HIDDEN = serialization.BestAvailableEncryption(PASSWORD)


def settings_of(folder: Path, seal: Path) -> Settings:
    return demo_settings(folder, seal_pkcs12=seal, seal_password=SecretStr(PASSWORD.decode()))


@pytest.mark.parametrize("make", [made_ec, made_rsa], ids=["EC", "RSA"])
async def test_it_seals_and_signs(tmp_path: Path, make: Callable[[Path], Made]) -> None:
    made = make(tmp_path)
    seal, root = Seal.from_settings(settings_of(tmp_path, made.seal)), made.root.read_bytes()
    assert await is_sealed(await asyncio.to_thread(seal.seal_pdf, PLAIN_PDF, "Issued"), root)
    assert listed(seal.sign_json({"said": "ə"}), Anchor(root)) == {"said": "ə"}


def test_its_issuers_go_with_it_in_order_and_without_the_anchor(tmp_path: Path) -> None:
    """RFC 7515, section 4.1.6. In the file they stand in any order, and beside others."""
    made, other = made_ec(tmp_path), made_ec(tmp_path / "elsewhere")
    key, certificate, issuers = pkcs12.load_key_and_certificates(made.seal.read_bytes(), PASSWORD)
    assert isinstance(key, ec.EllipticCurvePrivateKey) and len(issuers) == 2
    strangers = pkcs12.load_key_and_certificates(other.seal.read_bytes(), PASSWORD)[2]
    for beside in ([*issuers, *strangers], [*strangers[::-1], *issuers[::-1]]):
        made.seal.write_bytes(pkcs12.serialize_key_and_certificates(None, key, certificate, beside, HIDDEN))
        seal = Seal.from_settings(settings_of(tmp_path, made.seal))
        head = json.loads(decoded(seal.sign_json({}).split(".")[0]))
        told = [x509.load_der_x509_certificate(base64.b64decode(one)) for one in head["x5c"]]
        assert told == list(seal.chain) and told[0] == certificate and len(told) == 2
        told[1].verify_directly_issued_by(Anchor(made.root.read_bytes()))
        sealed = PdfFileReader(io.BytesIO(seal.seal_pdf(PLAIN_PDF, ""))).embedded_signatures[0]
        assert sorted(one.chosen.dump() for one in sealed.signed_data["certificates"]) == sorted(
            one.public_bytes(serialization.Encoding.DER) for one in told
        )


def another_password(folder: Path) -> Path:
    made = made_ec(folder)
    key, certificate, others = pkcs12.load_key_and_certificates(made.seal.read_bytes(), PASSWORD)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    hidden = serialization.BestAvailableEncryption(b"another")
    made.seal.write_bytes(pkcs12.serialize_key_and_certificates(None, key, certificate, others, hidden))
    return made.seal


def another_key(folder: Path) -> Path:
    return _with(folder, ec.generate_private_key(ec.SECP256R1()))


def another_curve(folder: Path) -> Path:
    return _with(folder, ec.generate_private_key(ec.SECP384R1()))


def _with(folder: Path, key: ec.EllipticCurvePrivateKey) -> Path:
    made = made_ec(folder)
    _key, certificate, others = pkcs12.load_key_and_certificates(made.seal.read_bytes(), PASSWORD)
    assert certificate is not None
    try:
        made.seal.write_bytes(pkcs12.serialize_key_and_certificates(None, key, certificate, others, HIDDEN))
    except ValueError:  # the library itself may refuse to write such a file
        made.seal.write_bytes(pkcs12.serialize_key_and_certificates(None, key, None, [certificate, *others], HIDDEN))
    return made.seal


def too_short(folder: Path) -> Path:
    return made_rsa(folder, bits=1024).seal


def over(folder: Path) -> Path:
    return made_rsa(folder, lasts=dt.timedelta(minutes=59)).seal


def no_file(folder: Path) -> Path:
    return folder / "nothing.p12"


def no_seal(folder: Path) -> Path:
    return Path(__file__)


BROKEN = [another_password, another_key, another_curve, too_short, over, no_file, no_seal]


@pytest.mark.parametrize("broken", BROKEN)
def test_one_that_cannot_seal_stops_the_start(tmp_path: Path, broken: Callable[[Path], Path]) -> None:
    variables = {"XIDMET_SEAL_PKCS12": str(broken(tmp_path)), "XIDMET_SEAL_PASSWORD": PASSWORD.decode()}
    for command in (("demo", "--prepare-only"), ("serve",)):
        told = demo(*command, data=tmp_path, XIDMET_PORT=str(servers.free_port()), **variables)
        assert told.returncode == 2 and "Look at the settings XIDMET_SEAL_" in told.stderr, told.stderr
        assert "Traceback" not in told.stderr


QR_KEYS = {
    "no key": b"",
    "of another kind": ec.generate_private_key(ec.SECP384R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ),
    "under a password": ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, HIDDEN
    ),
}


@pytest.mark.parametrize("wrong", QR_KEYS)
def test_a_wrong_key_of_qr_codes_stops_the_start(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "wrong.pem").write_bytes(QR_KEYS[wrong])
    told = demo("demo", "--prepare-only", data=tmp_path, XIDMET_QR_KEY=str(tmp_path / "wrong.pem"))
    assert told.returncode == 2 and "Look at the settings XIDMET_QR_KEY" in told.stderr, told.stderr
    assert "Traceback" not in told.stderr


async def test_the_key_of_the_seal_is_not_for_the_public_to_use(tmp_path: Path) -> None:
    """The list of keys is public: each asking would cost a token a signature, which it makes slowly."""
    settings = demo_settings(tmp_path)
    seal, key = Seal.from_settings(settings), qr_key(settings)
    first = [key_list(settings, key, seal)["signed"] for _time in range(50)]
    assert len(set(first)) == 1  # two ECDSA signatures are never the same
    clock.advance(dt.timedelta(hours=1))
    later = key_list(settings, key, seal)
    assert later["signed"] != first[0]
    assert dt.timedelta() <= clock.now() - dt.datetime.fromisoformat(later["issued_at"]) < dt.timedelta(hours=1)


def test_it_seals_nothing_when_its_certificate_is_over(tmp_path: Path) -> None:
    """A process may run for longer than the certificate is in force; the documents then wait for a new one."""
    seal = Seal.from_settings(settings_of(tmp_path, made_rsa(tmp_path).seal))
    assert seal.seal_pdf(PLAIN_PDF, "")
    clock.advance(dt.timedelta(days=9))
    with pytest.raises(ValueError, match="get a new one"):
        seal.seal_pdf(PLAIN_PDF, "")
