"""Of rows with one key, which follow each other in time, the one that a copy was taken of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xidmet.contract.form import Form
from xidmet.contract.registers import Register


def as_now(register: Register[Any], copied: Form, rows: Sequence[Form]) -> Form:
    """The row of this key that begins when the copied one does: others are of other times. One that is gone stays."""
    begins = register.valid[0].name if register.valid else ""
    same = [row for row in rows if vars(row).get(begins) == vars(copied).get(begins)]
    return (same or (rows if len(rows) == 1 else [copied]))[0]
