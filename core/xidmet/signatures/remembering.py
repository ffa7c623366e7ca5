"""What was worked out once about certificates and lists, kept for the next signature of the same authority.

Kept is only what no moment changes: who signed what, what stands in a list. Whether something is in force, revoked or
too old is judged anew each time, so that nothing that is kept can hide an end, a revocation or a new list: those come
as another moment, or as other bytes, and then it is worked out anew.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

from cryptography import x509

Asked = ParamSpec("Asked")
Found = TypeVar("Found")

ENTRY, CERTIFICATE = 300, 3_000  # bytes that each costs, about; reading bounds how long a certificate may be


class Remembered(Generic[Asked, Found]):
    """A function with its newest answers. Any thread may ask.

    What it raises is not kept. Arguments are given by place; never change an answer. A certificate is known by being
    the very same object, which the entry keeps alive: comparing them byte by byte takes longer than much that is asked.
    """

    def __init__(self, find: Callable[Asked, Found], most: int, most_bytes: int, key: int | None) -> None:
        self._find, self._most, self._most_bytes, self._key = find, most, most_bytes, key
        self._kept: OrderedDict[tuple[object, ...], tuple[Found, int, tuple[object, ...]]] = OrderedDict()
        self._bytes, self._lock = 0, threading.Lock()
        self.__doc__ = find.__doc__

    def __call__(self, *asked: Asked.args, **named: Asked.kwargs) -> Found:
        by = asked[: self._key]
        key = _key(by)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept[0]
        found = self._find(*asked, **named)
        self._keep(key, by, found)
        return found

    def _keep(self, key: tuple[object, ...], by: tuple[object, ...], found: Found) -> None:
        weight = _weight(by)
        if weight > self._most_bytes // 2:
            return
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = (found, weight, by)
            self._bytes += weight
            while len(self._kept) > self._most or self._bytes > self._most_bytes:
                self._bytes -= self._kept.popitem(last=False)[1][1]

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()
            self._bytes = 0


def remembered(
    most: int = 4_000, most_bytes: int = 16_000_000, key: int | None = None
) -> Callable[[Callable[Asked, Found]], Remembered[Asked, Found]]:
    """most, most_bytes: how many answers, and how many bytes of what was asked, about.

    key: how many of the arguments, from the first, the answer depends on; None: all.
    """
    return lambda find: Remembered(find, most, most_bytes, key)


def _key(asked: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(
        id(one) if isinstance(one, x509.Certificate) else _key(one) if isinstance(one, tuple) else one for one in asked
    )


def _weight(asked: tuple[object, ...]) -> int:
    total = ENTRY
    for one in asked:
        if isinstance(one, bytes):
            total += len(one)
        elif isinstance(one, tuple):
            total += _weight(one)
        elif isinstance(one, x509.Certificate):
            total += CERTIFICATE
        else:
            total += len(getattr(one, "der", b""))
    return total
