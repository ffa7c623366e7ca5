"""What is issued with a move of many cases: drawn from each, where every answer stands found once for all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from xidmet.attestations.issue import holder_of, said_name, until_of
from xidmet.attestations.number import new_number
from xidmet.cases.case import Case
from xidmet.cases.many.values import Answered, Reads, Values
from xidmet.contract.alike import Alike
from xidmet.contract.attestation import Attestation


@dataclass(slots=True)
class Paper:
    """An attestation as it is drawn. name: as it says itself whose it is. record: what it shows, as JSON."""

    number: str
    holder: str
    name: str
    record: str
    until: dt.datetime | None


@dataclass
class Papers:
    """Attestations of one kind. What they show, whose they are and until when: as attestations.issue has it."""

    issues: Attestation[Any]
    values: Values
    alike: Alike
    _shown: dict[int, list[tuple[str, Reads]]] = field(default_factory=dict)

    def drawn(self, after: Case) -> Paper:
        number, answered = new_number(), self.values.of(after)
        reads = self._shown.get(id(answered.known)) or self._reads(answered)
        shown = self.issues.of(**{self._key: number, **{name: read(after) for name, read in reads}})
        holder = holder_of(answered, self.issues)
        until = until_of(answered, self.issues)
        return Paper(number, holder, said_name(holder, shown), self.alike.text(shown), until)

    @cached_property
    def _key(self) -> str:
        return self.issues.key

    def _reads(self, answered: Answered) -> list[tuple[str, Reads]]:
        fields = self.issues.of.fields.items()
        found = [(name, answered.reads(one)) for name, one in fields if name != self._key]
        self._shown[id(answered.known)] = found  # values holds it, so that the identity stays its own
        return found
