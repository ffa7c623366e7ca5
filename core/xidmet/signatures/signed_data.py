"""CMS signatures (RFC 5652) taken apart, and whether they hold over their content. Who made them is not asked here."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms, core, pem
from cryptography import x509

from xidmet.signatures.algorithms import HASHES, STRONG, Scheme, need_workable, verify_digest
from xidmet.signatures.chains import MOST
from xidmet.signatures.encoding import need_bounded, pieces
from xidmet.signatures.remembering import remembered
from xidmet.signatures.revocation import EMBEDDED, Told
from xidmet.signatures.signed_attributes import Attributes, need_named
from xidmet.signatures.unsigned_attributes import UnsignedAttributes
from xidmet.signatures.verdict import NotGood, Sub, too_much

LONGEST = 6_000_000  # bytes of a signature with its content
BIGGEST_CERTIFICATE = 20_000  # bytes; those that there are have two thousand
ATTRIBUTES = 0xA0  # the tag of the signed attributes in the signature
SET_OF = b"\x31"  # the tag under which they are hashed


@dataclass(frozen=True)
class Stamp:
    """A time-stamp token (RFC 3161) as DER, and what it must have been made over, in parts that follow one another."""

    token: bytes
    over: tuple[bytes | memoryview, ...]

    def digest(self, hash_name: str) -> bytes:
        hashed = hashlib.new(hash_name)
        for part in self.over:
            hashed.update(part)
        return hashed.digest()


@dataclass(frozen=True)
class Signed:
    """certificate: the one the signature was made with. others, told: what the signer brought along besides.

    counter_signed: others signed the signature's value. archived: with an archive time-stamp that proves nothing here.
    Neither is checked.
    """

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    told: tuple[Told, ...]
    claimed_time: dt.datetime | None
    algorithms: tuple[str, ...]
    stamps: tuple[Stamp, ...] = ()
    counter_signed: bool = False
    archived: bool = False


def read_signed(content: bytes | None, signature: bytes) -> Signed:
    """Take it apart, and see that it holds over this content. None: the content is in the signature.

    Raises NotGood, and says why. May block for a second on hostile input.
    """
    data = read_data(signature)
    signers = data["signer_infos"]
    if len(signers) != 1:
        raise NotGood(Sub.SIG_CONSTRAINTS_FAILURE, f"{len(signers)} signatures in one; one is taken")
    read = read_signer(content, data, signers[0])
    _need_same_imprint(read.stamps)
    return read


def read_signer(content: bytes | None, data: Any, signer: Any, *, named_by: frozenset[str] = STRONG) -> Signed:
    """One signer of a SignedData. named_by: hashes that may name the certificate. Raises NotGood, and says why."""
    forms = _raw_attributes(signer)
    attributes = Attributes(signer["signed_attrs"])
    hash_name, scheme, salt = _algorithms(signer)
    _need_content(content, embedded_content(data), attributes, data, hash_name)
    certificates = _certificates(data)
    certificate = _made_with(signer, certificates, attributes)
    _need_signature(certificate, signer, forms, (hash_name, scheme, salt))
    need_workable(certificate.public_key())
    need_named(attributes, certificate, named_by)
    unsigned = UnsignedAttributes(signer)
    return Signed(
        certificate,
        others=tuple(one for one in (*certificates, *read_certificates(unsigned.certificates)) if one != certificate),
        told=(*_told(data), *unsigned.told)[:MOST],
        claimed_time=attributes.claimed_time,
        algorithms=(f"{scheme}-{hash_name}",),
        stamps=tuple(Stamp(token, (signer["signature"].native,)) for token in unsigned.signature_stamps),
        counter_signed=unsigned.counter_signed,
        archived=unsigned.archived,
    )


def read_data(signature: bytes, longest: int = LONGEST) -> Any:
    """The SignedData in DER, BER or PEM. longest: bytes. Raises NotGood; asn1crypto raises many kinds besides."""
    if len(signature) > longest:
        raise too_much("longer than is taken")
    if pem.detect(signature):
        signature = pem.unarmor(signature)[2]
    need_bounded(signature)
    whole = cms.ContentInfo.load(signature, strict=True)
    if whole["content_type"].native != "signed_data":
        raise NotGood(Sub.FORMAT_FAILURE, "no SignedData")
    return whole["content"]


def _raw_attributes(signer: Any) -> tuple[bytes, ...]:
    """As they stand, as most programs hash them, and in the order of DER, as RFC 5652 means it, when that is another.

    asn1crypto would put them in order by reading each, and knows some wrongly.
    """
    for start, inside, end in pieces(signer.contents):
        if signer.contents[start] == ATTRIBUTES:
            head, held = signer.contents[start + 1 : inside], signer.contents[inside:end]
            ordered = b"".join(sorted(held[first:last] for first, _inside, last in pieces(held)))
            return tuple(dict.fromkeys(SET_OF + head + form for form in (held, ordered)))
    raise NotGood(Sub.SIG_CONSTRAINTS_FAILURE, "no signed attributes")


def _algorithms(signer: Any) -> tuple[str, Scheme, int | None]:
    hash_name, algorithm = signer["digest_algorithm"]["algorithm"].native, signer["signature_algorithm"]
    if hash_name not in HASHES:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "this hash is not taken")
    schemes: dict[str, Scheme] = {"rsassa_pkcs1v15": "rsa", "ecdsa": "ecdsa", "rsassa_pss": "rsa-pss"}
    kind = algorithm.signature_algo
    if kind not in schemes:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, f"{kind} is not taken")
    named = algorithm["algorithm"].native
    if named not in ("rsassa_pkcs1v15", "ecdsa") and algorithm.hash_algo != hash_name:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "hash and signature name two different hashes")
    return hash_name, schemes[kind], _salt(algorithm, hash_name) if kind == "rsassa_pss" else None


def _salt(algorithm: Any, hash_name: str) -> int:
    given = algorithm["parameters"]
    mask = given["mask_gen_algorithm"]
    if mask["algorithm"].native != "mgf1" or mask["parameters"]["algorithm"].native != hash_name:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "RSA-PSS with a mask of another hash")
    return int(given["salt_length"].native)


def _need_content(
    content: bytes | None, embedded: bytes | None, attributes: Attributes, data: Any, hash_name: str
) -> None:
    if content is None and embedded is None:
        raise NotGood(Sub.SIGNED_DATA_NOT_FOUND, "no content, neither within nor beside the signature")
    if content is not None and embedded is not None and content != embedded:
        raise NotGood(Sub.HASH_FAILURE, "the content within the signature is another")
    if attributes.content_type != data["encap_content_info"]["content_type"].native:
        raise NotGood(Sub.FORMAT_FAILURE, "the content is said to be of two kinds")
    if hashlib.new(hash_name, content or embedded or b"").digest() != attributes.message_digest:
        raise NotGood(Sub.HASH_FAILURE, "the content's hash is another than the one signed")


def embedded_content(data: Any) -> bytes | None:
    """What it is must be asked before it is looked into: signatures within signatures take asn1crypto years."""
    held = data["encap_content_info"]["content"]
    if isinstance(held, core.Void):
        return None
    if not isinstance(held, core.OctetString | core.ParsableOctetString):
        raise NotGood(Sub.FORMAT_FAILURE, "what was signed is not read here")
    return bytes(held)


def _certificates(data: Any) -> tuple[x509.Certificate, ...]:
    return read_certificates([one.chosen.dump() for one in data["certificates"] or () if one.name == "certificate"])


def read_certificates(found: Sequence[bytes]) -> tuple[x509.Certificate, ...]:
    """Those in DER that can be read. Raises NotGood for too many."""
    if len(found) > MOST:
        raise too_much(f"more than {MOST} certificates")
    return tuple(one for der in found if (one := read_certificate(der)))


@remembered()
def read_certificate(der: bytes) -> x509.Certificate | None:
    """One that can't be read whole now would stop a later step; it is as good as absent."""
    if len(der) > BIGGEST_CERTIFICATE:
        return None
    try:
        one = x509.load_der_x509_certificate(der)
        return (
            one if one.subject is not None and one.issuer is not None and one.extensions and one.public_key() else None
        )
    except MemoryError:  # says nothing about the certificate, so it must not be remembered
        raise
    except Exception:  # hostile certificates make the library raise more kinds than it tells
        return None


