"""Ways to look at the desk that somebody saved, for themselves or for everybody of a role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet.store.tables import SavedFilter

MOST_SHARED = 100


@dataclass(frozen=True)
class Saved:
    """query: of the desk's address. role: "agency code:role" with which it is shared, or "". who: the maker's name."""

    id: UUID
    account: UUID
    who: str
    name: str
    query: str
    role: str


WHO = SavedFilter.account
COLUMNS = (
    SavedFilter.id,
    WHO,
    WHO.given_name,
    WHO.surname,
    SavedFilter.name,
    SavedFilter.query,
    SavedFilter.role,
)


async def of_account(account: UUID, roles: Sequence[str]) -> list[Saved]:
    """One's own, by name; then those that others share with one of these roles."""
    theirs: Any = SavedFilter.account == account
    if roles:
        theirs = theirs | SavedFilter.role.is_in(list(roles))
    rows = await SavedFilter.select(*COLUMNS).where(theirs).order_by(SavedFilter.name).limit(MOST_SHARED)
    found = [_saved(row) for row in rows]
    return [one for one in found if one.account == account] + [one for one in found if one.account != account]


def _saved(row: dict[str, Any]) -> Saved:
    who = " ".join(part for part in (row["account.given_name"], row["account.surname"]) if part)
    return Saved(row["id"], row["account"], who, row["name"], row["query"], row["role"])


async def count(account: UUID) -> int:
    return int(await SavedFilter.count().where(SavedFilter.account == account))


async def add(account: UUID, name: str, query: str, role: str, moment: dt.datetime) -> None:
    """Raises a unique violation for a name that is there already."""
    said: dict[str, Any] = {"account": account, "name": name, "query": query, "role": role, "made_at": moment}
    await SavedFilter.insert(SavedFilter(id=uuid4(), **said))


async def change(wanted: UUID, account: UUID, name: str, role: str) -> bool:
    """False when it is not theirs. Raises a unique violation for a name that is there already."""
    mine = (SavedFilter.id == wanted) & (SavedFilter.account == account)
    values: dict[Any, Any] = {SavedFilter.name: name, SavedFilter.role: role}
    return bool(await SavedFilter.update(values).where(mine).returning(SavedFilter.id))


async def remove(wanted: UUID, account: UUID) -> None:
    await SavedFilter.delete().where((SavedFilter.id == wanted) & (SavedFilter.account == account))
