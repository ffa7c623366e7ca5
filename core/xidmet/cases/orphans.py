"""Files of drafts that no answer names any more: taken back, or left over from a page that was never sent."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from xidmet import clock
from xidmet.cases.attach import erase_in
from xidmet.cases.case import Case, case_of
from xidmet.cases.site import Site
from xidmet.contract.uploads import named
from xidmet.store import cases, documents, transaction
from xidmet.store.documents import Stored

AFTER = dt.timedelta(days=1)  # somebody may still have the page open that names it


async def remove_orphans(site: Site, page: int = 200) -> int:
    """Remove them, rows and bytes; how many. Files of cases that were sent stay as they are."""
    count, before, last = 0, clock.now() - AFTER, None
    while found := await documents.of_drafts(before, page, last):
        last = found[-1]
        for case in {one.case for one in found if one.case}:
            count += await _removed(site, case, [one for one in found if one.case == case])
    if count:
        site.wake.ring()
    return count


async def _removed(site: Site, wanted: UUID, files: list[Stored]) -> int:
    count = 0
    async with transaction():
        record = await cases.by_id(wanted)
        case = case_of(site, record) if record else None
        if case is None or not case.is_draft:
            return 0
        there = _named(case)
        for stored in files:
            if str(stored.id) not in there:
                await erase_in(stored)
                count += 1
    return count


def _named(case: Case) -> set[str]:
    return {one for ids in named(case.service.form, case.record.typed).values() for one in ids}
