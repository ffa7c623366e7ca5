"""Signed OpenDocument files (ODF 1.2, part 3, 5): XML signatures in META-INF, over every other file of the package."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

from xidmet.contract.texts import _
from xidmet.signatures.formats.xades import read_xades
from xidmet.signatures.formats.xml import signatures_of
from xidmet.signatures.formats.xml_reading import parsed
from xidmet.signatures.formats.xml_references import Document
from xidmet.signatures.found import Found, Reading, Scope, Unreadable
from xidmet.signatures.verdict import NotGood, Sub

KIND = "application/vnd.oasis.opendocument."
SIGNATURES, MANIFEST = "META-INF/documentsignatures.xml", "META-INF/manifest.xml"
ROOT = "{urn:oasis:names:tc:opendocument:xmlns:digitalsignature:1.0}document-signatures"
ENCRYPTED = b"encryption-data"
NO_SIGNATURE = _("There is no signature in this file.")
LOCKED = _("The document is encrypted, so it can't be checked here. Ask whoever signed it for one without a password.")
LEFT_OUT = _("A file in the document is signed by nobody.")

Files = Mapping[str, bytes]


def read_opendocument(files: Files) -> Found:
    """Raises Unreadable for one that nobody signed, or that is encrypted; NotGood for a damaged one."""
    if SIGNATURES not in files:
        raise Unreadable(NO_SIGNATURE, "an OpenDocument file without a signature")
    if ENCRYPTED in files.get(MANIFEST, b""):
        raise Unreadable(LOCKED, "an encrypted OpenDocument file", not_yet=True)
    document = Document.of(parsed(files[SIGNATURES]))
    signatures = signatures_of(document.root)
    if not signatures:
        raise Unreadable(NO_SIGNATURE, "an empty list of signatures")
    if document.root.tag != ROOT or len(signatures) != len(document.root):
        raise NotGood(Sub.FORMAT_FAILURE, "no list of signatures alone")
    due = [name for name in files if not _is_of_signatures(name)]
    return Found("OpenDocument", tuple(_reading(one, document, files, due) for one in signatures))


def _is_of_signatures(name: str) -> bool:
    """Each kind has a file of its own (5.2); those of macros, too, say nothing about the document."""
    return name.startswith("META-INF/") and "signatures" in name and name.endswith(".xml")


def _reading(signature: object, document: Document, files: Files, due: list[str]) -> Reading:
    def external(uri: str) -> bytes:
        if unquote(uri) not in due:
            raise NotGood(Sub.SIGNED_DATA_NOT_FOUND, "what was signed is not in the document")
        return files[unquote(uri)]

    try:
        read = read_xades(signature, document, external)
    except NotGood as error:
        return Reading(Scope(not_covered=tuple(due)), error=error)
    names = {unquote(one.uri) for one in read.references if one.target is None}
    left_out = tuple(name for name in due if name not in names)
    if not left_out:
        return Reading(Scope(("the document",)), read.signed, None, read.later, read.notes)
    partly = NotGood(Sub.SIG_CONSTRAINTS_FAILURE, "a file that the signature does not cover", LEFT_OUT)
    return Reading(Scope(tuple(sorted(names)), left_out), read.signed, partly, read.later, read.notes)