def _made_with(signer: Any, certificates: tuple[x509.Certificate, ...], attributes: Attributes) -> x509.Certificate:
    """The signature's own word for it, which is not signed, finds it; the signed attribute then must name the same."""
    said = signer["sid"]
    if said.name == "issuer_and_serial_number":
        issuer, serial = said.chosen["issuer"].dump(), said.chosen["serial_number"].native
        found = [one for one in certificates if (one.issuer.public_bytes(), one.serial_number) == (issuer, serial)]
    else:
        found = [one for one in certificates if _key_identifier(one) == said.chosen.native]
    named = [one for one in found if attributes.names(one)] or found
    if not named:
        raise NotGood(Sub.NO_SIGNING_CERTIFICATE_FOUND, "the signer's certificate is not among those brought along")
    return named[0]


def _key_identifier(certificate: x509.Certificate) -> bytes | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except x509.ExtensionNotFound:
        return None


def _need_signature(
    certificate: x509.Certificate, signer: Any, forms: tuple[bytes, ...], how: tuple[str, Scheme, int | None]
) -> None:
    (hash_name, scheme, salt), value, key = how, signer["signature"].native, certificate.public_key()
    for form in forms[:-1]:
        with contextlib.suppress(NotGood):
            return verify_digest(key, value, hashlib.new(hash_name, form).digest(), hash_name, scheme, salt=salt)
    return verify_digest(key, value, hashlib.new(hash_name, forms[-1]).digest(), hash_name, scheme, salt=salt)


def _need_same_imprint(stamps: Sequence[Stamp]) -> None:
    """A time-stamp proves no time here, but one over another signature shows that somebody meddled with it."""
    for one in stamps:
        token = cms.ContentInfo.load(one.token)
        imprint = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]
        name = imprint["hash_algorithm"]["algorithm"].native
        if name not in STRONG or one.digest(name) != imprint["hashed_message"].native:
            raise NotGood(Sub.SIG_CONSTRAINTS_FAILURE, "a time-stamp that belongs to another signature")


def _told(data: Any) -> tuple[Told, ...]:
    """Lists and answers that lie beside the certificates (RFC 5652, 10.2.1; RFC 5940)."""
    found: list[Told] = []
    for one in data["crls"] or ():
        if one.name == "crl":
            found.append(Told("crl", EMBEDDED, one.chosen.dump()))
        elif one.name == "other" and one.chosen["other_rev_info_format"].native == "ocsp_response":
            found.append(Told("ocsp", EMBEDDED, one.chosen["other_rev_info"].parsed.dump()))
    return tuple(found[:MOST])
