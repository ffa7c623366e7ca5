"""A whole signed list as one file: an ASiC-E container with the head, its signature and the items, sealed over all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import IO

from xidmet.hash_tree import leaf_hash
from xidmet.signatures.asic_writing import SIGNATURE_MEDIA, AsicFile, Sign, write_asic_e
from xidmet.signatures.formats.asic import MANY, is_zip
from xidmet.signatures.manifest.head import HEAD_NAME, ITEMS_MEDIA, ITEMS_NAME, LEAVES_NAME, MEDIA, Head
from xidmet.signatures.manifest.proofs import Prover

PIECE = 262_144
SIGNATURE_NAME, CONTAINER_NAME = f"{HEAD_NAME}.p7s", f"{HEAD_NAME}.asice"


def write_signed_list(head: Head, items: IO[bytes], signature: bytes, sign: Sign, out: IO[bytes]) -> None:
    """Blocks: run it in a thread.

    items: as write_items() wrote them. signature: the signer's, over the head's content, or a container that holds the
    head. sign: as in write_asic_e; who puts the container together seals it, and any tool that knows ASiC-E checks it.
    """
    write_asic_e(files_of_list(head, items, signature), sign, out)


def files_of_list(head: Head, items: IO[bytes], signature: bytes) -> list[AsicFile]:
    """The files of such a container; whoever writes it may add others, such as what became of each item."""
    beside = (CONTAINER_NAME, MANY) if is_zip(signature) else (SIGNATURE_NAME, SIGNATURE_MEDIA)
    return [
        AsicFile(HEAD_NAME, MEDIA, head.content),
        AsicFile(*beside, signature),
        AsicFile(ITEMS_NAME, ITEMS_MEDIA, _pieces(items)),
        AsicFile(LEAVES_NAME, "text/plain", _leaves(items)),
    ]


def prover_of(container: IO[bytes]) -> Prover:
    """Makes proofs from a container that write_signed_list() wrote, and that nobody else had in hand: whether its
    signatures hold is not asked. All its lines are held in memory. Raises ValueError for any other file. Blocks.
    """
    try:
        with zipfile.ZipFile(container) as archive:
            beside = SIGNATURE_NAME if SIGNATURE_NAME in archive.namelist() else CONTAINER_NAME
            items = io.BytesIO(archive.read(ITEMS_NAME))
            return Prover(Head.read(archive.read(HEAD_NAME)), items, archive.read(beside))
    except (zipfile.BadZipFile, KeyError) as error:
        raise ValueError("no signed list") from error


def _pieces(items: IO[bytes]) -> Iterator[bytes]:
    items.seek(0)
    while piece := items.read(PIECE):
        yield piece


def _leaves(items: IO[bytes]) -> Iterator[bytes]:
    """With them it can be said which line was altered, and of all others that they were not."""
    items.seek(0)
    for raw in items:
        yield leaf_hash(raw.removesuffix(b"\n")).hex().encode() + b"\n"
