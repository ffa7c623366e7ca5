"""Heavy work in turns: only so much of it at once in one process."""

from __future__ import annotations

import asyncio
from weakref import WeakKeyDictionary


class Turns:
    """at_once: how many may do it at the same time. Held with `async with turns.one():`.

    A semaphore belongs to the event loop in which somebody first waits for it, and breaks in every other one: so there
    is one for each loop, and one that is made with its module serves all of them.
    """

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    def one(self) -> asyncio.Semaphore:
        """Call it inside a loop that runs."""
        return self._places.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self._at_once))
