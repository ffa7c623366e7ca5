"""What was put into a XAdES signature afterwards: time-stamps, certificates, revocation values (EN 319 132-1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree

from xidmet.signatures.chains import MOST
from xidmet.signatures.formats.xml_reading import INCLUSIVE, NAMES, XADES, XADES_141, canonical, decoded, one
from xidmet.signatures.formats.xml_references import Reference
from xidmet.signatures.revocation import EMBEDDED, Told
from xidmet.signatures.signed_data import Stamp
from xidmet.signatures.unsigned_attributes import MOST_STAMPS
from xidmet.signatures.verdict import NotGood, Sub, too_much

PROPERTIES = "ds:Object/xa:QualifyingProperties/xa:UnsignedProperties/xa:UnsignedSignatureProperties"


class Unsigned:
    """stamps: over the signature's value. later: over all that lay in the signature, from the oldest."""

    def __init__(self, signature: Any, found: Sequence[Reference]) -> None:
        self.stamps: list[Stamp] = []
        self.later: list[Stamp] = []
        self.certificates: list[bytes] = []
        self.told: list[Told] = []
        self.counter_signed = False
        self._signature, self._found, self._before = signature, found, list[Any]()
        for held in signature.findall(PROPERTIES, NAMES):
            for each in held.iterchildren(etree.Element):
                self._take(each)
        self.certificates, self.told = self.certificates[:MOST], self.told[:MOST]
        if len(self.stamps) + len(self.later) > MOST_STAMPS:
            raise too_much(f"more than {MOST_STAMPS} time-stamps")

    def _take(self, each: Any) -> None:
        if each.tag == f"{{{XADES}}}SignatureTimeStamp":
            self.stamps += _tokens(each, [one(self._signature, "ds:SignatureValue")])
        elif each.tag == f"{{{XADES_141}}}ArchiveTimeStamp":
            self.later += self._archive(each)
        elif each.tag == f"{{{XADES}}}CounterSignature":
            self.counter_signed = True
        self.certificates += [decoded(it) for it in each.findall(".//xa:EncapsulatedX509Certificate", NAMES)]
        for path, kind in (("CRL", "crl"), ("OCSP", "ocsp")):
            for it in each.findall(f".//xa:Encapsulated{path}Value", NAMES):
                self.told.append(Told("crl" if kind == "crl" else "ocsp", EMBEDDED, decoded(it)))
        self._before.append(each)

    def _archive(self, each: Any) -> list[Stamp]:
        """Over what is signed, the signature itself, what was added before it, and objects that nothing refers to
        (5.5.2.2)."""
        parts = [one(self._signature, f"ds:{name}") for name in ("SignedInfo", "SignatureValue")]
        parts += self._signature.findall("ds:KeyInfo", NAMES)
        objects = [
            it for it in self._signature.findall("ds:Object", NAMES) if not it.findall("xa:QualifyingProperties", NAMES)
        ]
        signed = [reference.target for reference in self._found]
        return _tokens(
            each,
            [*parts, *self._before, *(it for it in objects if it not in signed)],
            first=b"".join(reference.octets for reference in self._found),
        )


def _tokens(stamp: Any, nodes: Sequence[Any], first: bytes = b"") -> list[Stamp]:
    """Raises NotGood for one that says itself what it is over, as older versions of the standard let it."""
    if stamp.findall("xa:Include", NAMES) or stamp.findall("xa:XMLTimeStamp", NAMES):
        raise NotGood(Sub.GENERIC, "a time-stamp of an older form")
    method = stamp.find("ds:CanonicalizationMethod", NAMES)
    form = INCLUSIVE if method is None else method.get("Algorithm")
    over = first + b"".join(canonical(node, form, method) for node in nodes)
    return [Stamp(decoded(each), (over,)) for each in stamp.findall("xa:EncapsulatedTimeStamp", NAMES)]
