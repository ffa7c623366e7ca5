"""The calendar changed: every open term is counted anew. Nobody is told of it by itself: the case's history has it, and
every later word about the term says its new end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog

from xidmet import clock, journal
from xidmet.cases.case import case_of
from xidmet.cases.due import next_due
from xidmet.cases.reminders import next_reminder
from xidmet.cases.site import Site
from xidmet.cases.step_days import coming_into
from xidmet.cases.terms import calendar_at, counted_anew, has_terms, is_open
from xidmet.contract.service import Service
from xidmet.errors import Retry
from xidmet.store import terms, transaction
from xidmet.store.cases import Record
from xidmet.working_days import WorkingDays, last_day

log = structlog.get_logger()

KIND, PAGE, AT_ONCE = "recount", 100, 2000


async def recount(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """Of one agency. Raises Retry while there is more to do: nothing else waits for so long behind it."""
    if await count_anew(site, payload["agency"]) >= AT_ONCE:
        raise Retry(0.5, "there are more")


async def count_all_anew(site: Site) -> int:
    """Of every agency: what an interrupted effect left, and what a newer official calendar changes; how many."""
    agencies = {service.agency.code if service.agency else "" for service in site.catalogue.services.values()}
    return sum([await count_anew(site, agency) for agency in sorted(agencies)])


async def count_anew(site: Site, agency: str) -> int:
    """Some of an agency's open cases that another version of the calendar counted; how many."""
    there = [one for one in site.catalogue.services.values() if (one.agency.code if one.agency else "") == agency]
    days = await calendar_at(agency)
    with_terms = {one.slug: _states(one) for one in there if has_terms(one)}
    others = {one.slug: names for one in there if not has_terms(one) and (names := _reminded(one))}
    count = await _some(site, with_terms, days, days.version, AT_ONCE)
    return count + await _some(site, others, WorkingDays(), "", AT_ONCE - count)


def _states(service: type[Service]) -> list[str]:
    """In which a term can run, or somebody is reminded before time moves the case."""
    open_ones = [state.name for state in service.states if is_open(service, state) or state.working_days]
    return list(dict.fromkeys([*open_ones, *_reminded(service)]))


def _reminded(service: type[Service]) -> list[str]:
    """States out of which time moves a case, with a notice some days before. No calendar changes these: those that were
    never counted are from before there were such notices.
    """
    timed = [t for t in service.transitions if any(notice.days_before is not None for notice in t.tells)]
    return list(dict.fromkeys(state.name for t in timed for state in t.sources))


async def _some(site: Site, states: Mapping[str, list[str]], days: WorkingDays, version: str, most: int) -> int:
    count, last = 0, None
    while count < most and (found := await terms.to_count_anew(states, version, last, PAGE)):
        for record in found:
            count += await _counted(site, record, days)
        last = found[-1].id
    return count


async def _counted(site: Site, record: Record, days: WorkingDays) -> bool:
    try:
        async with transaction():
            return await _count(site, record, days)
    except Exception:  # one that cannot be counted must not keep the others
        log.exception("a term cannot be counted anew", case=record.number)
        return False


async def _count(site: Site, record: Record, days: WorkingDays) -> bool:
    """One that somebody moves meanwhile was counted by that move, or is found again."""
    case = case_of(site, record)
    if case is None:
        return False
    case = await coming_into(site, case, clock.now())
    made, moment = counted_anew(case, days), clock.now()
    due, name = next_due(case, made.state_ends)
    after = replace(case, record=replace(case.record, **vars(made), due_at=due, due_move=name))
    since = min(record.remind_at or moment, moment)
    remind_at = next_reminder(after, days, since)
    if not await terms.write(record.id, case.version, **vars(made), due_at=due, due_move=name, remind_at=remind_at):
        return False
    if record.counted_by and (record.term_ends, record.state_ends) != (made.term_ends, made.state_ends):
        facts = {"term": _day(made.term_ends), "state": _day(made.state_ends), "calendar": days.version}
        await journal.append(record.id, "recounted", facts)
    return True


def _day(end: dt.datetime | None) -> str | None:
    return last_day(end).isoformat() if end else None
