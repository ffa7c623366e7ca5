"""A bare signature over a hash, as a phone or a smart card gives it, with the certificate it came with."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from xidmet import clock
from xidmet.signatures.algorithms import Scheme, as_der, need_workable, verify_digest
from xidmet.signatures.identity import Kind
from xidmet.signatures.judging import Draft, judged
from xidmet.signatures.signed_data import read_certificate
from xidmet.signatures.trust import Trust
from xidmet.signatures.usage import Usage
from xidmet.signatures.verdict import NotGood, Sub, Verdict

LONGEST = 2000  # bytes; of RSA with 8192 bits it is 1024


async def verify_raw(
    certificate: bytes,
    signature: bytes,
    digest: bytes,
    trust: Trust,
    *,
    hash_name: str = "sha256",
    pss: bool = False,
    others: Sequence[x509.Certificate] = (),
    at: dt.datetime | None = None,
    signer: Kind | None = None,
    usage: Usage = "authenticate",
) -> Verdict:
    """Check a signature over a digest. Any input gets a verdict, never an exception.

    certificate: DER. signature: ECDSA as DER or as r and s side by side; RSA PKCS#1 v1.5, or RSA-PSS when pss.
    digest: worked out by us from what we asked to be signed, never taken from the answer. hash_name: sha256, sha384 or
    sha512. others: issuers that came along. at, signer, usage: as in verify_detached.
    """
    draft = Draft(at or clock.now())
    try:
        draft = await asyncio.to_thread(_read, draft, certificate, signature, digest, hash_name, pss)
    except NotGood as error:
        return draft.ended(error)
    except Exception as error:  # a hostile certificate makes the library raise many kinds
        return draft.ended(NotGood(Sub.FORMAT_FAILURE, type(error).__name__))
    return await judged(draft, others, (), trust, signer=signer, usage=usage)


def _read(draft: Draft, certificate: bytes, signature: bytes, digest: bytes, hash_name: str, pss: bool) -> Draft:
    if len(signature) > LONGEST:
        raise NotGood(Sub.FORMAT_FAILURE, "longer than is taken")
    read = read_certificate(certificate)
    if read is None:
        raise NotGood(Sub.FORMAT_FAILURE, "no certificate that can be read")
    key = read.public_key()
    scheme: Scheme = "ecdsa" if isinstance(key, ec.EllipticCurvePublicKey) else "rsa-pss" if pss else "rsa"
    verify_digest(key, as_der(signature, key), digest, hash_name, scheme)
    need_workable(key)
    return Draft(draft.at, read, algorithms=(f"{scheme}-{hash_name}",))
