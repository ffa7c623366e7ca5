"""What an XML signature refers to (XMLDSig 4.4.3): found without doubt, transformed as it says, and hashed."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from xidmet.signatures.algorithms import STRONG
from xidmet.signatures.formats.xml_reading import DS, FORMS, INCLUSIVE, NAMES, canonical, decoded, one, parsed
from xidmet.signatures.verdict import NotGood, Sub, too_much

DIGESTS = {
    "http://www.w3.org/2000/09/xmldsig#sha1": "sha1",
    "http://www.w3.org/2001/04/xmldsig-more#sha224": "sha224",
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
ENVELOPED, BASE64 = DS + "enveloped-signature", DS + "base64"
XPATH, FILTER = "http://www.w3.org/TR/1999/REC-xpath-19991116", "http://www.w3.org/2002/06/xmldsig-filter2"
MANIFEST = f"{DS}Manifest"
SIGNATURE, MOST_REFERENCES, MOST_TRANSFORMS = f"{{{DS}}}Signature", 500, 5
External = Callable[[str], bytes]


@dataclass(frozen=True)
class Document:
    """root: of the file that holds the signature. ids: what each identifier names; None: two elements."""

    root: Any
    ids: dict[str, Any]

    @classmethod
    def of(cls, root: Any) -> Document:
        ids: dict[str, Any] = {}
        for element in root.iter("*"):
            for name in ("Id", "ID", "id", "{http://www.w3.org/XML/1998/namespace}id"):
                found = element.get(name)
                if found is not None:
                    ids[found] = element if ids.get(found, element) is element else None
        return cls(root, ids)


@dataclass(frozen=True)
class Reference:
    """target: the element it means; the root for the whole document; None: what lies outside. octets: were hashed."""

    uri: str
    kind: str
    target: Any
    octets: bytes


def references(signature: Any, document: Document, external: External) -> list[Reference]:
    """Each with what it refers to, when that is what was signed. Raises NotGood, and says why."""
    return _each(one(signature, "ds:SignedInfo"), signature, document, external)


def _each(held: Any, signature: Any, document: Document, external: External) -> list[Reference]:
    found = held.findall("ds:Reference", NAMES)
    if not found:
        raise NotGood(Sub.FORMAT_FAILURE, "no references")
    if len(found) > MOST_REFERENCES:
        raise too_much(f"{len(found)} references")
    return [_reference(each, signature, document, external) for each in found]


def signed_manifests(signature: Any, found: Sequence[Reference]) -> list[Any]:
    """Those in the signature that it covers (XMLDSig 5.1), whether or not a reference says that it is one.

    Raises NotGood for one that is said to be a manifest and is none.
    """
    signed = [each.target for each in found]
    held = signature.findall("ds:Object/ds:Manifest", NAMES)
    manifests = [each for each in held if each in signed or each.getparent() in signed]
    if any(each.kind == MANIFEST and each.target not in manifests for each in found):
        raise NotGood(Sub.FORMAT_FAILURE, "a manifest that is none")
    if sum(len(each) for each in manifests) > MOST_REFERENCES:
        raise too_much("manifests of more than is taken")
    return manifests


def listed(manifest: Any, signature: Any, document: Document, external: External) -> list[Reference]:
    """What a manifest refers to: XMLDSig leaves to whoever checks whether that must hold, and here it must.

    Raises NotGood as references, and for a manifest in a manifest.
    """
    found = _each(manifest, signature, document, external)
    if any(each.kind == MANIFEST for each in found):
        raise NotGood(Sub.GENERIC, "a manifest within a manifest")
    return found


def weak_hashes(signature: Any) -> list[str]:
    """By which something in it is signed: they count for as long as they did."""
    paths = ("ds:SignedInfo/ds:Reference/ds:DigestMethod", "ds:Object/ds:Manifest/ds:Reference/ds:DigestMethod")
    methods = [each for path in paths for each in signature.iterfind(path, NAMES)]
    return sorted({DIGESTS.get(each.get("Algorithm"), "another hash") for each in methods} - STRONG)


def _reference(each: Any, signature: Any, document: Document, external: External) -> Reference:
    uri = each.get("URI")
    if uri is None:
        raise NotGood(Sub.GENERIC, "a reference without an address")
    hash_name = DIGESTS.get(one(each, "ds:DigestMethod").get("Algorithm"))
    if hash_name is None:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "a hash that is not taken")
    target = _target(uri, document)
    octets = _transformed(each, signature, uri, external(uri) if target is None else target)
    if hashlib.new(hash_name, octets).digest() != decoded(one(each, "ds:DigestValue")):
        raise NotGood(Sub.HASH_FAILURE, "a reference's hash is another than the one signed")
    return Reference(uri, each.get("Type") or "", target, octets)


def _target(uri: str, document: Document) -> Any:
    if uri == "":
        return document.root
    if not uri.startswith("#"):
        return None
    if uri[1:] not in document.ids:
        raise NotGood(Sub.SIGNED_DATA_NOT_FOUND, "a reference to what is not there")
    if document.ids[uri[1:]] is None:  # one could be signed and the other be read
        raise NotGood(Sub.FORMAT_FAILURE, "one identifier for two elements")
    return document.ids[uri[1:]]


def _transformed(each: Any, signature: Any, uri: str, held: Any) -> bytes:
    steps = each.findall("ds:Transforms/ds:Transform", NAMES)
    if len(steps) > MOST_TRANSFORMS:
        raise NotGood(Sub.GENERIC, "more transforms than are taken")
    without: list[Any] = []
    for step in steps:
        name = step.get("Algorithm") or ""
        if isinstance(held, bytes) and name == BASE64:
            held = _unpacked(held.decode("ascii", "replace"))
        elif isinstance(held, bytes) and name in FORMS:  # XMLDSig 4.4.3.2: it is read as XML first, comments and all
            held = canonical(parsed(held).getroottree(), name, step)
        elif isinstance(held, bytes):
            raise NotGood(Sub.GENERIC, "a transform that is not done here")
        elif name == ENVELOPED:
            without.append(signature)
        elif _leaves_signatures_out(step, name):
            without += list(held.iter(SIGNATURE))
        elif name == BASE64:
            held = _unpacked("".join(held.itertext()))
        else:
            held = _canonical(held, name, step, uri, without)
    return held if isinstance(held, bytes) else _canonical(held, INCLUSIVE, None, uri, without)


def _canonical(target: Any, form: str, method: Any, uri: str, without: list[Any]) -> bytes:
    """A reference to a whole document or to a name leaves comments out, whatever the form says (XMLDSig 4.4.3.3)."""
    if form not in FORMS:
        raise NotGood(Sub.GENERIC, "a transform that is not done here")
    with _taken_out(target, without):
        return canonical(target.getroottree() if uri == "" else target, form, method, comments=False)


def _leaves_signatures_out(step: Any, name: str) -> bool:
    """The one XPath in use: whoever signs beside others leaves all signatures out. Any other is not worked out here."""
    found = next(iter(step), None)
    if name not in (XPATH, FILTER) or found is None:
        return False
    said = "".join((found.text or "").split())
    prefix = next((key for key, value in found.nsmap.items() if value == DS and key), "")
    if name == XPATH:
        return said == f"not(ancestor-or-self::{prefix}:Signature)"
    return found.get("Filter") == "subtract" and said == f"/descendant::{prefix}:Signature" and len(step) == 1


def _unpacked(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotGood(Sub.FORMAT_FAILURE, "no base64 where it should be") from error


@contextmanager
def _taken_out(target: Any, without: list[Any]) -> Iterator[None]:
    """As if these stood not there, the text behind each kept; afterwards they do again."""
    places = []
    for each in without:
        parent = each.getparent()
        if parent is None or target not in each.iterancestors():
            continue
        places.append((parent, parent.index(each), each, each.tail))
        _leave(parent, each)
    try:
        yield
    finally:
        for parent, place, each, tail in reversed(places):
            _put_back(parent, place, each, tail)


def _leave(parent: Any, each: Any) -> None:
    before = each.getprevious()
    if before is None:
        parent.text = (parent.text or "") + (each.tail or "")
    else:
        before.tail = (before.tail or "") + (each.tail or "")
    each.tail = None
    parent.remove(each)


def _put_back(parent: Any, place: int, each: Any, tail: str | None) -> None:
    parent.insert(place, each)
    before, length = each.getprevious(), len(tail or "")
    if length and before is None:
        parent.text = parent.text[:-length]
    elif length:
        before.tail = before.tail[:-length]
    each.tail = tail
