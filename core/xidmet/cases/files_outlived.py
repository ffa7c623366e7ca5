"""Files that are kept for less time than the case they belong to: their bytes go, that they were there stays.

A copy of a passport proves who applied; years after the decision it is only a risk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

import structlog

from xidmet import journal
from xidmet.cases.case import Case, case_of
from xidmet.cases.retention import Kept, kept_for, over
from xidmet.cases.site import Site
from xidmet.contract.fields import Upload
from xidmet.contract.legal_terms import LegalTerm
from xidmet.contract.service import Service
from xidmet.contract.uploads import placed_in, upload_at, uploads
from xidmet.store import retention, transaction
from xidmet.store.effects import write_effect
from xidmet.store.retention import Over

log = structlog.get_logger()

AT_ONCE = 100  # cases in one transaction
Term = int | LegalTerm


async def sweep_files(site: Site) -> int:
    """Erase the files whose time is over; how many. Safe to repeat, to kill and to run twice at once."""
    count = 0
    for service in site.catalogue.services.values():
        for term in dict.fromkeys(one.keep_days for one in _uploads(service) if one.keep_days):
            kept = await kept_for(site, service, term, "days")
            for there in over(service, kept):
                count += await _sweep(site, there, term, kept)
    if count:
        log.info("files erased whose time was over", files=count)
        site.wake.ring()
    return count


def _uploads(service: type[Service]) -> Iterator[Upload]:
    for form in (service.form, *(move.asks for move in service.transitions if move.asks)):
        yield from uploads(form)


async def _sweep(site: Site, there: Over, term: Term, kept: Kept) -> int:
    """One page of cases after another: most have other files, too, which stay."""
    count, last = 0, None
    while records := await retention.with_files(there, last, AT_ONCE):
        last = records[-1]
        cases = [case for one in records if (case := case_of(site, one))]
        due = {case.record.id: ids for case in cases if (ids := _due(case, term))}
        if due:
            count += await _erase(there, due, kept)
    return count


def _due(case: Case, term: Term) -> list[UUID]:
    """The files that were given to questions with this term."""
    return [
        UUID(one.id)
        for answers in (case.answers, *case.asked)
        for path, one in placed_in(answers)
        if (field := upload_at(type(answers), path)) and field.keep_days == term
    ]


async def _erase(there: Over, due: Mapping[UUID, list[UUID]], kept: Kept) -> int:
    """The bytes follow, by the worker, once it is certain that nothing else was done to these cases."""
    async with transaction():
        gone = await retention.erase_files(there, due)
        for case, places in gone.items():
            await journal.append(case, "files-erased", {**kept.facts, "files": len(places)})
        places = [place for mine in gone.values() for place in mine]
        if places:
            await write_effect("erase", {"places": places}, f"erase-files:{places[0]}")
    return len(places)
