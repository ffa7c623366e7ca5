"""Who sees these cases and may move them: asked once for all that stand alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from xidmet.auth import Actor, may
from xidmet.auth.may import Mover
from xidmet.cases.case import ASSISTED, Case
from xidmet.cases.many.alone import sees
from xidmet.cases.unconfirmed import UNCONFIRMED
from xidmet.contract.roles import Party
from xidmet.contract.rule import Refusal
from xidmet.contract.states import Transition


@dataclass
class Leave:
    mover: Mover
    transition: Transition
    _seen: dict[tuple[str, str], bool] = field(default_factory=dict)
    _told: dict[tuple[str, str], Refusal | None] = field(default_factory=dict)

    def sees(self, case: Case) -> bool:
        if not self._is_alike:
            return sees(self.mover, case)
        key = (case.party, case.state.name)
        known = self._seen.get(key)
        if known is None:
            known = self._seen[key] = sees(self.mover, case)
        return known

    def refusal(self, case: Case) -> Refusal | None:
        """As may() has it."""
        if not self._is_alike or any(_one_of_a_kind(case)):
            return may(self.mover, self.transition, case)
        key = (case.party, case.state.name)
        if key not in self._told:
            self._told[key] = may(self.mover, self.transition, case)
        return self._told[key]

    @cached_property
    def _is_alike(self) -> bool:
        """Nothing but party and state makes a difference: no answer names the mover, and nobody helped or prepared."""
        named = any(isinstance(role, Party) and role.who is not None for role in self.transition.actors)
        helps = isinstance(self.mover, Actor) and self.mover.assistant is not None
        return not (named or helps or self.transition.apart_from or self.transition.after)


def _one_of_a_kind(case: Case) -> Iterator[object]:
    """What may() asks of this very case: who helped, what no register has confirmed, whom its answers have sign."""
    yield case.record.asked.get(ASSISTED)
    yield case.record.asked.get(UNCONFIRMED)
    yield any(move.also for move in case.service.transitions)
