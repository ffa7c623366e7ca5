"""What the state issues: a certificate or a permit. It is also a register that later forms may look up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from xidmet.contract.fields import Field
from xidmet.contract.form import F, Form
from xidmet.contract.registers import Register
from xidmet.contract.roles import Officer, Party
from xidmet.contract.rule import Rule


@dataclass(frozen=True, eq=False, kw_only=True)
class Attestation(Register[F]):
    """Its form is what it shows; the values are copied by name when it is issued. The number is made by core.

    template: the .typ file in the plugin's templates/ folder.
    valid_until: the field after whose day it is no longer in force. holder: whom it is about (the applicant unless
    said). checked_by: who may ask whether it is in force. asks, needs: what the checker says, and what must hold then.
    carries: what the signed QR tells without a network. place, opens, hours: those of them that a device without a
    network compares with where and when it is: the field like the look-up that asks= asks, the moment from which it is
    good, and two times of day between which it is (from 21:00 to 06:00 crosses midnight; twice the same is all day).
    listed: is it on the public list of what was ended, which is checked without a network? Unless said, when anyone may
    check it: whoever holds the QR learns from the list that it was ended, and is not asked who they are.
    when_inactive: what a checker is told about one that is not active: "nothing" (the same answer, shape and time as
    for a number that never existed) or "state" (for inspectors: that it exists and is not in force, and why).
    """

    template: str
    valid_until: Field[Any] | None = None
    holder: Party | None = None
    checked_by: tuple[Party | Officer, ...] | Literal["anyone", "signed in"] = "anyone"
    asks: type[Form] | None = None
    needs: tuple[Rule[Any], ...] = ()
    carries: Sequence[Field[Any]] = ()
    place: Field[Any] | None = None
    opens: Field[Any] | None = None
    hours: tuple[Field[Any], Field[Any]] | None = None
    listed: bool | None = None
    when_inactive: Literal["nothing", "state"] = "nothing"

    def __post_init__(self) -> None:
        object.__setattr__(self, "needs", tuple(self.needs))
        object.__setattr__(self, "carries", tuple(self.carries))
        if self.listed is None:
            object.__setattr__(self, "listed", self.checked_by == "anyone")
        if not isinstance(self.checked_by, str):
            object.__setattr__(self, "checked_by", tuple(self.checked_by))
