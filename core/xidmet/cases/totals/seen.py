"""The totals of a service, for the officer it declares. Small groups are told: they see the cases' sums, no names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xidmet.auth import Actor, surer_for_office
from xidmet.cases.site import Site
from xidmet.contract.fields import Field
from xidmet.contract.form import Form
from xidmet.contract.registers import Lookup
from xidmet.contract.service import Service, Totals
from xidmet.errors import NotFound
from xidmet.store import totals
from xidmet.store.totals import Group

ON_A_PAGE, IN_A_FILE = 200, 50_000  # groups


@dataclass(frozen=True)
class Column:
    """field: by which is grouped. rows: of its register, as they are now, by key; none of a register kept elsewhere."""

    field: Field[Any]
    rows: Mapping[str, Form]


@dataclass(frozen=True)
class Line:
    """keys: of its groups. labels: what they were called when they were counted; "" where the key says it."""

    keys: tuple[str, ...]
    labels: tuple[str, ...]
    cases: int
    parties: int
    adds: int


@dataclass(frozen=True)
class TotalsTable:
    """place: among those that the service declares. more: there are other groups, in the file. whole: over all."""

    place: int
    declared: Totals
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    more: bool
    whole: Line


async def totals_for(
    site: Site, actor: Actor, slug: str, span: str, place: int | None = None
) -> tuple[type[Service], list[str], str, list[TotalsTable]]:
    """The service, every span there is, the one that is shown, and its totals; of one place all groups, for a file.

    span: one that is there, else the latest. Raises NotFound for whoever holds no office that sees them, SurerNeeded
    for who must first prove who they are.
    """
    service = site.catalogue.services.get(slug)
    wanted = [one for one in enumerate(service.totals) if place in (None, one[0])] if service else []
    if service is None or not wanted:
        raise NotFound
    mine = [one for one in wanted if one[1].seen_by.key in actor.offices]
    if not mine and any(one.seen_by.key in actor.unproved_offices for __, one in wanted):
        raise surer_for_office()
    if not mine:
        raise NotFound
    spans = await totals.spans(slug)
    shown = span if span in spans else next(iter(spans), "")
    most = ON_A_PAGE if place is None else IN_A_FILE
    return service, spans, shown, [await _table(site, slug, at, one, shown, most) for at, one in mine]


async def _table(site: Site, slug: str, place: int, declared: Totals, span: str, most: int) -> TotalsTable:
    found = await totals.groups(slug, place, span, most + 1, by_sum=declared.adds is not None)
    lines = tuple(_line(group, len(declared.by)) for group in found[:most])
    columns = [
        Column(field, await _known(site, field, [line.keys[at] for line in lines]))
        for at, field in enumerate(declared.by)
    ]
    whole = _line(await totals.whole(slug, place, span), 0)
    return TotalsTable(place, declared, tuple(columns), lines, len(found) > most, whole)


def _line(group: Group, columns: int) -> Line:
    labels = tuple(str(one) for one in json.loads(group.labels))
    return Line(group.keys[:columns], labels[:columns], group.cases, group.parties, group.adds)


async def _known(site: Site, field: Field[Any], keys: list[str]) -> Mapping[str, Form]:
    if not isinstance(field, Lookup):
        return {}
    return await site.registers.known(field.register.name, [key for key in dict.fromkeys(keys) if key])
