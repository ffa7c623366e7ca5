"""Pictures of pages that were drawn just now, in this process's memory: never written anywhere.

Whoever turns a page back, or whose page names the picture that it counted the pages with, need not wait for another
process. A picture kept on disk would be one more copy of somebody's passport.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass

MOST_BYTES = 48 * 1000 * 1000
KEPT = 300.0  # seconds
Key = tuple[str, int, int, int]


@dataclass(frozen=True)
class Drawn:
    """pages: of the whole file."""

    png: bytes
    pages: int


class Pictures:
    """Those used last, up to so many bytes. Whoever asks has asked whether they may see the file."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, tuple[float, Drawn]] = OrderedDict()
        self._bytes = 0

    def get(self, key: Key) -> Drawn | None:
        at, found = self._kept.get(key, (0.0, None))
        if found is None or time.monotonic() - at > KEPT:
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return found

    def put(self, key: Key, picture: Drawn) -> Drawn:
        self._drop(key)
        self._kept[key] = (time.monotonic(), picture)
        self._bytes += len(picture.png)
        while self._bytes > MOST_BYTES:
            self._drop(next(iter(self._kept)))
        return picture

    def _drop(self, key: Key) -> None:
        if gone := self._kept.pop(key, None):
            self._bytes -= len(gone[1].png)
