"""Time-stamps for tests: an authority of the demonstration's own, and tokens made by hand."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from asn1crypto import algos, cms, core, parser, tsp
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.timestamps import TimeStamper
from xidmet import clock
from xidmet.signatures import Anchors, Trust
from xidmet.signatures.demo_certificates import named, of_holder
from xidmet.signatures.demo_people import Issued
from xidmet.signatures.demo_revocation import issuing_crl, root_crl

from tests.core import people
from tests.core.ca_server import CaServer
from tests.core.signing import cades

STAMPS = (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)


def authority(ca: CaServer, *, uses: tuple[x509.ExtensionType, bool] = STAMPS, **more: Any) -> Issued:
    extensions = [*of_holder(signs=False, authenticates=True), uses]
    return people.by_issuing(ca, subject=named("Vaxt möhürü"), extensions=extensions, **more)


def token(by: Issued, over: bytes, at: dt.datetime | None = None, *, hash_name: str = "sha256") -> bytes:
    """at: what it says; None: now."""
    imprint = {"hash_algorithm": {"algorithm": hash_name}, "hashed_message": hashlib.new(hash_name, over).digest()}
    return _token(by, imprint, at or clock.now())


def _token(by: Issued, imprint: Any, at: dt.datetime) -> bytes:
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.2.3",
            "message_imprint": imprint,
            "serial_number": 1,
            "gen_time": core.GeneralizedTime(at.replace(microsecond=0)),
        }
    )
    return cades(by, info.dump(), attached=info.dump(), kind="tst_info")


def stamped(signature: bytes, by: Issued, at: dt.datetime | None = None, *, over: bytes | None = None) -> bytes:
    """The same CAdES with a time-stamp over each signer's value, or over something else."""
    return beside(
        signature, lambda value: [("signature_time_stamp_token", cms.ContentInfo.load(token(by, over or value, at)))]
    )


def beside(signature: bytes, make: Any) -> bytes:
    """The same CAdES with unsigned attributes, which are made from the signature's value."""
    told = []
    for signer in cms.ContentInfo.load(signature)["content"]["signer_infos"]:
        held = [cms.CMSAttribute({"type": kind, "values": [value]}) for kind, value in make(signer["signature"].native)]
        told.append([one.dump() for one in held])
    return _with_unsigned(signature, told)


class Stamper(TimeStamper):  # type: ignore[misc]  # pyHanko has no types
    """Of pyHanko, answered by our authority."""

    def __init__(self, by: Issued) -> None:
        super().__init__(include_nonce=False)
        self.by = by

    async def async_request_tsa_response(self, req: Any) -> Any:
        made = _token(self.by, req["message_imprint"], clock.now())
        told = {"status": {"status": "granted"}, "time_stamp_token": cms.ContentInfo.load(made)}
        return tsp.TimeStampResp(told)


def trust(folder: Path, *, lists: bool = True, stamps: bool = True) -> Trust:
    """Of the demonstration's authority, with its lists at hand and without a network."""
    held = people.anchors(folder)
    crls: Sequence[bytes] = (issuing_crl(folder), root_crl(folder)) if lists else ()
    return Trust(Anchors(held.persons, held.seals, held.persons if stamps else (), crls=tuple(crls)))


def archived(signature: bytes, by: Issued, content: bytes, at: dt.datetime | None = None, *, leave: int = 0) -> bytes:
    """The same CAdES with an archive time-stamp of version 3 beside what lies in it. leave: certificates left out."""
    data = cms.ContentInfo.load(signature)["content"]
    signer = data["signer_infos"][0]
    digest = lambda part: hashlib.sha256(part).digest()  # noqa: E731
    beside = [cms.CMSAttribute.load(one.dump()) for one in signer["unsigned_attrs"] or ()]
    named = [one["type"].dump() + value.dump() for one in beside for value in one["values"]]
    certificates = [one.dump() for one in data["certificates"]][leave:]
    crls = [one.dump() for one in data["crls"] or ()]
    lists = [
        _sequence(core.OctetString(digest(part)).dump() for part in parts) for parts in (certificates, crls, named)
    ]
    index = _sequence([algos.DigestAlgorithm({"algorithm": "sha256"}).dump(), *lists])
    fields = _parts(signer.contents)[:6]
    over = b"".join([data["encap_content_info"]["content_type"].dump(), digest(content), *fields, index])
    stamp = _with_unsigned(token(by, over, at), [[_attribute("0.4.0.19122.1.5", index)]])
    return _with_unsigned(signature, [[*(one.dump() for one in beside), _attribute("0.4.0.1733.2.4", stamp)]])


def _attribute(kind: str, value: bytes) -> bytes:
    return _sequence([core.ObjectIdentifier(kind).dump(), _tagged(0x31, [value])])


def _with_unsigned(signature: bytes, told: Sequence[Sequence[bytes]]) -> bytes:
    """told: for each signer its unsigned attributes, in place of those it has.

    Put together as bytes: asn1crypto encodes what was changed again at each level above it, and takes a length that
    ends in 0x80 for an indefinite one. Then a level costs four times the one below, and one in 256 ten minutes.
    """
    data = cms.ContentInfo.load(signature)["content"]
    *before, signers = _parts(data.contents)
    kept = [[part for part in _parts(one.contents) if part[0] != 0xA1] for one in data["signer_infos"]]
    made = [_sequence([*parts, _tagged(0xA1, sorted(more))]) for parts, more in zip(kept, told, strict=True)]
    assert signers[0] == 0x31, "they are the last of it"
    kind = core.ObjectIdentifier("1.2.840.113549.1.7.2").dump()
    return _sequence([kind, _tagged(0xA0, [_sequence([*before, _tagged(0x31, sorted(made))])])])


def _sequence(parts: Iterable[bytes]) -> bytes:
    return _tagged(0x30, parts)


def _tagged(tag: int, parts: Iterable[bytes]) -> bytes:
    return bytes([tag]) + core.OctetString(b"".join(parts)).dump()[1:]


def _parts(held: bytes) -> list[bytes]:
    found = []
    while held:
        length = parser.peek(held)
        found.append(held[:length])
        held = held[length:]
    return found
