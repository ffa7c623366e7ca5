"""Which rows of a roster a list is of: those that were marked, or everything that the roster's filter finds."""

from __future__ import annotations

from collections.abc import Sequence

from xidmet.auth import Actor
from xidmet.cases import Site
from xidmet.errors import BadInput

Pairs = Sequence[tuple[str, str]]


async def chosen_in(site: Site, actor: Actor, slug: str, name: str, pairs: Pairs) -> list[tuple[str, int]]:
    """Number and version of each. Raises BadInput for what no page of ours sends."""
    found = list[tuple[str, int]]()
    for value in (value for key, value in pairs if key == "chosen"):
        number, _tilde, version = value.partition("~")
        if not (version.isascii() and version.isdigit() and len(version) < 10):
            raise BadInput
        found.append((number[:20], int(version)))
    return found
