"""A case that is over, and the years that pass, for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Site, move
from xidmet.cases.retention import kept
from xidmet.store.tables import (
    Case,
    Effect,
    JournalRow,
)

from tests.core.certificate import SLUG, certificate, token

DAY = dt.timedelta(days=1)
YEARS = 5  # of the plugin's table


async def years_later(site: Site, days: int = 1) -> None:
    """So many days after the last one on which what ended today is kept."""
    term = await kept(site, site.catalogue.services[SLUG])
    assert term is not None and term.period.length == YEARS
    clock.advance(term.until(clock.now()) - clock.today() + days * DAY)


async def ended(site: Site, actor: Actor) -> UUID:
    """The id of a certificate's case that is over, and about which nothing must happen any more."""
    made = await certificate(site, actor)
    await move(site, actor, made.case.number, "deactivate", version=made.case.version, token=token())
    await Effect.update({Effect.state: "done"}, force=True)
    return made.case.record.id


async def husk(case: UUID) -> dict[str, Any]:
    row = await Case.select().where(Case.id == case).first()
    assert row is not None
    return row


async def kinds(case: UUID) -> list[str]:
    rows = JournalRow.select(JournalRow.kind).where(JournalRow.chain == case).order_by(JournalRow.place)
    return list(await rows.output(as_list=True))
