"""XML of strangers, read within bounds: no DTD, no entities, no network; and its canonical form (C14N)."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from lxml import etree

from xidmet.signatures.verdict import NotGood, Sub, too_much

LONGEST, MOST_PARTS = 8_000_000, 400_000
DS, XADES = "http://www.w3.org/2000/09/xmldsig#", "http://uri.etsi.org/01903/v1.3.2#"
XADES_141 = "http://uri.etsi.org/01903/v1.4.1#"
NAMES = {"ds": DS, "xa": XADES, "xa141": XADES_141}
# A declaration could hide from us in any other.
ENCODINGS = re.compile(rb"(utf-?8|us-ascii|iso-8859-\d+|windows-125\d)", re.IGNORECASE)
DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}"

# Whether each is exclusive, and whether it keeps comments. 1.1 differs in xml:id and xml:base only, see canonical().
FORMS = {
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315": (False, False),
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments": (False, True),
    "http://www.w3.org/2006/12/xml-c14n11": (False, False),
    "http://www.w3.org/2006/12/xml-c14n11#WithComments": (False, True),
    "http://www.w3.org/2001/10/xml-exc-c14n#": (True, False),
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments": (True, True),
}
INCLUSIVE = next(iter(FORMS))
PREFIXES = "{http://www.w3.org/2001/10/xml-exc-c14n#}InclusiveNamespaces"


def parsed(data: bytes) -> Any:
    """The root element. Raises NotGood for what is no XML or holds what is not taken."""
    if len(data) > LONGEST or data.count(b"<") + data.count(b"=") > MOST_PARTS:
        raise too_much("XML with more parts than are taken")
    declared = DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
    if (
        b"\0" in data[:4]
        or data[:2] in (b"\xff\xfe", b"\xfe\xff")
        or not ENCODINGS.fullmatch(declared[1] if declared else b"utf-8")
    ):
        raise NotGood(Sub.GENERIC, "XML in an encoding that is not read here")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise NotGood(Sub.FORMAT_FAILURE, "XML with a DTD")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotGood(Sub.FORMAT_FAILURE, "no XML that can be read") from error
    if root.getroottree().docinfo.doctype:
        raise NotGood(Sub.FORMAT_FAILURE, "XML with a DTD")
    return root


def canonical(node: Any, form: str, method: Any = None, *, comments: bool | None = None) -> bytes:
    """node: an element, or a tree for the whole document. method: the element that names the form, for its prefixes.

    Raises NotGood for a form that is not known, and where a part would inherit xml:* from around it, which is not done
    here: such a signature is not judged rather than judged wrongly.
    """
    if form not in FORMS:
        raise NotGood(Sub.GENERIC, "a canonical form that is not known")
    exclusive, with_comments = FORMS[form]
    around = () if exclusive or not hasattr(node, "iterancestors") else node.iterancestors()
    if any(str(name).startswith(XML_SPACE) for above in around for name in above.attrib):
        raise NotGood(Sub.GENERIC, "xml:* attributes around what is signed")
    return bytes(
        etree.tostring(
            node,
            method="c14n",
            exclusive=exclusive,
            with_comments=with_comments if comments is None else comments,
            inclusive_ns_prefixes=_prefixes(method) if exclusive else None,
            with_tail=False,
        )
    )


def _prefixes(method: Any) -> list[str] | None:
    found = method.find(PREFIXES) if method is not None else None
    listed = (found.get("PrefixList") or "").split() if found is not None else []
    if "#default" in listed:
        raise NotGood(Sub.GENERIC, "a canonical form with the default prefix")
    return listed or None


def decoded(element: Any) -> bytes:
    """Base64 as it stands in an element. Raises NotGood."""
    if element is None:
        raise NotGood(Sub.FORMAT_FAILURE, "a part is missing")
    try:
        return base64.b64decode("".join("".join(element.itertext()).split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotGood(Sub.FORMAT_FAILURE, "no base64 where it should be") from error


def one(element: Any, path: str) -> Any:
    """The only one of its kind. Raises NotGood when there is none, or several: then one could stand for the other."""
    found = element.findall(path, NAMES)
    if len(found) != 1:
        raise NotGood(Sub.FORMAT_FAILURE, f"{len(found)} of {path}")
    return found[0]
