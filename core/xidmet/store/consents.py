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
    """texts: language -> what stood beside the box when it was ticked. number, service, party: of the case.

    optional: the case could have been sent without it.
    """

    id: UUID
    case: UUID
    party: str
    number: str
    service: str
    form: str
    path: str
    texts: Mapping[str, str]
    given_at: dt.datetime
    optional: bool
    withdrawn_at: dt.datetime | None


COLUMNS = (
    Consented.id,
    Consented.case,
    Consented.case.party.as_alias("party"),
    Consented.case.number.as_alias("number"),
    Consented.case.service.as_alias("service"),
    Consented.form,
    Consented.path,
    Consented.texts,
    Consented.given_at,
    Consented.optional,
    Consented.withdrawn_at,
)


async def keep(
    case: UUID,
    account: UUID,
    form: str,
    path: str,
    texts: Mapping[str, str],
    moment: dt.datetime,
    *,
    optional: bool = False,
) -> None:
    """The first time counts: the same box in the same case, sent again with corrections, changes nothing.

    One that was taken back since is given anew.
    """
    await Consented.raw(
        'INSERT INTO consented (id, "case", account, form, path, texts, given_at, optional) '
        "VALUES ({}, {}, {}, {}, {}, {}, {}, {}) "
        'ON CONFLICT ("case", form, path) DO UPDATE '
        "SET texts = excluded.texts, given_at = excluded.given_at, account = excluded.account, withdrawn_at = NULL "
        "WHERE consented.withdrawn_at IS NOT NULL",
        uuid4(),
        case,
        account,
        form[:100],
        path[:200],
        json.dumps(texts, ensure_ascii=False),
        moment,
        optional,
    )


async def by_id(wanted: UUID) -> Given | None:
    row = await Consented.select(*COLUMNS).where(Consented.id == wanted).first()
    return _given(row) if row else None


async def withdraw(wanted: UUID, moment: dt.datetime) -> bool:
    """False when it was taken back already, or can't be."""
    where: Any = (Consented.id == wanted) & Consented.withdrawn_at.is_null() & (Consented.optional == True)  # noqa: E712
    return bool(await Consented.update({Consented.withdrawn_at: moment}).where(where).returning(Consented.id))


async def of_party(party: str, limit: int, offset: int = 0) -> list[Given]:
    """Those in the cases of somebody, the newest first."""
    rows: list[dict[str, Any]] = (
        await Consented.select(*COLUMNS)
        .where(Consented.case.party == party)
        .order_by(Consented.given_at, ascending=False)
        .order_by(Consented.id)
        .limit(limit)
        .offset(offset)
    )
    return [_given(row) for row in rows]


def _given(row: dict[str, Any]) -> Given:
    return Given(**{**row, "texts": json.loads(row["texts"]), "optional": bool(row["optional"])})
