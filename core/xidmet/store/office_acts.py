"""The record of an agency: what was done about its offices. Only appended to."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from xidmet.store.tables import OfficeAct


@dataclass(frozen=True)
class Act:
    """who: "" for the operator."""

    happened_at: dt.datetime
    kind: str
    account: UUID | None
    who: str
    facts: Mapping[str, str]


async def add_act(
    agency: str, kind: str, account: UUID | None, who: str, facts: Mapping[str, str], moment: dt.datetime
) -> None:
    said = json.dumps(dict(facts), ensure_ascii=False)
    await OfficeAct.insert(
        OfficeAct(id=uuid4(), agency=agency, happened_at=moment, kind=kind, account=account, who=who, facts=said)
    )


async def acts(agency: str, limit: int, skip: int = 0) -> list[Act]:
    """What was done about the offices, the newest first."""
    rows = (
        await OfficeAct.select()
        .where(OfficeAct.agency == agency)
        .order_by(OfficeAct.happened_at, OfficeAct.id, ascending=False)
        .limit(limit)
        .offset(skip)
    )
    return [Act(row["happened_at"], row["kind"], row["account"], row["who"], json.loads(row["facts"])) for row in rows]
