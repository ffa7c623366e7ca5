"""A list signed as a whole (xidmet.signatures.manifest): the container with all of it, and the proof of one item."""

from __future__ import annotations

import io
from dataclasses import replace

from xidmet.contract.texts import _
from xidmet.signatures.formats.asic import is_zip, read_container
from xidmet.signatures.formats.cms import read_cms
from xidmet.signatures.formats.zip_reading import unpacked
from xidmet.signatures.found import Found, Listed, Reading, Scope, Unreadable
from xidmet.signatures.manifest.container import CONTAINER_NAME, SIGNATURE_NAME
from xidmet.signatures.manifest.head import FORMAT, HEAD_NAME, ITEMS_NAME, LEAVES_NAME, Head
from xidmet.signatures.manifest.items import Item
from xidmet.signatures.manifest.proofs import FORMAT as PROOF
from xidmet.signatures.manifest.proofs import NotInList, read_proof
from xidmet.signatures.manifest.reading import OtherItems, altered, read_items
from xidmet.signatures.verdict import NotGood, Sub

Files = dict[str, bytes]
MOST_NAMED = 20  # lines

LIST_CHANGED = _("The list was changed after it was signed.")
PROOF_CHANGED = _("The proof was changed, or the item is not in the list that was signed.")
NO_SIGNATURE = _("The list as such is signed by nobody.")
OTHER_HEAD = _("The signature is for something else than this list.")


def is_proof(file: bytes) -> bool:
    return file[:1] == b"{" and f'"{PROOF}"'.encode() in file[:100]


def read_item_proof(file: bytes, content: bytes | None) -> Found:
    """Raises NotGood for one that was changed, or that has no signature that can be read."""
    if content is not None:
        raise Unreadable(_("A proof holds all that is needed; nothing may lie beside it."), "content beside it")
    try:
        proof = read_proof(file)
    except ValueError as error:
        sub = Sub.HASH_FAILURE if isinstance(error, NotInList) else Sub.FORMAT_FAILURE
        raise NotGood(sub, str(error), PROOF_CHANGED) from error
    readings = _over_head(proof.signature, proof.head.content)
    scope = Scope((f"item {proof.item.n} of {proof.head.count}",))
    listed = _listed(proof.head, proof.item)
    return Found("Proof of a signed list", tuple(replace(one, scope=scope) for one in readings), listed=listed)


def read_container_or_list(file: bytes, content: bytes | None) -> Found:
    """Raises as read_container."""
    found = read_container(file, content)
    if ITEMS_NAME.encode() not in file:
        return found
    files = unpacked(file)
    return _with_list(found, files) if _is_list(files) else found


def _is_list(files: Files) -> bool:
    return ITEMS_NAME in files and f'"{FORMAT}"'.encode() in files.get(HEAD_NAME, b"")[:100]


def _with_list(found: Found, files: Files) -> Found:
    """The signature over the head comes first; the container's own is of whoever put the list together."""
    signature = files.get(SIGNATURE_NAME) or files.get(CONTAINER_NAME)
    if signature is None:
        raise NotGood(Sub.SIG_CONSTRAINTS_FAILURE, "no signature over the head of the list", NO_SIGNATURE)
    inner, scope, listed, error = _over_head(signature, files[HEAD_NAME]), Scope((HEAD_NAME, ITEMS_NAME)), None, None
    try:
        listed = _list_in(files)
    except ValueError as wrong:
        error = NotGood(Sub.HASH_FAILURE, str(wrong), LIST_CHANGED)
    readings = [replace(one, scope=scope, error=one.error or error) for one in inner]
    return replace(found, readings=(*readings, *found.readings), listed=listed)


def _list_in(files: Files) -> Listed:
    """Raises ValueError for a list that is not the one its head binds."""
    head = Head.read(files[HEAD_NAME])
    try:
        for _item in read_items(head, io.BytesIO(files[ITEMS_NAME])):
            pass
    except OtherItems as error:
        raise ValueError(f"{error}{_altered(head, files)}") from error
    return _listed(head)


def _altered(head: Head, files: Files) -> str:
    lines = altered(head, io.BytesIO(files[ITEMS_NAME]), io.BytesIO(files.get(LEAVES_NAME, b"")))
    if not lines:
        return ""
    more = f" and {len(lines) - MOST_NAMED} more" if len(lines) > MOST_NAMED else ""
    return f"; altered: line {', '.join(map(str, lines[:MOST_NAMED]))}{more}; all others are as they were signed"


def _over_head(signature: bytes, head: bytes) -> tuple[Reading, ...]:
    """Of a signature beside the head, or of a container of any tool that holds the head.

    Raises NotGood when nobody signed it: a time-stamp is no signature.
    """
    if is_zip(signature):
        found, files = read_container(signature, None), unpacked(signature)
        readings = tuple(_need_head(one, files, head) for one in found.readings)
    else:
        readings = read_cms(signature, head).readings
    if not readings:
        raise NotGood(Sub.SIG_CONSTRAINTS_FAILURE, "a time-stamp in place of a signature", NO_SIGNATURE)
    return readings


def _need_head(reading: Reading, files: Files, head: bytes) -> Reading:
    if any(files[name] == head for name in reading.scope.covered):
        return reading
    return replace(reading, error=reading.error or NotGood(Sub.HASH_FAILURE, "another head in it", OTHER_HEAD))


def _listed(head: Head, item: Item | None = None) -> Listed:
    return Listed(
        head.text,
        head.service,
        head.transition,
        head.organisation,
        head.site,
        head.made_at,
        head.count,
        item.n if item else None,
        item.values if item else {},
    )
