"""Rules: what must hold. A rule is a pure function over the answers and the facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic

from xidmet.contract.fields import Field
from xidmet.contract.form import F, Form
from xidmet.contract.registers import Query


class Refusal:
    """Why not, under which law, and what mends it; beside which field.

    level: how surely it must be known who this is; then a page offers to prove it.
    why and mend are msgids with {names}; values fills them when they are shown, in the reader's language.
    """

    def __init__(self, at: Field[Any] | None = None, *, why: str, mend: str, level: str = "", **values: object) -> None:
        self.at, self.why, self.mend, self.values, self.law = at, why, mend, values, ""
        self.level = level

    def __str__(self) -> str:
        return f"{self.why} {self.mend}".format(**self.values)


@dataclass(frozen=True, eq=False)
class Facts:
    """What a rule may know besides the answers. Fetched before, so that a rule never waits.

    now: the moment of the transition, in the site's time zone. others: cases of the same party that are already
    where this transition leads.
    """

    now: dt.datetime
    asks: Form | None = None
    rows: Mapping[Query[Any], tuple[Any, ...]] = field(default_factory=dict)
    others: int = 0

    def __getitem__(self, query: Query[F]) -> tuple[F, ...]:
        return self.rows[query]

    def asked(self, form: type[F]) -> F:
        """What this transition, or this check, asked."""
        if not isinstance(self.asks, form):
            raise TypeError(f"Nothing of {form.__name__} was asked here.")
        return self.asks


@dataclass(frozen=True, eq=False)
class Rule(Generic[F]):
    """check over answers of a form; law: its legal basis; reads: the queries whose rows it wants in its facts.

    label: what it asks for, in a few words, where an authority looks for whom it does not hold; "": the law says it.
    """

    check: Callable[[F, Facts], Refusal | None]
    law: str
    reads: tuple[Query[Any], ...]
    label: str = ""

    def __call__(self, answers: F, facts: Facts) -> Refusal | None:
        refusal = self.check(answers, facts)
        if refusal:
            refusal.law = self.law
        return refusal


def rule(
    *, law: str, reads: tuple[Query[Any], ...] = (), label: str = ""
) -> Callable[[Callable[[F, Facts], Refusal | None]], Rule[F]]:
    """Make a pure function a rule. law: the legal basis, shown with every refusal. label: what it asks for, in a few
    words, such as "Under the age limit".
    """
    return lambda check: Rule(check, law, tuple(reads), label)
