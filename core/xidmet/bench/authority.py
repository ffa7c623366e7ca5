"""An authority for the bench of signatures: a root, two authorities below it, their lists, any number of signers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from xidmet import clock
from xidmet.signatures import Anchors

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
DER = serialization.Encoding.DER
CONTENT = b"An application of some length. " * 100
YEAR = dt.timedelta(days=365)


class Holder(NamedTuple):
    key: Key
    certificate: x509.Certificate


def key_of(kind: str) -> Key:
    """kind: EC or RSA."""
    return ec.generate_private_key(ec.SECP256R1()) if kind == "EC" else rsa.generate_private_key(65537, 2048)


class Authority:
    """chain: from the one that issues up to the root. crls: of each of them, as DER."""

    def __init__(self, kind: str) -> None:
        self.kind, self._key = kind, key_of(kind)
        above: list[Holder] = []
        for depth in range(3):
            key = key_of(kind)
            by = above[0] if above else None
            above.insert(
                0, Holder(key, _certificate(_name(f"Bench {kind} {depth}"), key, key, by, _of_authority(depth)))
            )
        self._above = above
        self.chain = tuple(one.certificate for one in above)
        self.crls = tuple(_crl(one) for one in above)

    @property
    def anchors(self) -> Anchors:
        return Anchors(persons=self.chain[-1:], crls=self.crls)

    def signer(self, number: int) -> Holder:
        """Each with a certificate of their own. All have one key, for making keys takes long."""
        fin = f"{number:07d}"
        subject = _name(
            "Somebody", (NameOID.SURNAME, "Body"), (NameOID.GIVEN_NAME, "Some"), (NameOID.SERIAL_NUMBER, f"PNOAZ-{fin}")
        )
        made = _certificate(
            subject, self._key, self._above[0].key, self._above[0], [(_usage(content_commitment=True), True)]
        )
        return Holder(self._key, made)

    async def sign(self, by: Holder, content: bytes = CONTENT) -> bytes:
        """Detached CAdES, with all certificates but the root's."""
        form = (DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        store: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple([read_anew(one) for one in self.chain[:-1]])
        key = keys.PrivateKeyInfo.load(by.key.private_bytes(*form))
        signer = SimpleSigner(signing_cert=read_anew(by.certificate), signing_key=key, cert_registry=store)
        made = await signer.async_sign_general_data(content, "sha256", use_cades=True)
        return bytes(made.dump())


def read_anew(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """As pyHanko wants it."""
    return asn1_x509.Certificate.load(certificate.public_bytes(DER))


def _name(common: str, *more: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    pairs = ((NameOID.COUNTRY_NAME, "AZ"), *more, (NameOID.COMMON_NAME, common))
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in pairs])


def _certificate(
    subject: x509.Name, key: Key, own: Key, by: Holder | None, extensions: Sequence[tuple[x509.ExtensionType, bool]]
) -> x509.Certificate:
    """by: None: it signs itself with its own key."""
    now, issuer = clock.now(), by.key if by else own
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + YEAR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), critical=False)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(issuer, hashes.SHA256())


def _of_authority(depth: int) -> list[tuple[x509.ExtensionType, bool]]:
    return [
        (x509.BasicConstraints(ca=True, path_length=2 - depth), True),
        (_usage(key_cert_sign=True, crl_sign=True), True),
    ]


def _usage(**uses: bool) -> x509.KeyUsage:
    names = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement "
        "key_cert_sign crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{name: uses.get(name, False) for name in names.split()})


def _crl(by: Holder) -> bytes:
    """With a hundred that were taken back."""
    now = clock.now()
    builder = x509.CertificateRevocationListBuilder().issuer_name(by.certificate.subject)
    builder = builder.last_update(now).next_update(now + dt.timedelta(days=1))
    for number in range(1, 101):
        entry = x509.RevokedCertificateBuilder().serial_number(number).revocation_date(now)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(by.key, hashes.SHA256()).public_bytes(DER)
