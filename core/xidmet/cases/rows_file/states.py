"""Where a file and each of its rows can be."""

from __future__ import annotations

from enum import StrEnum

MATCHING, READING, READ, FAILED = "matching", "reading", "read", "failed"


class RowState(StrEnum):
    """right: may be taken. wrong: must be mended. repeat: the same as another one. differs: the same key as another
    one, but other answers; replaces, kept: what was chosen then. out: left out by the person. taken: in the draft.
    """

    RIGHT = "right"
    WRONG = "wrong"
    REPEAT = "repeat"
    DIFFERS = "differs"
    REPLACES = "replaces"
    KEPT = "kept"
    OUT = "out"
    TAKEN = "taken"


READY = (RowState.RIGHT, RowState.REPLACES)
OPEN = (RowState.WRONG, RowState.DIFFERS)
LEFT_OUT = (RowState.OUT, RowState.KEPT)
KEPT = RowState.KEPT
# Of rows with the same key these stand for it; the others only repeat it, or are not meant any more.
STANDING = (RowState.RIGHT, RowState.REPLACES, RowState.DIFFERS, RowState.TAKEN)
CHOICES = {"keep": RowState.KEPT, "replace": RowState.REPLACES}
