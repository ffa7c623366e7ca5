"""A service: a class body that reads top to bottom. Nothing in it is ever instantiated or changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from xidmet.contract.attestation import Attestation
from xidmet.contract.fields import Field
from xidmet.contract.form import Form
from xidmet.contract.legal_terms import LegalTerm
from xidmet.contract.roles import Agency, Officer, Party
from xidmet.contract.states import State, Transition

LifeEvent = Literal[
    "birth", "work", "business", "hiring", "moving", "education", "health", "pension", "arrival", "citizenship"
]


@dataclass(frozen=True, eq=False)
class Appeal:
    """How a decision is disputed; shown with every decision against the party.

    days: calendar days from the day after the decision, under this law; or the row of an agency's table, which says
    both: a case keeps what was in force on the day of its decision. court: the same for going to court.
    reopens: the move that a complaint leads to when it is upheld, and nothing else does; whoever makes it hears the
    complaints. Without it none is taken on the portal. by: who may complain beside whoever applied: people whom the
    case is about, as its answers name them.
    """

    to: str
    days: int | LegalTerm
    law: str = ""
    court: LegalTerm | None = None
    reopens: Transition | None = None
    by: tuple[Party, ...] = ()

    @property
    def heard_by(self) -> tuple[Officer, ...]:
        """Who hears complaints: never somebody who had a hand in the decision."""
        actors = self.reopens.actors if self.reopens else ()
        return tuple(one for one in actors if isinstance(one, Officer))


@dataclass(frozen=True, eq=False)
class Totals:
    """Numbers for the authority: cases in these states, grouped; adds= sums a number instead of counting."""

    label: str
    by: tuple[Field[Any], ...]
    states: tuple[State, ...]
    seen_by: Officer
    adds: Field[Any] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "by", tuple(self.by))
        object.__setattr__(self, "states", tuple(self.states))


class Frozen(type):
    def __setattr__(cls, name: str, value: object) -> None:
        raise AttributeError(f"A service does not change: {cls.__name__}.{name}")


class Service(metaclass=Frozen):
    """Subclass it; write the words below, then states and transitions.

    purpose: one sentence, what it is for. fee: the field that holds what is due, in manat; without it the service is
    free. 0: nothing is due; while it is None nobody can pay, and no case moves by payments.
    working_days: the whole term, from the day after it is sent; without it the result is there at once.
    keep_years: how long an ended case is kept, in years; or the row of an agency's table, as it is in force now.
    one_per: at most one case that holds its place for one party and these answers, see State. columns: what tells cases
    apart in lists. life_events, keywords: how people look for it (keywords: other words for it, in any language).
    """

    slug: ClassVar[str] = ""
    title: ClassVar[str] = ""
    agency: ClassVar[Agency | None] = None
    law: ClassVar[str] = ""
    purpose: ClassVar[str] = ""
    keywords: ClassVar[str] = ""
    life_events: ClassVar[tuple[LifeEvent, ...]] = ()
    keep_years: ClassVar[int | LegalTerm] = 0
    form: ClassVar[type[Form]] = Form
    applicant: ClassVar[Party]
    starts: ClassVar[State]
    working_days: ClassVar[int | Field[int] | None] = None
    fee: ClassVar[Field[Any] | None] = None
    one_per: ClassVar[tuple[Field[Any], ...]] = ()
    columns: ClassVar[tuple[Field[Any], ...]] = ()
    totals: ClassVar[tuple[Totals, ...]] = ()
    appeal: ClassVar[Appeal | None] = None

    states: ClassVar[tuple[State, ...]] = ()
    transitions: ClassVar[tuple[Transition, ...]] = ()

    def __init_subclass__(cls) -> None:
        body = {n: m for base in reversed(cls.__mro__) for n, m in vars(base).items() if not n.startswith("__")}
        unknown = [
            n
            for n, m in body.items()
            if n not in vars(Service) and n not in Service.__annotations__ and not isinstance(m, State | Transition)
        ]
        if unknown:
            raise TypeError(
                f"{cls.__name__}: a service has no {', '.join(unknown)}; "
                f"it has states, transitions and {', '.join(sorted(Service.__annotations__))}."
            )
        states = [m for n, m in body.items() if isinstance(m, State) and n != "starts"]
        type.__setattr__(cls, "states", tuple(dict.fromkeys(states)))
        type.__setattr__(cls, "transitions", tuple(m for m in body.values() if isinstance(m, Transition)))

    @classmethod
    def leaving(cls, state: State) -> list[Transition]:
        """The moves out of a state, but for the one that only an upheld complaint makes: the case is at rest."""
        again = cls.appeal.reopens if cls.appeal else None
        return [t for t in cls.transitions if state in t.sources and t is not again]

    @classmethod
    def holds(cls, state: State) -> bool:
        """Does a case keep its place of one_per there?"""
        return bool(cls.leaving(state)) if state.holds is None else state.holds

    @classmethod
    def attestations(cls) -> list[Attestation[Any]]:
        return list(dict.fromkeys(t.issues for t in cls.transitions if t.issues))

    @classmethod
    def state(cls, name: str) -> State:
        return next(s for s in cls.states if s.name == name)

    @classmethod
    def transition(cls, name: str) -> Transition | None:
        return next((t for t in cls.transitions if t.name == name), None)
