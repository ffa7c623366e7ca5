"""The complaints of a case, and what came with them, as far as whoever has the capsule may read them."""

from __future__ import annotations

from xidmet.cases.about_me import is_beside
from xidmet.cases.capsule.view import OPERATOR, View
from xidmet.cases.case import Case
from xidmet.documents import Stored
from xidmet.store import complaints
from xidmet.store.along import OF_COMPLAINTS
from xidmet.store.complaints import Kept


async def complaints_for(case: Case, view: View) -> list[Kept]:
    """An officer reads them who hears them; the party all but those of people whom the case is about."""
    filed = await complaints.of_case(case.record.id)
    if view.staff:
        appeal = case.service.appeal
        hears = view == OPERATOR or (appeal is not None and view.key in {role.key for role in appeal.heard_by})
        return filed if hears else []
    return [one for one in filed if not await is_beside(case, one.account)]


async def complaint_files(case: Case, view: View) -> list[Stored]:
    """The oldest first."""
    read = {one.id for one in await complaints_for(case, view)}
    return [one.stored for one in await OF_COMPLAINTS.of_case(case.record.id) if one.sent_with in read] if read else []
