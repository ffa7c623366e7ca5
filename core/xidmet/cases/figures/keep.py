"""The row about a case: written in the move that changes it, and once for what was sent before there were such rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog

from xidmet import clock
from xidmet.cases.case import Case, case_of
from xidmet.cases.figures.outcome import figure_of
from xidmet.cases.figures.periods import months_before
from xidmet.cases.site import Site
from xidmet.cases.totals import totals_rows
from xidmet.store import cases, figures, totals, transaction
from xidmet.store.bound import is_unique_violation

log = structlog.get_logger()

AT_ONCE = 500


async def keep_figure(before: Case, after: Case) -> None:
    """Inside the move's transaction. One statement when the case is sent and one when it comes to its outcome; none at
    the moves in between.
    """
    figure = figure_of(after)
    if figure is not None and figure != figure_of(before):
        await figures.keep(figure)


async def count_before(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """Go through every sent case. Begun again, it begins at the beginning: the same row twice changes nothing."""
    last: UUID | None = None
    while found := await figures.sent_after(last, AT_ONCE):
        for wanted in found:
            await _count(site, wanted)
        last = found[-1]
    await figures.forget_months()
    await keep_months()


async def keep_months() -> int:
    """The sums of months that are over by a day at least: a move that began before midnight has been written then."""
    kept, count = await figures.kept_until(), 0
    month = kept + dt.timedelta(days=1) if kept else await figures.first_month()
    yesterday = clock.today() - dt.timedelta(days=1)
    while month is not None and (following := months_before(month, -1)) <= yesterday:
        try:
            async with transaction():
                await figures.keep_month(month)
        except Exception as error:
            if not is_unique_violation(error):
                raise
            return count  # another worker is at it
        month, count = following, count + 1
    return count


async def _count(site: Site, wanted: UUID) -> None:
    """Read again inside the transaction: a move that is faster must not be overwritten with what was before."""
    try:
        async with transaction():
            record = await cases.by_id(wanted)
            case = case_of(site, record) if record else None
            figure = figure_of(case) if case else None
            if case is not None and figure is not None:
                await figures.keep(figure)
                await totals.replace(wanted, figure.service, totals_rows(case))
    except Exception:  # one that cannot be read must not keep the others
        log.exception("a case cannot be counted", case=str(wanted))
