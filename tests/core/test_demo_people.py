"""A demonstration's authority for people: who its certificates name, and what OpenSSL says of them."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import NameOID
from xidmet import clock
from xidmet.signatures import demo_authority
from xidmet.signatures.demo_people import Issued, people_root, person_certificate, seal_certificate
from xidmet.signatures.demo_register import revoke
from xidmet.signatures.demo_revocation import issuing_crl, ocsp_answer, root_crl

from tests.conftest import ROOT

ADDRESS = "http://localhost:8100"
DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl command here")


def leyla(folder: Path, **more: str) -> Issued:
    return person_certificate(
        folder,
        address=ADDRESS,
        fin="5VBK5VR",
        surname="Əliyeva",
        given_name="Leyla",
        **more,  # type: ignore[arg-type]
    )


def said(certificate: x509.Certificate) -> dict[str, str]:
    return {part.oid.dotted_string: str(part.value) for part in certificate.subject}


def test_a_person_is_named_as_the_standard_says(tmp_path: Path) -> None:
    made = person_certificate(
        tmp_path,
        address=ADDRESS,
        fin="94FMDDD",
        surname="Quliyev",
        given_name="Rəşad",
        organisation=("1400000101", "“Nümunə Logistika” MMC"),
    )
    assert said(made.certificate) == {
        NameOID.COUNTRY_NAME.dotted_string: "AZ",
        NameOID.ORGANIZATION_NAME.dotted_string: "“Nümunə Logistika” MMC",
        "2.5.4.97": "VATAZ-1400000101",
        NameOID.SURNAME.dotted_string: "Quliyev",
        NameOID.GIVEN_NAME.dotted_string: "Rəşad",
        NameOID.SERIAL_NUMBER.dotted_string: "PNOAZ-94FMDDD",
        NameOID.COMMON_NAME.dotted_string: "Quliyev Rəşad",
    }
    assert made.key.public_key() == made.certificate.public_key()


def test_a_certificate_says_what_it_is_for(tmp_path: Path) -> None:
    signs, enters = leyla(tmp_path), leyla(tmp_path, purpose="authenticate")
    seals = seal_certificate(tmp_path, address=ADDRESS, voen="1400000101", name="Nümunə")
    uses = [one.certificate.extensions.get_extension_for_class(x509.KeyUsage).value for one in (signs, enters, seals)]
    assert [(use.content_commitment, use.digital_signature) for use in uses] == [
        (True, False),
        (False, True),
        (True, True),
    ]
    assert said(seals.certificate)["2.5.4.97"] == "VATAZ-1400000101"
    assert len({one.certificate.serial_number for one in (signs, enters, seals)}) == 3


def test_a_long_name_is_cut_where_the_standard_ends_it(tmp_path: Path) -> None:
    assert len(said(leyla(tmp_path).certificate)["2.5.4.3"]) < 64
    made = seal_certificate(tmp_path, address=ADDRESS, voen="1400000101", name="Ə" * 200)
    assert said(made.certificate)["2.5.4.3"] == "Ə" * 32


def test_it_says_where_to_ask_even_after_the_address_changed(tmp_path: Path) -> None:
    for address in (ADDRESS, "http://127.0.0.1:9999"):
        made = person_certificate(tmp_path, address=address, fin="5VBK5VR", surname="Ə", given_name="L")
        for one, path in ((made.certificate, "/ca/issuing.crl"), (made.chain[0], "/ca/root.crl")):
            points = one.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
            assert points[0].full_name and points[0].full_name[0].value == address + path
        told = made.certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
        assert {one.access_location.value for one in told} == {address + "/ca/ocsp", address + "/ca/issuing.crt"}
        made.certificate.verify_directly_issued_by(made.chain[0])


def test_a_folder_of_an_older_version_gets_what_it_lacks(tmp_path: Path) -> None:
    """It holds a seal and its anchor; both stay as they are."""
    older = demo_authority(tmp_path)
    was = older.root.read_bytes(), older.seal.read_bytes()
    assert leyla(tmp_path).chain[0].issuer == x509.load_pem_x509_certificate(people_root(tmp_path).read_bytes()).subject
    assert (older.root.read_bytes(), older.seal.read_bytes()) == was
    assert older.root.read_bytes() != people_root(tmp_path).read_bytes()


def test_its_secrets_are_for_their_owner_alone(tmp_path: Path) -> None:
    revoke(tmp_path, leyla(tmp_path).certificate)
    people_root(tmp_path)
    assert {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == dict.fromkeys(
        ["people.pem", "people-root.pem", "people-issued.txt", "people-revoked.txt"], 0o600
    )


START = """
import sys
from pathlib import Path
from xidmet.signatures.demo_people import people_root, person_certificate
sys.stdin.readline()
folder = Path(sys.argv[1])
person_certificate(folder, address="http://localhost", fin="5VBK5VR", surname="A", given_name="B")
print(people_root(folder).read_text())
"""


async def test_processes_that_start_together_share_one_authority(tmp_path: Path) -> None:
    pipe = asyncio.subprocess.PIPE
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", START, str(tmp_path)), env=dict(os.environ), cwd=ROOT, stdin=pipe, stdout=pipe
        )
        for _process in range(4)
    ]
    told = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    assert len({said for said, _nothing in told}) == 1 and told[0][0].startswith(b"-----BEGIN CERTIFICATE")
    assert len((tmp_path / "people-issued.txt").read_text().splitlines()) == 4


def asked(one: Issued, issuer: x509.Certificate, algorithm: hashes.HashAlgorithm) -> bytes:
    builder = ocsp.OCSPRequestBuilder().add_certificate(one.certificate, issuer, algorithm)
    return builder.add_extension(x509.OCSPNonce(b"0123456789abcdef"), False).build().public_bytes(DER)


@pytest.mark.parametrize("algorithm", [hashes.SHA1(), hashes.SHA256()], ids=["SHA-1", "SHA-256"])
def test_it_answers_for_one_that_is_good_taken_back_or_strange(tmp_path: Path, algorithm: hashes.HashAlgorithm) -> None:
    good, taken = leyla(tmp_path), leyla(tmp_path)
    revoke(tmp_path, taken.certificate, reason="superseded")
    revoke(tmp_path, taken.certificate)  # the first word counts
    strange = leyla(tmp_path / "elsewhere")
    answers = [
        ocsp.load_der_ocsp_response(ocsp_answer(tmp_path, asked(one, good.chain[0], algorithm), address=ADDRESS))
        for one in (good, taken, strange)
    ]
    status = ocsp.OCSPCertStatus
    assert [one.certificate_status for one in answers] == [status.GOOD, status.REVOKED, status.UNKNOWN]
    assert answers[1].revocation_reason == x509.ReasonFlags.superseded
    assert answers[0].extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == b"0123456789abcdef"
    answers[0].certificates[0].verify_directly_issued_by(good.chain[0])


def test_it_answers_nothing_about_another_issuers(tmp_path: Path) -> None:
    leyla(tmp_path)
    strange = leyla(tmp_path / "elsewhere")
    request = asked(strange, strange.chain[0], hashes.SHA256())
    answer = ocsp.load_der_ocsp_response(ocsp_answer(tmp_path, request, address=ADDRESS))
    assert answer.response_status is ocsp.OCSPResponseStatus.UNAUTHORIZED


@pytest.mark.parametrize("junk", [b"", b"\x30", b"\x30\x80\x00\x00", b"GET / HTTP/1.1", b"\x00" * 5000])
def test_any_request_gets_an_answer(tmp_path: Path, junk: bytes) -> None:
    answer = ocsp.load_der_ocsp_response(ocsp_answer(tmp_path, junk, address=ADDRESS))
    assert answer.response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST


def test_a_word_that_is_no_reason_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="whim"):
        revoke(tmp_path, leyla(tmp_path).certificate, reason="whim")


def written(folder: Path, made: Issued) -> None:
    """What OpenSSL reads: leaf, issuer, anchor, and both lists."""
    (folder / "leaf.pem").write_bytes(made.certificate.public_bytes(PEM))
    (folder / "issuer.pem").write_bytes(made.chain[0].public_bytes(PEM))
    people_root(folder)
    lists = [x509.load_der_x509_crl(one) for one in (issuing_crl(folder), root_crl(folder))]
    (folder / "crls.pem").write_bytes(b"".join(one.public_bytes(PEM) for one in lists))


@needs_openssl
def test_openssl_finds_the_chain_good_until_it_is_taken_back(tmp_path: Path) -> None:
    made = leyla(tmp_path)
    command = ["openssl", "verify", "-x509_strict", "-crl_check_all", "-CAfile", "people-root.pem"]
    command += ["-untrusted", "issuer.pem", "-CRLfile", "crls.pem", "leaf.pem"]
    written(tmp_path, made)
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout == b"leaf.pem: OK\n"
    revoke(tmp_path, made.certificate)
    written(tmp_path, made)
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert told.returncode != 0 and "certificate revoked" in told.stderr


@needs_openssl
def test_openssl_believes_the_responder(tmp_path: Path) -> None:
    made = leyla(tmp_path)
    written(tmp_path, made)
    (tmp_path / "answer.der").write_bytes(
        ocsp_answer(tmp_path, asked(made, made.chain[0], hashes.SHA256()), address=ADDRESS)
    )
    command = ["openssl", "ocsp", "-respin", "answer.der", "-CAfile", "people-root.pem", "-verify_other", "issuer.pem"]
    command += ["-no_nonce", "-sha256", "-issuer", "issuer.pem", "-cert", "leaf.pem"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Response verify OK" in told.stderr and "leaf.pem: good" in told.stdout


def test_the_lists_are_new_at_each_asking(tmp_path: Path) -> None:
    leyla(tmp_path)
    first = x509.load_der_x509_crl(issuing_crl(tmp_path))
    clock.advance(dt.timedelta(minutes=30))
    later = x509.load_der_x509_crl(issuing_crl(tmp_path))
    assert later.last_update_utc - first.last_update_utc >= dt.timedelta(minutes=30)
    numbers = [one.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number for one in (first, later)]
    assert numbers[0] < numbers[1]
