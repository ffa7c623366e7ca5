"""The files that were given with a move are files of the case from then on."""

from __future__ import annotations

from uuid import UUID

from xidmet.cases.case import Case
from xidmet.contract.form import Form
from xidmet.contract.states import Transition
from xidmet.contract.uploads import attached_in
from xidmet.store import move_files


async def given_files(case: Case, transition: Transition, said: Form | None) -> None:
    """Inside the transaction of the move; the store is asked only where a file was given."""
    given = [UUID(one.id) for one in attached_in(said)] if said is not None else []
    if given:
        await move_files.give(case.record.id, transition.name, given)
