"""A demonstration's own certificate authority: real keys and certificates, made once, trusted by nobody else."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from xidmet import clock
from xidmet.signatures.demo_certificates import Signing, certificate, crl_at, named, of_authority, of_holder
from xidmet.signatures.identity import ORGANIZATION_IDENTIFIER

PASSWORD = "demo"  # noqa: S105  # of a file beside the other keys of a demonstration; it guards nothing
ROOT, ISSUING = "Xidmət Demo Root CA", "Xidmət Demo Issuing CA"
SEAL_ROOT_CRL, SEAL_ISSUING_CRL = "/ca/seal-root.crl", "/ca/seal-issuing.crl"  # paths at the signing server
SEALED_BY = "Xidmət nümayiş portalı"
VOEN = "1400000011"
YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class DemoAuthority:
    """root: PEM of the anchor; seal: PKCS#12 of the site's seal.

    lists: that neither authority takes anything back, from the day they were made. keys: those of root and issuing CA,
    with which newer lists are signed; nothing else ever is. Demonstrations from before they were kept have none.
    """

    root: Path
    seal: Path
    lists: tuple[Path, Path]
    keys: Path


def demo_authority(folder: Path, address: str = "") -> DemoAuthority:
    """The authority of a demonstration in this folder, made at the first call: root, issuing CA and a seal.

    address: of the signing server, where its certificates then say newer lists are; "": they say nothing of it.
    Processes that start together all get the first one's.
    """
    lists = (folder / "root.crl", folder / "issuing.crl")
    made = DemoAuthority(folder / "root.pem", folder / "seal.p12", lists, folder / "seal-authority.pem")
    if not made.seal.exists():
        packed, keys, *held = _packed(address)
        write_secret(made.seal, packed)
        if made.seal.read_bytes() == packed:  # ours is the one that all hold
            for file, content in zip((*made.lists, made.keys), (*held, keys), strict=True):
                write_secret(file, content)
    if not made.root.exists():  # it lies in the seal's file too, so that the two always fit
        write_secret(made.root, _root_in(made.seal))
    return made


def _packed(address: str) -> tuple[bytes, bytes, bytes, bytes]:
    """A seal, its issuer and root as PKCS#12, the keys of the two authorities, and an empty list of either."""
    root_key, issuing_key, seal_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    top, middle = Signing(named(ROOT), root_key), Signing(named(ISSUING), issuing_key)
    root = certificate(top.name, root_key.public_key(), top, lasts=20 * YEAR, extensions=of_authority(1))
    told, told_above = ([crl_at(address, path)] if address else [] for path in (SEAL_ISSUING_CRL, SEAL_ROOT_CRL))
    above = [*of_authority(0), *told_above]
    issuing = certificate(middle.name, issuing_key.public_key(), top, lasts=10 * YEAR, extensions=above)
    subject = named(SEALED_BY, (NameOID.ORGANIZATION_NAME, SEALED_BY), (ORGANIZATION_IDENTIFIER, f"VATAZ-{VOEN}"))
    both = [*of_holder(signs=True, authenticates=True), *told]
    seal = certificate(subject, seal_key.public_key(), middle, lasts=3 * YEAR, extensions=both)
    packed = pkcs12.serialize_key_and_certificates(
        b"seal", seal_key, seal, [issuing, root], serialization.BestAvailableEncryption(PASSWORD.encode())
    )
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    keys = b"".join(key.private_bytes(*plain) for key in (root_key, issuing_key))
    return packed, keys, _empty_list(top), _empty_list(middle)


def _empty_list(by: Signing) -> bytes:
    now = clock.now()
    builder = x509.CertificateRevocationListBuilder().issuer_name(by.name).last_update(now).next_update(now + 20 * YEAR)
    key = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key())
    signed = builder.add_extension(key, critical=False).sign(by.key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.DER)


def _root_in(seal: Path) -> bytes:
    others = pkcs12.load_key_and_certificates(seal.read_bytes(), PASSWORD.encode())[2]
    root = next(one for one in others if one.subject == named(ROOT))
    return root.public_bytes(serialization.Encoding.PEM)


def write_secret(path: Path, content: bytes) -> None:
    """A file only its owner reads, on the disk whole or not at all. One that is there already stays as it is.

    So of several processes that make the same key at once the first one's counts, for all of them read it afterwards.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(half)
    finally:
        half.unlink(missing_ok=True)
