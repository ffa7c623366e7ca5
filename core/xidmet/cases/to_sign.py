"""Whatever waits for a signature, by what a try of a means says it is about."""

from __future__ import annotations

from xidmet.cases.lists.sign import ABOUT, list_to_sign
from xidmet.cases.signing.subject import ToSign, case_to_sign
from xidmet.cases.site import Site


async def to_sign(site: Site, about: str) -> ToSign:
    """Raises NotFound, Stale when it can't be signed any more."""
    return await (list_to_sign if about.startswith(ABOUT) else case_to_sign)(site, about)
