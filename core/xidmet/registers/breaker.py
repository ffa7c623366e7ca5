"""A circuit breaker: a register that is silent is asked no more for a growing while, so that nobody waits in vain.

Each process has its own: what one of them cannot reach another one may. Terms: Nygard, Release It!, "circuit breaker".
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from xidmet import clock

SILENT = 5  # tries in a row without an answer; then it is open
PAUSE, LONGEST = dt.timedelta(seconds=10), dt.timedelta(minutes=5)  # doubled after each trial that got no answer


class Open(Exception):
    """The register is not asked just now."""


class Breaker:
    """silent_since: of the first try without an answer since the last one that had one; None while it answers.

    answered_at: when it answered last to this process.
    """

    def __init__(self) -> None:
        self.silent_since: dt.datetime | None = None
        self.answered_at: dt.datetime | None = None
        self._silent = 0
        self._pause = PAUSE
        self._until: dt.datetime | None = None
        self._trial = asyncio.Lock()

    @property
    def is_open(self) -> bool:
        """Also while it is tried whether it answers again."""
        return self._until is not None

    @asynccontextmanager
    async def asked(self) -> AsyncIterator[None]:
        """Around one try. When its pause is over one try goes first, and the others wait for what becomes of it.

        Raises Open.
        """
        if not self.is_open:
            yield
            return
        self._need_end_of_pause()
        async with self._trial:
            self._need_end_of_pause()
            if self.is_open:
                yield
                return
        yield

    def _need_end_of_pause(self) -> None:
        if self._until is not None and clock.now() < self._until:
            raise Open

    def answered(self) -> None:
        """Any answer closes it."""
        self.silent_since, self.answered_at = None, clock.now()
        self._silent, self._pause, self._until = 0, PAUSE, None

    def was_silent(self) -> None:
        """One more try had no answer."""
        moment = clock.now()
        self.silent_since = self.silent_since or moment
        self._silent += 1
        if self._silent >= SILENT and (self._until is None or moment >= self._until):  # of many at once one counts
            self._until = moment + self._pause
            self._pause = min(LONGEST, self._pause * 2)
