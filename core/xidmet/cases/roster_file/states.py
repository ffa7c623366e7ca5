"""Where a file of people and each of its rows can be."""

from __future__ import annotations

from enum import StrEnum

MATCHING, READING, READ, ENTERING, FAILED = "matching", "reading", "read", "entering", "failed"


class RowState(StrEnum):
    """waits: not read yet. right: a new person, may be entered. wrong: must be mended. refused: a rule of the move does
    not hold. repeat: the same as another row. differs: the same person as in another row, but other answers. there: in
    the roster already. other: there, but with other answers. out: left out by the person. draft: entered, but for the
    signature. entered: in the roster by this file.
    """

    WAITS = "waits"
    RIGHT = "right"
    WRONG = "wrong"
    REFUSED = "refused"
    REPEAT = "repeat"
    DIFFERS = "differs"
    THERE = "there"
    OTHER = "other"
    OUT = "out"
    DRAFT = "draft"
    ENTERED = "entered"


GAPS, LONGER = "_gaps", "_longer"  # beside what was typed: what is wrong with the cells themselves
READY = (RowState.RIGHT,)
OPEN = (RowState.WRONG, RowState.REFUSED, RowState.DIFFERS)
TYPED_ANEW = (RowState.WRONG, RowState.REFUSED)  # their questions can be answered in the page
MADE = (RowState.DRAFT, RowState.ENTERED)
# Of rows with the same key these stand for it; the others only repeat it, or are not meant any more.
STANDING = (RowState.RIGHT, RowState.REFUSED, *MADE)
