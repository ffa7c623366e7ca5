"""Who has a case. The version stays: it is no change that a page must know, and a move meanwhile is not undone."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from xidmet.store.tables import Case


async def take(case: UUID, version: int, account: UUID, role: str, moment: dt.datetime) -> bool:
    """False when somebody has it, or it was moved since. One statement: of two who take it at once one has it."""
    taken: dict[Any, Any] = {Case.officer: account, Case.taken_as: role, Case.taken_at: moment}
    free = (Case.id == case) & (Case.version == version) & Case.officer.is_null()
    return bool(await Case.update(taken).where(free).returning(Case.id))


async def put_back(case: UUID, account: UUID) -> bool:
    """False when it is not theirs any more."""
    nobody: dict[Any, Any] = {Case.officer: None, Case.taken_as: "", Case.taken_at: None}
    return bool(await Case.update(nobody).where((Case.id == case) & (Case.officer == account)).returning(Case.id))


async def hand_over(case: UUID, version: int, was: UUID | None, account: UUID, role: str, moment: dt.datetime) -> bool:
    """False when somebody else has it by now, or it was moved since."""
    taken: dict[Any, Any] = {Case.officer: account, Case.taken_as: role, Case.taken_at: moment}
    theirs: Any = Case.officer.is_null() if was is None else Case.officer == was
    here = (Case.id == case) & (Case.version == version) & theirs
    return bool(await Case.update(taken).where(here).returning(Case.id))
