"""The manifest of an ASiC-E container: which files a CAdES signature or a time-stamp stands for (EN 319 162-1, A.4)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from xidmet.signatures.algorithms import STRONG
from xidmet.signatures.formats.xml_reading import decoded, one, parsed
from xidmet.signatures.formats.xml_references import DIGESTS
from xidmet.signatures.verdict import NotGood, Sub, too_much

ASIC = "{http://uri.etsi.org/02918/v1.2.1#}"
MOST = 500


@dataclass(frozen=True)
class Manifest:
    """signature: name of the file that holds it. covered: files whose hashes stand here. error: one is not that file.

    archive: of a time-stamp that is to make signatures last.
    """

    name: str
    signature: str
    covered: frozenset[str]
    archive: bool
    error: NotGood | None = None


def read_manifest(name: str, files: Mapping[str, bytes]) -> Manifest:
    """Raises NotGood for one that can't be read."""
    root = parsed(files[name])
    if root.tag != f"{ASIC}ASiCManifest":
        raise NotGood(Sub.FORMAT_FAILURE, "no ASiCManifest")
    signature = unquote(one(root, f"{ASIC}SigReference").get("URI") or "")
    listed = root.findall(f"{ASIC}DataObjectReference")
    if not listed:
        raise NotGood(Sub.FORMAT_FAILURE, "a manifest of no files")
    if len(listed) > MOST:
        raise too_much(f"a manifest of {len(listed)} files")
    archive = "ASiCArchiveManifest" in name
    covered, error = set(), None
    for each in listed:
        try:
            covered.add(_need_same(each, files))
        except NotGood as found:
            error = _worse(error, found)
    return Manifest(name, signature, frozenset(covered), archive, error)


def _need_same(listed: Any, files: Mapping[str, bytes]) -> str:
    name = unquote(listed.get("URI") or "")
    if name not in files:
        raise NotGood(Sub.SIGNED_DATA_NOT_FOUND, "what was signed is not in the container")
    hash_name = DIGESTS.get(one(listed, "ds:DigestMethod").get("Algorithm"))
    if hash_name is None:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "a hash that is not taken")
    if hashlib.new(hash_name, files[name]).digest() != decoded(one(listed, "ds:DigestValue")):
        raise NotGood(Sub.HASH_FAILURE, "a file is another than the one signed")
    if hash_name not in STRONG:
        raise NotGood(Sub.CRYPTO_CONSTRAINTS_FAILURE, "a weak hash of what is signed")
    return name


def _worse(before: NotGood | None, now: NotGood) -> NotGood:
    return before if before and before.sub is Sub.HASH_FAILURE else now
