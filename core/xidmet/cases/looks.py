"""Who looked at my file: every look by an official, and every check of a document, over all that is mine."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass

from xidmet.auth import Actor
from xidmet.cases.find import officers_of
from xidmet.cases.site import Site
from xidmet.contract.roles import Agency, Officer
from xidmet.store import looks
from xidmet.store.looks import Look as Kept

PER_PAGE = 50


@dataclass(frozen=True)
class Look:
    """staff: by an official, else a check by anybody. agency, office: of the official; None when it is not known.

    at: what was looked at: case, file, paper or answers. number: of the case, "" when it is somebody else's.
    paper, attestation: number and name of what was checked. fin, voen: of who checked. why: if it was given.
    """

    happened_at: dt.datetime
    staff: bool
    who: str
    agency: Agency | None
    office: Officer | None
    at: str
    number: str
    service: str
    paper: str
    attestation: str
    fin: str
    voen: str
    way: str
    why: str


@dataclass(frozen=True)
class Looks:
    """One page of them, the newest first. more: there is a next page."""

    looks: tuple[Look, ...]
    more: bool


async def looks_at(site: Site, actor: Actor, page: int = 1) -> Looks:
    """At the cases, files and documents of the party this person acts for. page: from 1."""
    kept = await looks.at(actor.party, actor.account, actor.fin or "", PER_PAGE + 1, (page - 1) * PER_PAGE)
    return Looks(tuple(_look(site, one) for one in kept[:PER_PAGE]), len(kept) > PER_PAGE)


def _look(site: Site, kept: Kept) -> Look:
    facts = json.loads(kept.body)["facts"] if kept.body else {}
    office = _office(site, str(facts.get("office", "")))
    service = site.catalogue.services.get(kept.service)
    staff = kept.kind == "looked"
    return Look(
        happened_at=kept.happened_at,
        staff=staff,
        who=kept.who,
        agency=office.agency if office else service.agency if service and staff else None,
        office=office,
        at=str(facts.get("at", "case")) if staff else "paper",
        number=kept.number,
        service=kept.service,
        paper=kept.paper,
        attestation=kept.attestation,
        fin="" if kept.voen else kept.fin,  # who asked for an organisation is known by it, not by their own FIN
        voen=kept.voen,
        way=kept.way,
        why=kept.why,
    )


def _office(site: Site, key: str) -> Officer | None:
    return next((one for one in _officers(site) if one.key == key), None)


def _officers(site: Site) -> Iterator[Officer]:
    for service in site.catalogue.services.values():
        yield from officers_of(service)
