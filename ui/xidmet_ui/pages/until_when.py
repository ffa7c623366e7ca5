"""Until when a case is kept, for the pages that show it."""

from __future__ import annotations

from xidmet.cases import Case
from xidmet.cases.retention import kept_until

from xidmet_ui.build.kept_until import kept_until_said
from xidmet_ui.requests import Asked, site_of, words_of


async def until_when(request: Asked, case: Case, *, to_staff: bool = False) -> str:
    """ "" for what is not over. to_staff: also why it is kept for longer than usual."""
    words = words_of(request, case.service.slug)
    return kept_until_said(await kept_until(site_of(request), case), words, to_staff=to_staff)
