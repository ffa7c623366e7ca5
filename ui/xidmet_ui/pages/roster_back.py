"""The way back into a roster, out of an address: from a move's own page, and after a person was entered."""

from __future__ import annotations

from urllib.parse import urlencode

from xidmet.cases import Case
from xidmet.cases.roster import keeping

from xidmet_ui.requests import Asked, local_path, need_actor, site_of

ROSTER = "/roster/"


def back_of(request: Asked) -> str:
    """The roster from which somebody came here, as its address was; "" for nobody's."""
    path = local_path(str(request.query_params.get("back", ""))[:700])
    return path if path.startswith(ROSTER) and "#" not in path else ""


def with_back(action: str, back: str) -> str:
    """The address of a form that keeps the way back, however often it is shown again."""
    return f"{action}?{urlencode({'back': back})}" if back else action


def done_in(back: str, number: str) -> str:
    """The same place of the roster, which says what was done."""
    return f"{back}{'&' if '?' in back else '?'}done={number}#p-{number}"


def after_entering(request: Asked, case: Case) -> str:
    """The roster that somebody was entered into; "" where none is kept."""
    kept = case.service in keeping(site_of(request), need_actor(request))
    return done_in(f"{ROSTER}{case.service.slug}?sort=changed", case.number) if kept else ""
