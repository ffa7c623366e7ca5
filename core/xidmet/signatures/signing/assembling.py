"""What a key elsewhere has to sign over a file, and the signed file around the bare signature that comes back."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from asn1crypto import cms

from xidmet.contract.signing import HashName, SignedHash
from xidmet.signatures.signing.cms import attributes, read_chain, signature
from xidmet.signatures.signing.pdf import prepare

PDF = "application/pdf"


def to_be_signed(content: bytes, media: str, chain: Sequence[bytes], hash_name: HashName, when: dt.datetime) -> bytes:
    """As Paper.to_be_signed: over a PDF for a PAdES signature, over all else for a CAdES one beside it."""
    return bytes(_attributes(content, media, chain, hash_name, when).dump())


def assembled(content: bytes, media: str, signed: SignedHash) -> bytes:
    """The signed PDF, or the signature beside any other content. Blocks for some milliseconds.

    It is not checked here whether the signature holds. Raises ValueError for a chain that can't be read.
    """
    over = _attributes(content, media, signed.chain, signed.hash_name, signed.when)
    made = signature(signed, over)
    return prepare(content, signed.hash_name, signed.when).filled(made) if media == PDF else made


def _attributes(
    content: bytes, media: str, chain: Sequence[bytes], hash_name: HashName, when: dt.datetime
) -> cms.CMSAttributes:
    signer = read_chain(chain)[0]
    if media == PDF:
        return attributes(signer, prepare(content, hash_name, when).digest, hash_name, None)
    return attributes(signer, hashlib.new(hash_name, content).digest(), hash_name, when)
