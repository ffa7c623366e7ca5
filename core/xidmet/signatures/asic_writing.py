"""Files in one container with one signature over all of them: ASiC-E with CAdES (ETSI EN 319 162-1, 4.4 and A.4).

Any tool that knows the format checks it. The same files give the same container but for the signature.
"""

from __future__ import annotations

import base64
import hashlib
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import IO
from urllib.parse import quote

from lxml import etree

from xidmet.signatures.formats.asic import MANY, META, MIMETYPE
from xidmet.signatures.formats.asic_manifest import ASIC, MOST
from xidmet.signatures.formats.zip_reading import leads_elsewhere

MANIFEST, SIGNATURE = f"{META}ASiCManifest001.xml", f"{META}signature001.p7s"
SIGNATURE_MEDIA = "application/pkcs7-signature"
DS, SHA256 = "{http://www.w3.org/2000/09/xmldsig#}", "http://www.w3.org/2001/04/xmlenc#sha256"
PREFIXES = {"asic": ASIC.strip("{}"), "ds": DS.strip("{}")}
NO_TIME = (1980, 1, 1, 0, 0, 0)  # the times of a ZIP are in no time zone and prove nothing
PLAIN_FILE = 0o100644 << 16
PACKED_ALREADY = ("image/", "video/", "audio/", "application/pdf", "application/zip")

Sign = Callable[[bytes], bytes]


@dataclass(frozen=True)
class AsicFile:
    """name: in the container, with slashes for folders. media: as in MIME. content: whole, or in pieces, read once."""

    name: str
    media: str
    content: bytes | Iterable[bytes]

    @property
    def pieces(self) -> Iterable[bytes]:
        return (self.content,) if isinstance(self.content, bytes) else self.content


def write_asic_e(files: Sequence[AsicFile], sign: Sign, out: IO[bytes]) -> None:
    """Write the container; it holds no more of a file in memory than one piece. Blocks: run it in a thread.

    sign: gives a detached CAdES signature as DER over the manifest it gets, which names each file with its hash.
    out: what was written is worth nothing when this raises. Raises ValueError for no files, too many, and names that a
    reader would refuse; besides, whatever sign and the pieces raise.
    """
    _need_names([one.name for one in files])
    with zipfile.ZipFile(out, "w") as archive:
        _put(archive, AsicFile(MIMETYPE, "", MANY.encode()), zipfile.ZIP_STORED)  # first and plain, to be told by it
        manifest = manifest_of([(one.name, one.media, _put(archive, one, _packing(one.media))) for one in files])
        _put(archive, AsicFile(MANIFEST, "text/xml", manifest))
        _put(archive, AsicFile(SIGNATURE, SIGNATURE_MEDIA, sign(manifest)))


def _need_names(names: Sequence[str]) -> None:
    if not 0 < len(names) <= MOST:
        raise ValueError(f"a container of {len(names)} files")
    if len(set(names)) != len(names):
        raise ValueError("two files of one name")
    for name in names:
        if leads_elsewhere(name) or not name.isprintable() or name.endswith("/") or _is_reserved(name):
            raise ValueError(f"no name for a file in a container: {name!r}")


def _is_reserved(name: str) -> bool:
    return name.casefold() == MIMETYPE or name.casefold().startswith(META.casefold())


def _packing(media: str) -> int:
    return zipfile.ZIP_STORED if media.startswith(PACKED_ALREADY) else zipfile.ZIP_DEFLATED


def _put(archive: zipfile.ZipFile, file: AsicFile, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The SHA-256 of what was written."""
    entry, hashed = zipfile.ZipInfo(file.name, NO_TIME), hashlib.sha256()
    entry.compress_type, entry.external_attr, entry.create_system = packing, PLAIN_FILE, 3
    with archive.open(entry, "w") as inside:
        for piece in file.pieces:
            hashed.update(piece)
            inside.write(piece)
    return hashed.digest()


def manifest_of(files: Sequence[tuple[str, str, bytes]]) -> bytes:
    """What is signed in place of the files: the name, media type and SHA-256 of each."""
    root = etree.Element(f"{ASIC}ASiCManifest", nsmap=PREFIXES)
    etree.SubElement(root, f"{ASIC}SigReference", URI=SIGNATURE, MimeType=SIGNATURE_MEDIA)
    for name, media, digest in files:
        listed = etree.SubElement(root, f"{ASIC}DataObjectReference", URI=quote(name), MimeType=media)
        etree.SubElement(listed, f"{DS}DigestMethod", Algorithm=SHA256)
        etree.SubElement(listed, f"{DS}DigestValue").text = base64.b64encode(digest).decode()
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
