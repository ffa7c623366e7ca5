"""XML signatures for tests that refer to their content through a manifest, or lie in an OpenDocument file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from lxml import etree
from xidmet.signatures.demo_people import Issued

from tests.core.signed_files import DS, EXCLUSIVE, FILES, SHA256, b64, container, signed, xades

INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
MANIFEST = f"{DS}Manifest"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
CONTENT_XML = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"\n'
    b' office:version="1.3"><office:body><p>Give B 10 manats.</p></office:body></office:document-content>'
)
PACKAGE = {
    "mimetype": b"application/vnd.oasis.opendocument.text",
    "content.xml": CONTENT_XML,
    "Pictures/a b.png": b"\x89PNG\r\n",
    "META-INF/manifest.xml": b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
}


def reference(uri: str, octets: bytes, *transforms: str, kind: str = "", digest: str = SHA256) -> str:
    steps = "".join(f'<ds:Transform Algorithm="{one}"/>' for one in transforms)
    hashed = b64(hashlib.new("sha1" if digest.endswith("sha1") else "sha256", octets).digest())
    around = f"<ds:Transforms>{steps}</ds:Transforms>" if steps else ""
    said = f'Type="{kind}" ' if kind else ""
    return (
        f'<ds:Reference {said}URI="{uri}">{around}<ds:DigestMethod Algorithm="{digest}"/>'
        f"<ds:DigestValue>{hashed}</ds:DigestValue></ds:Reference>"
    )


LISTED = "".join(reference(name, held) for name, held in FILES.items())


def by_manifest(by: Issued, listed: str, *, kind: str = MANIFEST, target: str = "#m") -> bytes:
    """listed: references. target: the manifest, or the object around it."""
    held = f'<ds:Object xmlns:ds="{DS}" Id="o"><ds:Manifest Id="m">{listed}</ds:Manifest></ds:Object>'
    over = etree.fromstring(held) if target == "#o" else etree.fromstring(held)[0]
    octets = etree.tostring(over, method="c14n", exclusive=True)
    signature = xades(by, reference(target, octets, EXCLUSIVE, kind=kind))
    whole = etree.fromstring(signature.replace("</ds:Signature>", f"{held}</ds:Signature>"))
    return bytes(etree.tostring(signed(whole, by)))


def opendocument(
    by: Issued, package: Mapping[str, bytes] = PACKAGE, *, leave: str = "", tsa: Issued | None = None, more: str = ""
) -> bytes:
    """leave: a file that is not signed. more: within the list of signatures."""
    references = "".join(_of_file(name, held) for name, held in package.items() if name != leave)
    around = etree.fromstring(f'<document-signatures xmlns="{ODF}digitalsignature:1.0">{more}</document-signatures>')
    around.insert(0, etree.fromstring(xades(by, references)))
    signatures = etree.tostring(signed(around, by, tsa), xml_declaration=True, encoding="UTF-8")
    return container({**package, "META-INF/documentsignatures.xml": signatures})


def _of_file(name: str, held: bytes) -> str:
    """XML in its canonical form, as office programs do."""
    uri = name.replace(" ", "%20")
    return reference(uri, canonical(held), INCLUSIVE) if name.endswith(".xml") else reference(uri, held)


def canonical(held: bytes) -> bytes:
    tree: Any = etree.fromstring(held).getroottree()
    return bytes(etree.tostring(tree, method="c14n", with_comments=False))
