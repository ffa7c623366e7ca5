"""JSON that is written in one way only, for thousands of small values: by msgspec, in a tenth of the time of json.

For texts, whole numbers, yes and no, nothing, lists and objects it writes the same as json.dumps(sort_keys=True,
separators=(",", ":"), ensure_ascii=False); a test compares the two.
"""

from __future__ import annotations

from typing import Any

import msgspec

_SORTED = msgspec.json.Encoder(order="sorted")
from_json = msgspec.json.Decoder().decode


def sorted_json(value: Any) -> str:
    """Sorted names, no blanks, letters as they are."""
    return _SORTED.encode(value).decode()
