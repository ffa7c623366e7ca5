"""Conditions: when a field is asked. One meaning everywhere, carried as data so that a browser can follow it too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class NotYet(Exception):
    """A condition or a derived value read an answer that is not there yet."""


@dataclass(frozen=True, eq=False)
class Condition:
    """A test over the answers so far, the fields it reads, and itself as JSON data."""

    test: Callable[[Any], bool]
    reads: frozenset[Any]
    data: Callable[[], dict[str, Any]]

    def __call__(self, answers: object) -> bool:
        try:
            return self.test(answers)
        except (NotYet, TypeError):
            return False

    def __and__(self, other: Condition) -> Condition:
        if not isinstance(other, Condition):
            return NotImplemented  # a yes/no question on the right knows what to do
        return Condition(
            lambda a: self(a) and other(a), self.reads | other.reads, lambda: {"all": [self.data(), other.data()]}
        )

    def __or__(self, other: Condition) -> Condition:
        if not isinstance(other, Condition):
            return NotImplemented
        return Condition(
            lambda a: self(a) or other(a), self.reads | other.reads, lambda: {"any": [self.data(), other.data()]}
        )

    def __invert__(self) -> Condition:
        return Condition(lambda a: not self(a), self.reads, lambda: {"not": self.data()})

    def __bool__(self) -> bool:
        raise TypeError("Join conditions with & | ~, not with and / or / not.")
