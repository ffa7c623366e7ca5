"""Live numbers, for officers who may act in many cases of the service, or who see its totals. Nothing small is hidden:
they see the cases themselves.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xidmet import clock
from xidmet.auth import Actor, surer_for_office
from xidmet.cases.by_rule import moves_by_rule
from xidmet.cases.by_rule.seen import names_of
from xidmet.cases.find import officers_of
from xidmet.cases.numbers.keep import HOURS, watched
from xidmet.cases.site import Site
from xidmet.contract.answers import row_key
from xidmet.contract.fields import Field
from xidmet.contract.form import Form
from xidmet.contract.registers import Lookup
from xidmet.contract.service import Service
from xidmet.contract.states import State
from xidmet.errors import NotFound
from xidmet.store import live_numbers


@dataclass(frozen=True)
class Groups:
    """In force, by one answer. count: of groups; more than rows where only the largest are kept. rows: (key, what it
    was called when it was counted, cases). known: rows of its register as they are now.
    """

    field: Field[Any]
    count: int
    rows: tuple[tuple[str, str, int], ...]
    known: Mapping[str, Form]


@dataclass(frozen=True)
class Numbers:
    """counted_at: None while nothing is counted yet. states: (state, cases). parties: how many have a case in force;
    largest: (key, name or "", cases) of those with the most. hours: when each of the last began, and how
    many were issued in it.
    """

    service: type[Service]
    counted_at: dt.datetime | None
    states: tuple[tuple[State, int], ...]
    parties: int
    largest: tuple[tuple[str, str, int], ...]
    by: tuple[Groups, ...]
    hours: tuple[tuple[dt.datetime, int], ...]

    @property
    def in_force(self) -> int:
        return sum(count for state, count in self.states if state.in_force)


def watches(actor: Actor, service: type[Service]) -> bool:
    return watched(service) and (
        bool(moves_by_rule(service, actor)) or any(one.seen_by.key in actor.offices for one in service.totals)
    )


async def numbers_for(site: Site, actor: Actor, slug: str) -> Numbers:
    """Raises NotFound for whoever does not watch this service, SurerNeeded for who must first prove who they are."""
    service = site.catalogue.services.get(slug)
    if service is None or not watched(service):
        raise NotFound
    if not watches(actor, service):
        keys = {one.key for one in officers_of(service)} | {one.seen_by.key for one in service.totals}
        raise surer_for_office() if keys & actor.unproved_offices else NotFound()
    kept = await live_numbers.kept(slug)
    found: dict[str, Any] = kept.numbers if kept else {}
    parties = found.get("parties", {"groups": 0, "rows": []})
    names = await names_of({str(key) for key, __ in parties["rows"]})
    return Numbers(
        service=service,
        counted_at=kept.counted_at if kept else None,
        states=tuple(
            (state, int(found.get("states", {}).get(state.name, 0)))
            for state in service.states
            if state is not service.starts
        ),
        parties=int(parties["groups"]),
        largest=tuple((str(key), names.get(str(key), ""), int(count)) for key, count in parties["rows"]),
        by=tuple([await _groups(site, service, at, rows) for at, rows in found.get("by", {}).items()]),
        hours=_hours(found.get("hours", {})),
    )


async def _groups(site: Site, service: type[Service], at: str, found: Mapping[str, Any]) -> Groups:
    place, column = map(int, at.split("."))
    field = service.totals[place].by[column]
    rows = [(str(key), _label(labels, column), int(count)) for key, labels, count in found["rows"]]
    keys = [key for key, _name, _count in rows if key]
    known = await site.registers.known(field.register.name, keys) if isinstance(field, Lookup) and keys else {}
    return Groups(field, int(found["groups"]), tuple(rows), {row_key(row): row for row in known.values()})


def _label(labels: str, column: int) -> str:
    said = json.loads(labels)
    return str(said[column]) if column < len(said) else ""


def _hours(found: Mapping[str, int]) -> tuple[tuple[dt.datetime, int], ...]:
    """The last ones, the oldest first; those in which nothing was issued, too."""
    last = clock.now().replace(minute=0, second=0, microsecond=0)
    hours = [last - dt.timedelta(hours=back) for back in range(HOURS - 1, -1, -1)]
    return tuple((hour, int(found.get(f"{hour:%Y-%m-%dT%H}", 0))) for hour in hours)
