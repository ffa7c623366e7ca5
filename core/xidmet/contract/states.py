"""Where a case can be and how it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from xidmet.contract.appointment import Appointment
from xidmet.contract.attestation import Attestation
from xidmet.contract.fields import Field
from xidmet.contract.form import Form
from xidmet.contract.levels import Level
from xidmet.contract.notice import Notice
from xidmet.contract.registers import Lookup, Register
from xidmet.contract.roles import Officer, Party
from xidmet.contract.rule import Rule
from xidmet.contract.terms import StepTerm

Role = Party | Officer


class Named:
    """Takes its name from the class body it stands in; the name is what the store keeps."""

    name: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        if not self.name:  # a service that inherits the state, or starts = draft, keeps the first name
            object.__setattr__(self, "name", name)

    def __repr__(self) -> str:
        return self.name


def _frozen(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


@dataclass(frozen=True, eq=False, repr=False)
class State(Named):
    """waits_for: whose turn it is. working_days: the term in this state, from the day after the case came into it;
    whoever it waits for is reminded before it ends, and told when it is over. Of a table: see StepTerms.

    pauses: the case's own term stands still. in_force: what was issued is in force exactly while the case is here.
    appointment: what the party books a time for while the case is here. holds: whether the case keeps its place of the
    service's one_per here, so that nothing like it is begun anew; unless said, while a move leads out of the state.
    """

    label: str
    waits_for: Role | Sequence[Role] = ()
    working_days: int | Field[int] | StepTerm | None = None
    pauses: bool = False
    in_force: bool = False
    appointment: Appointment | None = None
    holds: bool | None = None

    @property
    def waiting(self) -> tuple[Role, ...]:
        return _frozen(self.waits_for)

    @property
    def deadline(self) -> Deadline:
        return Deadline(self)

    @property
    def missed(self) -> Missed:
        return Missed(self)


@dataclass(frozen=True, eq=False)
class Deadline:
    """The end of a state's term, as the time of a transition."""

    of: State


@dataclass(frozen=True, eq=False)
class Missed:
    """The party did not come, once more often than another time may be chosen; as the time of a transition."""

    of: State


@dataclass(frozen=True, eq=False, repr=False)
class Transition(Named):
    """One move. It happens by someone, or at a time, or after others have all happened. by=payments: when what the
    service's fee= says is paid in full; at once, where nothing is due.

    needs: rules that must hold. asks: a form the actor fills in. amends: the actor may change the answers: all of
    them, or those marked in a field. level: how surely it must be known who acts, when this needs more than the party
    does. signed: by e-signature, over the case, or over the whole list when done in bulk; "list": over a list alone,
    while for one case the sign-in is enough. also: who else signs the same document; each has who= a FIN that is asked,
    of the form or of every row of a part. Nothing is sent before all have signed.
    bulk: for many cases at once. apart_from: transitions that the same officer must not have done.
    issues: the attestation this makes. tells: who is told.
    disclosed: of an opinion, or of what is proposed to another officer: the applicant reads what was said, too.
    confirmed: it waits until every answer that was accepted unconfirmed is confirmed.
    on: look-ups that were accepted unconfirmed; it is also made by itself when the register says something else. What
    it asks is then a mark beside that answer.
    """

    label: str
    source: State | Sequence[State]
    target: State
    by: Role | Register[Any] | Sequence[Role] = ()
    at: Field[Any] | Deadline | Missed | None = None
    after: Sequence[Transition] = ()
    needs: Sequence[Rule[Any]] = ()
    asks: type[Form] | None = None
    amends: bool | Field[Any] = False
    level: Level = "low"
    signed: bool | Literal["or on paper", "list"] = False
    also: Sequence[Party] = ()
    bulk: bool = False
    apart_from: Sequence[Transition] = ()
    issues: Attestation[Any] | None = None
    tells: Sequence[Notice] = ()
    disclosed: bool = False
    confirmed: bool = False
    on: Sequence[Lookup[Any]] = ()

    def __post_init__(self) -> None:
        # A lone rule without its comma is still one rule.
        for name in ("after", "needs", "apart_from", "tells", "also", "on"):
            object.__setattr__(self, name, _frozen(getattr(self, name)))

    @property
    def signed_alone(self) -> bool:
        """Whether a signature is due when it is made in one case."""
        return bool(self.signed) and self.signed != "list"

    @property
    def sources(self) -> tuple[State, ...]:
        return _frozen(self.source)

    @property
    def actors(self) -> tuple[Role | Register[Any], ...]:
        return _frozen(self.by)
