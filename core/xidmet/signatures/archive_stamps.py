"""Archive time-stamps of CAdES: what each of them is over.

Version 3 (ETSI EN 319 122-1, 5.5) names by hash what it covers; version 2 (ETSI TS 101 733, 6.4.1) covers all that lay
there, byte by byte.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from typing import Any

from asn1crypto import algos, cms, core

from xidmet.signatures.algorithms import STRONG
from xidmet.signatures.encoding import pieces
from xidmet.signatures.signed_data import Stamp, embedded_content
from xidmet.signatures.unsigned_attributes import ARCHIVE_V2, ARCHIVE_V3, MOST_STAMPS, each_value
from xidmet.signatures.verdict import NotGood, Sub

HASH_INDEX = "0.4.0.19122.1.5"
SEQUENCE, UNSIGNED, KEPT = b"\x30", b"\xa1", (b"\xa0", b"\xa1")  # tags; certificates and lists
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
    """index: as it stands; None: of version 2. covers: hashes of certificates, lists and attributes, by hash_name."""

    token: bytes
    time: dt.datetime
    imprint_hash: str
    imprint: bytes
    index: bytes | None = None
    hash_name: str = "sha256"
    covers: frozenset[bytes] = frozenset()


def archive_stamps(data: Any, signer: Any, content: bytes | None) -> tuple[Stamp, ...]:
    """From the oldest. Raises NotGood when one of them does not cover all that lay in the signature before it.

    Such a one may be good, yet proves nothing of what it leaves out. asn1crypto raises many kinds besides.
    """
    values = list(each_value(signer))
    found = [_read(kind, value) for kind, value in values if kind in (ARCHIVE_V2, ARCHIVE_V3)]
    if len(found) > MOST_STAMPS:
        raise NotGood(Sub.FORMAT_FAILURE, f"more than {MOST_STAMPS} time-stamps")
    archives, stamps = sorted(found, key=lambda one: one.time), []
    for place, one in enumerate(archives):
        later = {each.token for each in archives[place:]}
        if one.index is None:
            stamps.append(Stamp(one.token, _over_all(one, data, signer, content, later)))
        else:
            _need_whole(one, data, values, later)
            stamps.append(Stamp(one.token, _over(one, one.index, data, signer, content)))
    return tuple(stamps)


def _read(kind: str, token: bytes) -> _Archive:
    stamp = cms.ContentInfo.load(token, strict=True)["content"]
    info = stamp["encap_content_info"]["content"].parsed
    imprint = info["message_imprint"]
    name, time = imprint["hash_algorithm"]["algorithm"].native, info["gen_time"].native
    read = _Archive(token, time, _strong(name), imprint["hashed_message"].native)
    return read if kind == ARCHIVE_V2 else _with_index(read, stamp)


def _with_index(read: _Archive, stamp: Any) -> _Archive:
    found = [value for kind, value in each_value(stamp["signer_infos"][0]) if kind == HASH_INDEX]
    if len(found) != 1:
        raise NotGood(Sub.GENERIC, "an archive time-stamp without its index")
    index = _HashIndex.load(found[0], strict=True)
    covers = frozenset(one.native for part in ("certificates", "crls", "attributes") for one in index[part])
    return replace(read, index=found[0], hash_name=_strong(index["algorithm"]["algorithm"].native), covers=covers)


def _strong(name: str) -> str:
    if name not in STRONG:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "an archive time-stamp by a weak hash")
    return name


def _need_whole(one: _Archive, data: Any, values: list[tuple[str, bytes]], later: set[bytes]) -> None:
    """later: time-stamps that came with it or after it, itself included."""
    parts = [held.dump() for name in ("certificates", "crls") for held in data[name] or ()]
    parts += [cms.CMSAttributeType(kind).dump() + value for kind, value in values if value not in later]
    if {hashlib.new(one.hash_name, part).digest() for part in parts} - one.covers:
        raise NotGood(Sub.GENERIC, "an archive time-stamp that leaves something out")


def _over(one: _Archive, index: bytes, data: Any, signer: Any, content: bytes | None) -> tuple[bytes, ...]:
    """EN 319 122-1, 5.5.3, in its order."""
    held = embedded_content(data) if content is None else content
    kind = data["encap_content_info"]["content_type"].dump()
    return (kind, hashlib.new(one.imprint_hash, held or b"").digest(), *_parts(signer.contents)[:SIGNER_PARTS], index)


def _over_all(one: _Archive, data: Any, signer: Any, content: bytes | None, later: set[bytes]) -> tuple[bytes, ...]:
    """TS 101 733, 6.4.1, in its order. Its annex K, note 3: versions differ on the head of the unsigned attributes.

    Raises NotGood when it is over neither, nor over what else some program may have understood.
    """
    beside = () if content is None or embedded_content(data) is not None else (content,)
    parts = _parts(data.contents)
    about = next(part for part in parts if part[:1] == SEQUENCE)
    fields, unsigned = _parts(signer.contents), _unsigned(signer.contents, later)
    first = (about, *beside, *(part for part in parts if part[:1] in KEPT), *fields[:SIGNER_PARTS])
    for over in ((*first, _encoded(UNSIGNED, unsigned)), (*first, unsigned)):
        if Stamp(one.token, over).digest(one.imprint_hash) == one.imprint:
            return over
    raise NotGood(Sub.GENERIC, "an archive time-stamp over something else than was expected")


def _unsigned(signer: bytes, later: set[bytes]) -> bytes:
    """The attributes as they stand, but for those time-stamps."""
    start, inside, end = list(pieces(signer))[SIGNER_PARTS]
    if signer[start : start + 1] != UNSIGNED:
        raise NotGood(Sub.FORMAT_FAILURE, "something after the signature's value")
    held = signer[inside:end]
    return b"".join(held[first:last] for first, within, last in pieces(held) if not _is_of(held[within:last], later))


def _is_of(attribute: bytes, later: set[bytes]) -> bool:
    _kind, (_start, inside, end) = pieces(attribute)
    values = attribute[inside:end]
    return {values[first:last] for first, _inside, last in pieces(values)} <= later


def _encoded(tag: bytes, held: bytes) -> bytes:
    return tag + bytes(core.OctetString(held).dump()[1:])


def _parts(held: bytes) -> list[bytes]:
    return [held[start:end] for start, _inside, end in pieces(held)]
