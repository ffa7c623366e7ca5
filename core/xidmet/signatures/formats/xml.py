"""Signed XML: a signature within the document (enveloped), around it (enveloping), or beside the content (detached)."""

from __future__ import annotations

from typing import Any

from xidmet.contract.texts import _
from xidmet.signatures.formats.xades import ReadXades, read_xades
from xidmet.signatures.formats.xml_reading import NAMES, XADES, parsed
from xidmet.signatures.formats.xml_references import SIGNATURE, Document, External
from xidmet.signatures.found import PART, Found, Reading, Scope, Unreadable
from xidmet.signatures.verdict import NotGood, Sub, too_much

MOST_SIGNATURES = 20
COUNTER = f"{{{XADES}}}CounterSignature"
NOT_WHOLE = _("Only a part of the document is signed.")


def read_xml(file: bytes, content: bytes | None) -> Found:
    """Raises Unreadable for XML without a signature, NotGood for damaged XML."""
    document = Document.of(parsed(file))
    signatures = signatures_of(document.root)
    if not signatures:
        raise Unreadable(_("There is no signature in this file."), "XML without a signature")
    return Found("XAdES", tuple(_reading(each, document, content) for each in signatures))


def signatures_of(root: Any) -> list[Any]:
    """Those of the document. Raises NotGood for one that lies within another, unless it confirms that other."""
    found = [each for each in root.iter(SIGNATURE) if COUNTER not in (above.tag for above in each.iterancestors())]
    if len(found) > MOST_SIGNATURES:
        raise too_much(f"more than {MOST_SIGNATURES} signatures")
    if any(above.tag == SIGNATURE for each in found for above in each.iterancestors()):
        raise NotGood(Sub.GENERIC, "a signature within another")
    return found


def _reading(signature: Any, document: Document, content: bytes | None) -> Reading:
    try:
        read = read_xades(signature, document, _beside(content))
        scope = _scope(signature, document, read, content)
    except NotGood as error:
        return Reading(Scope(), error=error)
    partly = NotGood(Sub.SIG_CONSTRAINTS_FAILURE, "not all of it is signed", NOT_WHOLE) if scope.not_covered else None
    return Reading(scope, read.signed, partly, read.later, read.notes)


def _beside(content: bytes | None) -> External:
    """Whatever its address, it can only be what was given along."""

    def external(_uri: str) -> bytes:
        if content is None:
            raise NotGood(Sub.SIGNED_DATA_NOT_FOUND, "no content, neither within nor beside the signature")
        return content

    return external


def _scope(signature: Any, document: Document, read: ReadXades, content: bytes | None) -> Scope:
    """Whole or not: where only a part of a document is signed, somebody else could have written the rest."""
    targets = [each.target for each in read.references]
    outside, whole = None in targets, document.root in targets
    objects = signature.findall("ds:Object", NAMES)
    held = [each for each in objects if not _is_of_properties(each) and not _is_all_in(each, list(read.manifests))]
    loose = [each for each in held if each not in targets and not _is_all_in(each, targets)]
    if content is not None and not outside:
        raise NotGood(Sub.SIG_CONSTRAINTS_FAILURE, "content lies beside it, yet the signature is over none")
    elsewhere = any(signature not in (each, *each.iterancestors()) for each in targets if each is not None)
    if not (outside or whole or elsewhere or len(held) > len(loose)):
        raise NotGood(Sub.SIGNED_DATA_NOT_FOUND, "it covers no content")
    if loose or not (outside or whole or signature is document.root):
        return Scope(not_covered=(PART,))
    inside = ("the document",) if whole or held else ()
    return Scope((*inside, *(("the content beside the signature",) if outside else ())))


def _is_of_properties(held: Any) -> bool:
    """Of its own properties and nothing else; what else stood there would be signed by nobody."""
    return _is_all_in(held, held.findall("xa:QualifyingProperties", NAMES))


def _is_all_in(held: Any, parts: list[Any]) -> bool:
    inside = list(held)
    return len(inside) == 1 and inside[0] in parts and not (held.text or "").strip() + (inside[0].tail or "").strip()


def is_xml(file: bytes) -> bool:
    start = file[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start[:1] == b"<" or file[:4] in (b"\xff\xfe<\0", b"\xfe\xff\0<")
