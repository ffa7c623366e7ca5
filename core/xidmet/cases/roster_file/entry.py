"""What a file of people may hold, and by which move they come into the roster: read out of the declaration alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from xidmet.auth import Actor, could_open, could_prepare
from xidmet.auth.beyond import turned_down
from xidmet.cases.rows_file.columns import comes_from_file
from xidmet.cases.site import Site
from xidmet.check.reading import roster_moves
from xidmet.contract.form import Form, Part
from xidmet.contract.service import Service
from xidmet.contract.states import Transition
from xidmet.errors import NotFound
from xidmet.tables.limits import MOST_PEOPLE


@dataclass(frozen=True)
class Entry:
    """part: the questions about a person, as rows of a file. move: by which a person comes into the roster.

    party: whose roster it is.
    """

    service: type[Service]
    part: Part[Any]
    move: Transition
    party: str

    @property
    def alone(self) -> bool:
        """Is it made by the press that asks for it? A move that is signed, or asks something, waits for a person."""
        return not self.move.signed and self.move.asks is None


def entry_of(site: Site, actor: Actor, slug: str) -> Entry:
    """Raises NotFound for a service that keeps no roster, or whose people need more than a row can hold; Refused or
    OutOfReach for somebody who may not apply.
    """
    service = site.catalogue.services.get(slug)
    if service is None:
        raise NotFound
    entry = entry_for(service, actor.party)
    if entry is None:
        raise NotFound
    if refusal := (could_prepare if entry.move.signed else could_open)(actor, service):
        raise turned_down(refusal)
    return entry


def entry_for(service: type[Service], party: str) -> Entry | None:
    """With no regard to who asks."""
    move = next((one for one in roster_moves(service) if service.starts in one.sources), None)
    part = people(service)
    return Entry(service, part, move, party) if move is not None and comes_from_file(part) else None


@lru_cache(256)
def people(service: type[Service]) -> Part[Any]:
    """The service's own form, as a table with a person in each row."""
    form: type[Form] = service.form
    part: Any = Part[Any](service.title, form).many(0, MOST_PEOPLE)
    return part  # type: ignore[no-any-return]
