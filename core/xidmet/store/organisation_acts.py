"""The record of an organisation: what was done about its mandates. Only appended to."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from xidmet.store.tables import OrganisationAct


@dataclass(frozen=True)
class Act:
    happened_at: dt.datetime
    kind: str
    account: UUID | None
    who: str
    facts: Mapping[str, str]


async def add_act(
    organisation: UUID, kind: str, account: UUID | None, who: str, facts: Mapping[str, str], moment: dt.datetime
) -> None:
    said = json.dumps(dict(facts), ensure_ascii=False)
    await OrganisationAct.insert(
        OrganisationAct(
            id=uuid4(), organisation=organisation, happened_at=moment, kind=kind, account=account, who=who, facts=said
        )
    )


async def acts(organisation: UUID, limit: int = 50) -> list[Act]:
    """What was done about the mandates, the newest first."""
    rows = (
        await OrganisationAct.select()
        .where(OrganisationAct.organisation == organisation)
        .order_by(OrganisationAct.happened_at, ascending=False)
        .limit(limit)
    )
    return [Act(row["happened_at"], row["kind"], row["account"], row["who"], json.loads(row["facts"])) for row in rows]
