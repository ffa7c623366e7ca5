"""Whose hand made a move, and what the journal says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xidmet.auth import Actor
from xidmet.auth.may import Mover
from xidmet.capsules.files import COMMITTED
from xidmet.cases.case import Case
from xidmet.contract.registers import Register
from xidmet.contract.states import Transition

INTERNAL = "internal"  # name of the value by which a row commits to opinions and proposals


def who(mover: Mover) -> str:
    """How the store names a mover: an account's id, a register's name, or time."""
    if isinstance(mover, Actor):
        return str(mover.account)
    return mover.name if isinstance(mover, Register) else "time"


@dataclass(frozen=True)
class Hand:
    """How the journal names a mover: plain marks, and personal values."""

    by: str
    marks: Mapping[str, str]
    personal: Mapping[str, str]


def hand_of(mover: Mover) -> Hand:
    if isinstance(mover, Actor):
        return Hand("person", mover.marks, {**mover.signature, "means": mover.means})
    return Hand(who(mover), {}, {})


def said(
    case: Case,
    transition: Transition,
    hand: Hand,
    after: Case,
    signed: Mapping[str, str],
    away: str,
    digests: tuple[str, str],
) -> tuple[dict[str, str | int | bool | None], dict[str, str]]:
    """What the journal says of a move, and the personal values behind it. away: for whom the mover stands in. digests:
    of what is answered in the case then, and of what is for officers alone.
    """
    facts: dict[str, str | int | bool | None] = {
        **signed,
        "transition": transition.name,
        "from": case.state.name,
        "to": after.state.name,
        "version": after.version,
        "by": hand.by,
        **hand.marks,
    }
    personal = {**hand.personal, **({"stands_in_for": away} if away else {})}
    committed, inside = digests
    personal[COMMITTED] = committed
    if inside:
        personal[INTERNAL] = inside
    return facts, personal
