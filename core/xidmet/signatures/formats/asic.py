"""ASiC (ETSI EN 319 162-1), BDOC and ADOC: files in a ZIP container with signatures beside them.

ASiC-E: any number of files, signed by XAdES or, through a manifest, by CAdES. ASiC-S: one file and one signature or
time-stamp.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

from xidmet.contract.texts import _
from xidmet.signatures.formats.asic_manifest import Manifest, read_manifest
from xidmet.signatures.formats.cms import read_signers
from xidmet.signatures.formats.opendocument import KIND, read_opendocument
from xidmet.signatures.formats.xades import read_xades
from xidmet.signatures.formats.xml import signatures_of
from xidmet.signatures.formats.xml_reading import parsed
from xidmet.signatures.formats.xml_references import Document
from xidmet.signatures.formats.zip_reading import unpacked
from xidmet.signatures.found import Found, Reading, Scope, StampReading, Unreadable
from xidmet.signatures.signed_data import Stamp, read_data
from xidmet.signatures.verdict import Indication, NotGood, Sub

LAST = 66_000  # bytes: the end of a ZIP with the longest comment
ONE, MANY = "application/vnd.etsi.asic-s+zip", "application/vnd.etsi.asic-e+zip"
KINDS = {ONE, MANY, "application/vnd.bdoc-1.0", "application/vnd.lt.archyvai.adoc-2008"}
META, MIMETYPE = "META-INF/", "mimetype"
ALONE = {f"{META}signature.p7s", f"{META}signatures.xml", f"{META}timestamp.tst"}
CONTAINERS = (".asice", ".asics", ".sce", ".scs", ".bdoc", ".edoc", ".adoc")

OFFICE = "_xmlsignatures/"
OTHER = _(
    "Signatures in files of this kind are not checked here. Ask for it as a signed PDF or in an ASiC-E container."
)
LEFT_OUT = _("A file in the container is signed by nobody.")
INNER = _("The file in it is itself a signed container; check that one too.")

Files = dict[str, bytes]


def read_container(file: bytes, content: bytes | None) -> Found:
    """Raises Unreadable for a ZIP that holds no signature, NotGood for a damaged container."""
    if content is not None:
        raise Unreadable(_("A container holds what is signed itself; nothing may lie beside it."), "content beside it")
    try:
        files = unpacked(file)
    except NotGood as error:
        if META.encode() not in file and MIMETYPE.encode() not in file:
            raise Unreadable(_("There is no signature in this file."), error.detail) from error
        raise
    kind = files.get(MIMETYPE, b"").strip().decode("ascii", "replace")
    if kind.startswith(KIND):
        return read_opendocument(files)
    if any(name.startswith(OFFICE) for name in files):
        raise Unreadable(OTHER, "Office Open XML", not_yet=True)
    if not any(name.startswith(META) for name in files) and kind not in KINDS:
        raise Unreadable(_("There is no signature in this file."), "a ZIP without META-INF")
    if kind and kind not in KINDS:
        raise Unreadable(OTHER, "another mimetype", not_yet=True)
    data = {name: held for name, held in files.items() if name != MIMETYPE and not name.startswith(META)}
    found = (
        _one(files, data)
        if kind == ONE or (not kind and ALONE & files.keys() and len(data) == 1)
        else _many(files, data)
    )
    if not found.readings and not found.stamps:
        raise NotGood(Sub.FORMAT_FAILURE, "a container without a signature", _("There is no signature in this file."))
    return found


def _one(files: Files, data: Files) -> Found:
    """ASiC-S (EN 319 162-1, 4.3): its one file lies at the top."""
    if len(data) != 1 or any("/" in name for name in data) or len(ALONE & files.keys()) != 1:
        raise NotGood(Sub.FORMAT_FAILURE, f"ASiC-S with {len(data)} files")
    (name, held), signature = next(iter(data.items())), next(iter(ALONE & files.keys()))
    scope, notes = Scope((name,)), (INNER,) if name.lower().endswith(CONTAINERS) else ()
    if signature.endswith(".tst"):
        return Found("ASiC-S", stamps=(StampReading(scope, Stamp(files[signature], (held,))),), notes=notes)
    if signature.endswith(".p7s"):
        return Found("ASiC-S with CAdES", read_signers(read_data(files[signature]), held, scope), notes=notes)
    return Found("ASiC-S with XAdES", tuple(_xades(signature, files, data)), notes=notes)


def _many(files: Files, data: Files) -> Found:
    """ASiC-E (EN 319 162-1, 4.4)."""
    readings = [one for name in files if _is_xades(name) for one in _xades(name, files, data)]
    manifests = [read_manifest(name, files) for name in files if _is_manifest(name)]
    for name in (name for name in files if name.startswith(META) and name.endswith(".p7s")):
        readings += _cades(name, [one for one in manifests if one.signature == name], files, data)
    stamps = [_stamp(one, files, data) for one in manifests if one.signature.endswith(".tst") and not one.archive]
    found = Found(_format(readings, files), tuple(_later(one, manifests, files) for one in readings), tuple(stamps))
    scopes = [*(one.scope for one in found.readings), *(one.scope for one in found.stamps)]
    left_out = set(data) - {name for scope in scopes for name in scope.covered}
    if left_out:
        return _with(found, NotGood(Sub.SIG_CONSTRAINTS_FAILURE, "a file that no signature covers", LEFT_OUT))
    return found


def _format(readings: list[Reading], files: Files) -> str:
    xades = any(_is_xades(name) for name in files)
    return "ASiC-E with XAdES" if xades else "ASiC-E with CAdES" if readings else "ASiC-E"


def _with(found: Found, error: NotGood) -> Found:
    readings = tuple(replace(one, error=one.error or error) for one in found.readings)
    return replace(
        found, readings=readings, stamps=tuple(replace(one, error=one.error or error) for one in found.stamps)
    )


def _is_xades(name: str) -> bool:
    return name.startswith(META) and "signatures" in name.lower() and name.endswith(".xml")


def _is_manifest(name: str) -> bool:
    return name.startswith((f"{META}ASiCManifest", f"{META}ASiCArchiveManifest")) and name.endswith(".xml")


def _xades(name: str, files: Files, data: Files) -> list[Reading]:
    document = Document.of(parsed(files[name]))
    return [_xades_reading(one, document, data) for one in signatures_of(document.root)]


def _xades_reading(signature: object, document: Document, data: Files) -> Reading:
    try:
        read = read_xades(signature, document, _within(data))
    except NotGood as error:
        return Reading(Scope(not_covered=tuple(data)), error=error)
    names = {unquote(one.uri) for one in read.references if one.target is None}
    scope = Scope(tuple(name for name in data if name in names), tuple(name for name in data if name not in names))
    nothing = None if names else NotGood(Sub.SIGNED_DATA_NOT_FOUND, "it covers no file of the container")
    return Reading(scope, read.signed, nothing, read.later, read.notes)


def _within(data: Files) -> Callable[[str], bytes]:
    def external(uri: str) -> bytes:
        if unquote(uri) not in data:
            raise NotGood(Sub.SIGNED_DATA_NOT_FOUND, "what was signed is not in the container")
        return data[unquote(uri)]

    return external


def _cades(name: str, manifests: list[Manifest], files: Files, data: Files) -> list[Reading]:
    if len(manifests) != 1:
        raise NotGood(Sub.FORMAT_FAILURE, f"a signature with {len(manifests)} manifests")
    manifest = manifests[0]
    scope = _scope(manifest, data)
    if manifest.error and manifest.error.indication is Indication.FAILED:
        return [Reading(scope, error=manifest.error)]
    read = read_signers(read_data(files[name]), files[manifest.name], scope)
    return [replace(one, error=one.error or manifest.error) for one in read]


def _scope(manifest: Manifest, data: Files) -> Scope:
    covered = tuple(name for name in data if name in manifest.covered)
    return Scope(covered, tuple(name for name in data if name not in covered))


def _stamp(manifest: Manifest, files: Files, data: Files) -> StampReading:
    token = files.get(manifest.signature, b"")
    return StampReading(_scope(manifest, data), Stamp(token, (files[manifest.name],)), manifest.error)


def _later(reading: Reading, manifests: list[Manifest], files: Files) -> Reading:
    """An archive manifest with a time-stamp proves what it lists: it must list this signature and all it covers."""
    due = {*reading.scope.covered, *(name for name in files if name.endswith(".p7s") or _is_plain_manifest(name))}
    over = [one for one in manifests if one.archive and not one.error and due <= one.covered and one.signature in files]
    stamps = tuple(Stamp(files[one.signature], (files[one.name],)) for one in over[:1])
    return replace(reading, later=(*reading.later, *stamps))


def _is_plain_manifest(name: str) -> bool:
    return _is_manifest(name) and "Archive" not in name


def is_zip(file: bytes) -> bool:
    """Many programs look for one from its end, so that it is one whatever it begins with."""
    return file[:4] == b"PK\x03\x04" or b"PK\x05\x06" in file[-LAST:]
