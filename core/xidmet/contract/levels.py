"""How surely it is known who somebody is: the assurance levels of Regulation (EU) 910/2014, article 8."""

from __future__ import annotations

from typing import Literal

Level = Literal["low", "substantial", "high"]
LEVELS: tuple[Level, ...] = ("low", "substantial", "high")


def reaches(level: str, wanted: str) -> bool:
    """Does a level prove at least as much as the one that is wanted? An unknown one, as of nobody, proves nothing."""
    order: tuple[str, ...] = ("", *LEVELS)
    return level in order and order.index(level) >= order.index(wanted)
