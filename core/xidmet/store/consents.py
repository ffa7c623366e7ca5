"""Boxes that were ticked, with the text that stood beside them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet.store.tables import Consented


@dataclass(frozen=True)
class Given:
    """texts: language -> what stood beside the box when it was ticked. number, service: of the case."""

    number: str
    service: str
    texts: Mapping[str, str]
    given_at: dt.datetime


async def keep(case: UUID, account: UUID, form: str, path: str, texts: Mapping[str, str], moment: dt.datetime) -> None:
    """The first time counts: the same box in the same case, sent again with corrections, changes nothing."""
    await Consented.raw(
        'INSERT INTO consented (id, "case", account, form, path, texts, given_at) VALUES ({}, {}, {}, {}, {}, {}, {}) '
        'ON CONFLICT ("case", form, path) DO NOTHING',
        uuid4(),
        case,
        account,
        form[:100],
        path[:200],
        json.dumps(texts, ensure_ascii=False),
        moment,
    )


async def of_party(party: str, limit: int, offset: int = 0) -> list[Given]:
    """Those in the cases of somebody, the newest first."""
    rows: list[dict[str, Any]] = (
        await Consented.select(Consented.case.number, Consented.case.service, Consented.texts, Consented.given_at)
        .where(Consented.case.party == party)
        .order_by(Consented.given_at, ascending=False)
        .order_by(Consented.id)
        .limit(limit)
        .offset(offset)
    )
    return [Given(r["case.number"], r["case.service"], json.loads(r["texts"]), r["given_at"]) for r in rows]
