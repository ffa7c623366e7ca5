"""One wrong answer, as said beside its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mistake:
    """What is wrong and what to do, as one msgid with {names}; values fill them when it is shown.

    doubt: the answer may be right all the same; then it stands once the person says so. mend, law: of a rule that does
    not hold, what mends it and its legal basis, each a msgid of its own.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    doubt: bool = False
    mend: str = ""
    law: str = ""
