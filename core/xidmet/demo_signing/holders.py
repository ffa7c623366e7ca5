"""Who signs in a demonstration: its invented people, each with a phone, and the seals of their organisations.

Keys and certificates lie in the demonstration's key folder, so that a restart changes nobody's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from xidmet import clock
from xidmet.contract.sources import DemoPerson
from xidmet.signatures.demo_authority import write_secret
from xidmet.signatures.demo_people import Issued, Purpose, person_certificate, seal_certificate
from xidmet.signatures.demo_register import revoke, revoked

FIRST_PHONE = 994_600_000_001  # of an operator that gave out no such numbers
HASHES: Mapping[str, hashes.HashAlgorithm] = {
    "SHA256": hashes.SHA256(),
    "SHA384": hashes.SHA384(),
    "SHA512": hashes.SHA512(),
}


@dataclass(frozen=True)
class Holder:
    """phone: E.164."""

    person: DemoPerson
    phone: str

    @property
    def name(self) -> str:
        return f"{self.person.given_name} {self.person.surname}"


class Holders:
    """Everybody who can sign. folder: of the demonstration's keys. address: of this server; certificates name it."""

    def __init__(self, people: Sequence[DemoPerson], folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        able = [person for person in people if person.fin]  # a certificate names a FIN
        self.people = {p.key: Holder(p, f"+{FIRST_PHONE + place}") for place, p in enumerate(able)}
        self.seals = {p.voen: p.organisation for p in people if p.voen}

    def at(self, phone: str) -> Holder | None:
        return next((one for one in self.people.values() if one.phone == phone), None)

    def certificate(self, holder: Holder, purpose: Purpose) -> Issued:
        """The one in force, made when there is none yet. One that was taken back stays until it is renewed."""
        person = holder.person
        return self._kept(
            f"{person.key}-{purpose}",
            lambda: person_certificate(
                self.folder,
                address=self.address,
                fin=person.fin,
                surname=person.surname,
                given_name=person.given_name,
                purpose=purpose,
            ),
        )

    def seal(self, voen: str) -> Issued:
        name = self.seals[voen]
        return self._kept(
            f"seal-{voen}", lambda: seal_certificate(self.folder, address=self.address, voen=voen, name=name)
        )

    def take_back(self, holder: Holder) -> None:
        """As after a lost phone: whatever was signed with it proves nothing from now on."""
        for purpose in PURPOSES:
            revoke(self.folder, self.certificate(holder, purpose).certificate, reason="keyCompromise")

    def renew(self, holder: Holder) -> None:
        """New keys and certificates in place of those that were taken back."""
        for purpose in PURPOSES:
            self._file(f"{holder.person.key}-{purpose}").unlink(missing_ok=True)

    def is_taken_back(self, holder: Holder) -> bool:
        return self.certificate(holder, "authenticate").certificate.serial_number in revoked(self.folder)

    def _kept(self, name: str, make: Callable[[], Issued]) -> Issued:
        file = self._file(name)
        if not file.exists() or _read(file).certificate.not_valid_after_utc < clock.now():
            file.unlink(missing_ok=True)
            write_secret(file, _written(make()))
        return _read(file)

    def _file(self, name: str) -> Path:
        """By port too, for a certificate names the address where one asks whether it was taken back."""
        return self.folder / "holders" / self.address.rpartition(":")[2] / f"{name}.pem"


PURPOSES: tuple[Purpose, ...] = ("sign", "authenticate")


def _written(issued: Issued) -> bytes:
    key = issued.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain = (issued.certificate, *issued.chain)
    return key + b"".join(one.public_bytes(serialization.Encoding.PEM) for one in chain)


def _read(file: Path) -> Issued:
    kept = file.read_bytes()
    key = serialization.load_pem_private_key(kept, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    first, *chain = x509.load_pem_x509_certificates(kept)
    return Issued(key, first, tuple(chain))


def sign_hash(issued: Issued, digest: bytes, hash_type: str) -> tuple[int, int]:
    """r and s over a hash that somebody else made."""
    made = issued.key.sign(digest, ec.ECDSA(utils.Prehashed(HASHES[hash_type])))
    return utils.decode_dss_signature(made)


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)
