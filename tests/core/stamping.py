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
    whole = cms.ContentInfo.load(signature)
    for signer in whole["content"]["signer_infos"]:
        held = [cms.CMSAttribute({"type": kind, "values": [value]}) for kind, value in make(signer["signature"].native)]
        signer["unsigned_attrs"] = held
    return bytes(whole.dump())


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
    whole = cms.ContentInfo.load(signature)
    data, signer = whole["content"], whole["content"]["signer_infos"][0]
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
    made = cms.ContentInfo.load(token(by, over, at))
    kind = core.ObjectIdentifier("0.4.0.19122.1.5").dump()
    about = b"\xa1" + core.OctetString(_sequence([kind, b"\x31" + core.OctetString(index).dump()[1:]])).dump()[1:]
    stamp = cms.ContentInfo.load(_with_more(made.dump(), about))
    signer["unsigned_attrs"] = [*beside, cms.CMSAttribute({"type": "0.4.0.1733.2.4", "values": [stamp]})]
    # Written once and read anew: asn1crypto encodes what was changed again at each level above it, and takes a length that
    # ends in 0x80 for an indefinite one; then each level costs four times the one below, and this took ten minutes.
    data["signer_infos"] = [cms.SignerInfo.load(signer.dump())]
    return bytes(whole.dump())


def _sequence(parts: Iterable[bytes]) -> bytes:
    return b"\x30" + core.OctetString(b"".join(parts)).dump()[1:]


def _with_more(made: bytes, unsigned: bytes) -> bytes:
    """A token whose signer has unsigned attributes."""
    whole = cms.ContentInfo.load(made)
    parts = _parts(whole["content"]["signer_infos"][0].contents)
    whole["content"]["signer_infos"] = [cms.SignerInfo.load(_sequence([*parts, unsigned]))]
    return bytes(whole.dump())


def _parts(held: bytes) -> list[bytes]:
    found = []
    while held:
        length = parser.peek(held)
        found.append(held[:length])
        held = held[length:]
    return found
