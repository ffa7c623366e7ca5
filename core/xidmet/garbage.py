"""How often Python looks for objects that hold each other and are held by nobody else."""

from __future__ import annotations

import gc

OBJECTS = 100_000  # some ten megabytes


def look_seldom() -> None:
    """For processes that go on. By itself it looks after every 700 objects, and each time in ten also at all that are
    there: a quarter of the time of moving a thousand cases, in which next to nothing is ever found. The modules, which
    stay as long as the process does, are not looked at again.
    """
    gc.set_threshold(OBJECTS, 10, 20)
    gc.freeze()
