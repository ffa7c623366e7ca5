"""A stored document as a means of signing is given it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from xidmet.contract.signing import HashName
from xidmet.signatures.signing import to_be_signed


@dataclass(frozen=True)
class DocumentPaper:
    """Implements Paper."""

    content: bytes
    name: str
    media: str
    digest: str
    title: str

    def to_be_signed(self, chain: Sequence[bytes], hash_name: HashName, when: dt.datetime) -> bytes:
        return to_be_signed(self.content, self.media, chain, hash_name, when)
