"""One thing that is wrong with a declaration."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """service: the slug (or the plugin's name); about: which part of it; wrong: what; mend: what to do."""

    service: str
    about: str
    wrong: str
    mend: str

    def __str__(self) -> str:
        return f"{self.service}, {self.about}: {self.wrong} {self.mend}"
