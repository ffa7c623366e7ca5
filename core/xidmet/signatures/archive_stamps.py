"""Archive time-stamps of CAdES (archive-time-stamp-v3, ETSI EN 319 122-1, 5.5): what each of them is over."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from asn1crypto import algos, cms, core

from xidmet.signatures.algorithms import STRONG
from xidmet.signatures.encoding import pieces
from xidmet.signatures.signed_data import Stamp, embedded_content
from xidmet.signatures.unsigned_attributes import ARCHIVE_V3, MOST_STAMPS, each_value
from xidmet.signatures.verdict import NotGood, Sub

HASH_INDEX = "0.4.0.19122.1.5"
SIGNER_PARTS = 6  # version, sid, digestAlgorithm, signedAttrs, signatureAlgorithm, signature


class _Hashes(core.SequenceOf):  # type: ignore[misc]  # asn1crypto has no types
    _child_spec = core.OctetString


class _HashIndex(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("algorithm", algos.DigestAlgorithm),
        ("certificates", _Hashes),
        ("crls", _Hashes),
        ("attributes", _Hashes),
    ]


@dataclass(frozen=True)
class _Archive:
    """index: as it stands. covers: hashes of certificates, lists and attributes, by the hash of this name."""

    token: bytes
    time: dt.datetime
    imprint_hash: str
    index: bytes
    hash_name: str
    covers: frozenset[bytes]


def archive_stamps(data: Any, signer: Any, content: bytes | None) -> tuple[Stamp, ...]:
    """From the oldest. Raises NotGood when one of them does not cover all that lay in the signature before it.

    Such a one may be good, yet proves nothing of what it leaves out. asn1crypto raises many kinds besides.
    """
    values = list(each_value(signer))
    archives = sorted((_read(value) for kind, value in values if kind == ARCHIVE_V3), key=lambda one: one.time)
    if len(archives) > MOST_STAMPS:
        raise NotGood(Sub.FORMAT_FAILURE, f"more than {MOST_STAMPS} time-stamps")
    held = embedded_content(data) if content is None else content
    for place, one in enumerate(archives):
        _need_whole(one, data, values, {each.token for each in archives[place:]})
    return tuple(Stamp(one.token, _over(one, data, signer, held or b"")) for one in archives)


def _read(token: bytes) -> _Archive:
    stamp = cms.ContentInfo.load(token, strict=True)["content"]
    info = stamp["encap_content_info"]["content"].parsed
    found = [value for kind, value in each_value(stamp["signer_infos"][0]) if kind == HASH_INDEX]
    if len(found) != 1:
        raise NotGood(Sub.GENERIC, "an archive time-stamp without its index")
    index = _HashIndex.load(found[0], strict=True)
    hash_name, imprint = index["algorithm"]["algorithm"].native, info["message_imprint"]["hash_algorithm"]
    if not {hash_name, imprint["algorithm"].native} <= STRONG:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "an archive time-stamp by a weak hash")
    covers = frozenset(one.native for part in ("certificates", "crls", "attributes") for one in index[part])
    return _Archive(token, info["gen_time"].native, imprint["algorithm"].native, found[0], hash_name, covers)


def _need_whole(one: _Archive, data: Any, values: list[tuple[str, bytes]], later: set[bytes]) -> None:
    """later: time-stamps that came with it or after it, itself included."""
    parts = [held.dump() for name in ("certificates", "crls") for held in data[name] or ()]
    parts += [cms.CMSAttributeType(kind).dump() + value for kind, value in values if value not in later]
    if {hashlib.new(one.hash_name, part).digest() for part in parts} - one.covers:
        raise NotGood(Sub.GENERIC, "an archive time-stamp that leaves something out")


def _over(one: _Archive, data: Any, signer: Any, content: bytes) -> tuple[bytes, ...]:
    """EN 319 122-1, 5.5.3, in its order."""
    inner = signer.contents
    fields = [inner[start:end] for start, _inside, end in pieces(inner)][:SIGNER_PARTS]
    kind = data["encap_content_info"]["content_type"].dump()
    return (kind, hashlib.new(one.imprint_hash, content).digest(), *fields, one.index)
