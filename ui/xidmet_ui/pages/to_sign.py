"""The button of a move that must be signed leads to the page on which it is signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from litestar.response import Redirect
from xidmet.cases import case_for
from xidmet.cases.signing import begin

from xidmet_ui.requests import Asked, need_actor, site_of, token_in, version_in, visit_of


async def to_sign(
    request: Asked,
    number: str,
    name: str,
    pairs: Sequence[tuple[str, str]],
    asked: Mapping[str, Any] | None = None,
) -> Redirect | None:
    """Makes the document that is signed there; None for a move that needs no signature. Raises as moving does."""
    site, actor = site_of(request), need_actor(request)
    transition = (await case_for(site, actor, number)).service.transition(name)
    if transition is None or not transition.signed_alone:
        return None
    wanted = await begin(
        site,
        actor,
        number,
        name,
        version=version_in(pairs),
        token=token_in(pairs),
        language=visit_of(request).language,
        asked=asked,
    )
    return Redirect(f"/cases/{number}/sign/{wanted.id}", status_code=303)
