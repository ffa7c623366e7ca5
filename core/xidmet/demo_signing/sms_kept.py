"""What the demonstration's gateway for SMS has taken, as long as it runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

MOST = 1000  # the oldest go


@dataclass
class Kept:
    id: str
    asked: Mapping[str, str]
    at: dt.datetime
    arrived: bool = False


@dataclass
class SmsKept:
    known: dict[str, Kept] = field(default_factory=dict)

    def add(self, kept: Kept) -> Kept:
        self.known[kept.id] = kept
        while len(self.known) > MOST:
            del self.known[next(iter(self.known))]
        return kept

    def by_reference(self, reference: str) -> Kept | None:
        return next((one for one in self.known.values() if one.asked["reference"] == reference), None)

    def at(self, number: str) -> list[Kept]:
        """The newest first."""
        return [one for one in reversed(self.known.values()) if one.asked["to"] == number]
