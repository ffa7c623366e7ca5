"""XAdES (ETSI EN 319 132-1): one ds:Signature with its qualifying properties, and whether it holds.

The mathematics is ours over lxml's canonical form: the libraries that were tried pass over transforms they do not know,
look at the first signature only, and take files in which a signed part was moved (docs/decisions.md).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from xidmet.contract.texts import _
from xidmet.signatures.algorithms import RSA_BITS, STRONG, Scheme, as_der, need_workable, verify_digest
from xidmet.signatures.formats.xades_unsigned import Unsigned
from xidmet.signatures.formats.xml_reading import NAMES, canonical, decoded, one
from xidmet.signatures.formats.xml_references import (
    DIGESTS,
    Document,
    External,
    Reference,
    listed,
    references,
    signed_manifests,
    weak_hashes,
)
from xidmet.signatures.signed_attributes import is_serial_of
from xidmet.signatures.signed_data import Signed, Stamp, read_certificates
from xidmet.signatures.verdict import NotGood, Sub

SIGNED_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
MORE, NEWER = "http://www.w3.org/2001/04/xmldsig-more#", "http://www.w3.org/2007/05/xmldsig-more#"
METHODS: dict[str, tuple[Scheme, str]] = {
    "http://www.w3.org/2000/09/xmldsig#rsa-sha1": ("rsa", "sha1"),
    **{f"{MORE}rsa-{name}": ("rsa", name) for name in ("sha224", "sha256", "sha384", "sha512")},
    **{f"{MORE}ecdsa-{name}": ("ecdsa", name) for name in ("sha1", "sha224", "sha256", "sha384", "sha512")},
    **{f"{NEWER}{name}-rsa-MGF1": ("rsa-pss", name) for name in ("sha1", "sha224", "sha256", "sha384", "sha512")},
}
POLICY = _("It names rules for signing (a signature policy) that are not read here.")


@dataclass(frozen=True)
class ReadXades:
    """references: what it covers besides its own properties, what manifests list included.

    later: archive time-stamps, from the oldest. manifests: their elements.
    """

    signed: Signed
    references: tuple[Reference, ...]
    later: tuple[Stamp, ...]
    notes: tuple[str, ...]
    manifests: tuple[Any, ...] = ()


def read_xades(signature: Any, document: Document, external: External) -> ReadXades:
    """external: what lies under an address outside the document. Raises NotGood, and says why."""
    found = references(signature, document, external)
    manifests = signed_manifests(signature, found)
    within = [each for one_of in manifests for each in listed(one_of, signature, document, external)]
    method = one(signature, "ds:SignedInfo/ds:SignatureMethod").get("Algorithm")
    if method not in METHODS:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "a method of signing that is not taken")
    certificates = read_certificates(
        [decoded(each) for each in signature.findall("ds:KeyInfo/ds:X509Data/ds:X509Certificate", NAMES)]
    )
    certificate = _need_signature(signature, certificates, METHODS[method])
    properties = _properties(signature, found)
    _need_named(properties, certificate)
    need_workable(certificate.public_key())
    unsigned = Unsigned(signature, found)
    others = (*certificates, *read_certificates(unsigned.certificates))
    scheme, hash_name = METHODS[method]
    signed = Signed(
        certificate,
        others=tuple(each for each in others if each != certificate),
        told=tuple(unsigned.told),
        claimed_time=_claimed_time(properties),
        algorithms=(f"{scheme}-{hash_name}", *weak_hashes(signature)),
        stamps=tuple(unsigned.stamps),
        counter_signed=unsigned.counter_signed,
    )
    policy = properties.find("xa:SignedSignatureProperties/xa:SignaturePolicyIdentifier/xa:SignaturePolicyId", NAMES)
    beside = [each for each in found if each.kind != SIGNED_PROPERTIES and each.target not in manifests]
    notes = (POLICY,) if policy is not None else ()
    return ReadXades(signed, (*beside, *within), tuple(unsigned.later), notes, tuple(manifests))


def _need_signature(
    signature: Any, certificates: tuple[x509.Certificate, ...], how: tuple[Scheme, str]
) -> x509.Certificate:
    """The certificate under whose key it holds; which one is meant, the signed properties say later."""
    (scheme, hash_name), info = how, one(signature, "ds:SignedInfo")
    form = one(info, "ds:CanonicalizationMethod")
    digest = hashlib.new(hash_name, canonical(info, form.get("Algorithm"), form)).digest()
    value = decoded(one(signature, "ds:SignatureValue"))
    if not certificates:
        raise NotGood(Sub.NO_SIGNING_CERTIFICATE_FOUND, "no certificate in the signature")
    keys = [each.public_key() for each in certificates]
    for each, key in zip(certificates, keys, strict=True):
        with contextlib.suppress(NotGood):
            verify_digest(key, as_der(value, key), digest, hash_name, scheme)
            return each
    if any(isinstance(key, rsa.RSAPublicKey) and key.key_size < RSA_BITS.start for key in keys):
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "a key too short to be worked out")
    raise NotGood(Sub.SIG_CRYPTO_FAILURE, f"the {scheme} signature does not hold")


def _properties(signature: Any, found: list[Reference]) -> Any:
    """The signed ones, which must be those of this very signature (EN 319 132-1, 4.3 and 4.4)."""
    holders = signature.findall("ds:Object/xa:QualifyingProperties", NAMES)
    if not holders:
        raise NotGood(Sub.SIG_CONSTRAINTS_FAILURE, "no qualifying properties: a bare XML signature")
    if len(holders) != 1 or holders[0].get("Target") != f"#{signature.get('Id')}":
        raise NotGood(Sub.FORMAT_FAILURE, "qualifying properties of another signature")
    properties = one(holders[0], "xa:SignedProperties")
    if [each.target for each in found if each.kind == SIGNED_PROPERTIES] != [properties]:
        raise NotGood(Sub.FORMAT_FAILURE, "the signed properties are not the ones that are signed")
    return properties


def _need_named(properties: Any, certificate: x509.Certificate) -> None:
    """Without it another certificate of the same key could be put in its place."""
    held = properties.find("xa:SignedSignatureProperties", NAMES)
    kinds = ("SigningCertificateV2", "SigningCertificate")
    named = [each for kind in kinds for each in (held.findall(f"xa:{kind}", NAMES) if held is not None else ())]
    if not named:
        raise NotGood(Sub.SIG_CONSTRAINTS_FAILURE, "no signed property names the signer's certificate")
    for each in named:
        first = each.find("xa:Cert", NAMES)
        if first is None:
            raise NotGood(Sub.FORMAT_FAILURE, "a signing certificate without one")
        _need_this(first, certificate)


def _need_this(named: Any, certificate: x509.Certificate) -> None:
    hash_name = DIGESTS.get(one(named, "xa:CertDigest/ds:DigestMethod").get("Algorithm"))
    digest, der = decoded(one(named, "xa:CertDigest/ds:DigestValue")), certificate.public_bytes(Encoding.DER)
    if hash_name is None or hashlib.new(hash_name, der).digest() != digest:
        raise NotGood(Sub.NO_SIGNING_CERTIFICATE_FOUND, "the signed properties name another certificate")
    if not _has_number_of(certificate, named) and hash_name not in STRONG:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "the signer's certificate is named by a weak hash")


def _has_number_of(certificate: x509.Certificate, named: Any) -> bool:
    """Whether it is given; with it, SHA-1 still tells two certificates apart. Raises NotGood for another's."""
    older, newer = (named.find(path, NAMES) for path in ("xa:IssuerSerial/ds:X509SerialNumber", "xa:IssuerSerialV2"))
    if older is not None and (older.text or "").strip() != str(certificate.serial_number):
        raise NotGood(Sub.NO_SIGNING_CERTIFICATE_FOUND, "the signed properties give another serial number")
    if newer is not None and not is_serial_of(tsp.IssuerSerial.load(decoded(newer), strict=True), certificate):
        raise NotGood(Sub.NO_SIGNING_CERTIFICATE_FOUND, "the signed properties give another serial number")
    return older is not None or newer is not None


def _claimed_time(properties: Any) -> dt.datetime | None:
    found = properties.find("xa:SignedSignatureProperties/xa:SigningTime", NAMES)
    try:
        told = dt.datetime.fromisoformat((found.text or "").strip()) if found is not None else None
    except ValueError:
        return None
    return told if told and told.tzinfo else None
