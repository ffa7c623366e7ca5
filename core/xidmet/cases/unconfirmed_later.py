"""What a move does with answers that are accepted unconfirmed: keep which they are, and have them looked up later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Protocol

from xidmet.cases.case import Case
from xidmet.cases.opened import opened
from xidmet.cases.unconfirmed import UNCONFIRMED, Unconfirmed, plain, typed_rows
from xidmet.store.effects import write_effect

KIND = "confirm"
FIRST = dt.timedelta(minutes=1)  # before a register that was silent just now is asked again


class Sent(Protocol):
    """Raw input with which a move is made, and whether it changes answers."""

    @property
    def typed(self) -> Mapping[str, Any]: ...
    @property
    def changed(self) -> bool: ...


def unconfirmed_after(case: Case, sent: Sent, moment: dt.datetime) -> dict[str, Any]:
    """What stands beside the case then. What was not open stays as it was."""
    before: Mapping[str, Any] = case.record.asked.get(UNCONFIRMED, {})
    if not sent.changed:
        return {}
    is_open = opened(case)
    kept = {name: one for name, one in before.items() if name not in is_open}
    new = [name for name in typed_rows(case.service.form, sent.typed) if name in is_open]
    after = {**kept, **{name: plain(Unconfirmed(moment)) for name in new}}
    return {UNCONFIRMED: after} if after or before else {}


async def ask_later(case: Case, moment: dt.datetime) -> None:
    """Inside the transaction of the move. One effect asks for all answers of one sending."""
    if any(one.since == moment for one in case.unconfirmed.values()):
        payload = {"case": case.number, "since": moment.isoformat()}
        once = f"{KIND}:{case.record.id}:{case.version}"
        await write_effect(KIND, payload, once, case=case.record.id, run_at=moment + FIRST)
