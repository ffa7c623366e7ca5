"""A rule that counts the other cases of a party holds also for two that are moved at the same moment.

Rules are judged before the transaction, for registers may be slow. Where one of them looked at how many others there
are, the transaction takes the place of that count first, counts again, and judges anew when the number is another one:
a rule is a pure function, and all else it read stays as it was. Moves of other parties never wait for each other.
"""

from __future__ import annotations

from typing import Any

from xidmet.contract.rule import Facts, Refusal
from xidmet.contract.states import Transition


class Counting(Facts):
    """Facts that know whether a rule looked at the number of others."""

    @property
    def others(self) -> int:
        """A field of every Facts; here it is noticed when a rule reads it."""
        self.__dict__["_looked"] = True
        return int(self.__dict__["_others"])

    @others.setter
    def others(self, value: int) -> None:
        self.__dict__["_others"] = value

    @property
    def counted(self) -> bool:
        """Did a rule look?"""
        return "_looked" in self.__dict__

    def with_others(self, others: int) -> Counting:
        return Counting(now=self.now, asks=self.asks, rows=self.rows, others=others)


def broken(transition: Transition, answers: Any, facts: Facts) -> Refusal | None:
    """The first rule that does not hold, with its law; None when all hold."""
    return next((refusal for rule in transition.needs if (refusal := rule(answers, facts))), None)
