"""Which cases are about somebody: the newest ones, within some services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID, uuid4

from xidmet.store.cases import COLUMNS, Record, record_of
from xidmet.store.tables import Case, CaseConcern


async def replace(case: UUID, service: str, keys: Iterable[str], moment: dt.datetime) -> None:
    """Inside the transaction of the move that sends the answers."""
    await CaseConcern.delete().where(CaseConcern.case == case)
    made = [CaseConcern(id=uuid4(), case=case, service=service, key=key, at=moment) for key in keys]
    if made:
        await CaseConcern.insert(*made)


async def of_key(key: str, services: list[str], without: UUID, limit: int) -> list[UUID]:
    """The newest cases about whom this key names, of these services."""
    rows: list[UUID] = (
        await CaseConcern.select(CaseConcern.case)
        .where((CaseConcern.key == key) & CaseConcern.service.is_in(services) & (CaseConcern.case != without))
        .order_by(CaseConcern.at, ascending=False)
        .limit(limit)
        .output(as_list=True)
    )
    return rows


async def records(wanted: Iterable[UUID]) -> dict[UUID, Record]:
    """Those cases, by id, in one statement."""
    ids = list(wanted)
    rows = await Case.select(*COLUMNS).where(Case.id.is_in(ids)) if ids else []
    return {row["id"]: found for row in rows if (found := record_of(row))}
