"""Which rows of a roster a list is of: those that were marked, or everything that the roster's filter finds."""

from __future__ import annotations

from collections.abc import Sequence

from xidmet.auth import Actor
from xidmet.cases import Site
from xidmet.cases.lists import MOST_ITEMS
from xidmet.cases.roster import found, wanted_in
from xidmet.errors import BadInput

from xidmet_ui.requests import value_in

Pairs = Sequence[tuple[str, str]]


async def chosen_in(site: Site, actor: Actor, slug: str, name: str, pairs: Pairs) -> list[tuple[str, int]]:
    """Number and version of each; one more than a list takes, where the filter finds more. Raises BadInput for what no
    page of ours sends, NotFound.
    """
    if value_in(pairs, "all") == "1":
        return await found(site, actor, slug, wanted_in(dict(pairs)), name, MOST_ITEMS + 1)
    chosen = list[tuple[str, int]]()
    for value in (value for key, value in pairs if key == "chosen"):
        number, _tilde, version = value.partition("~")
        if not (version.isascii() and version.isdigit() and len(version) < 10):
            raise BadInput
        chosen.append((number[:20], int(version)))
    return chosen
