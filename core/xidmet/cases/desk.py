"""An officer's desk: the cases of the services this person holds a role in. Drafts are nobody else's business."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from xidmet.attestations import parse
from xidmet.auth import Actor, surer_for_office
from xidmet.cases.case import Case, case_of
from xidmet.cases.find import officers_of
from xidmet.cases.site import Site
from xidmet.contract.service import Service
from xidmet.errors import NotAllowed
from xidmet.store import cases, issued

PER_PAGE = 50


@dataclass(frozen=True)
class Desk:
    """cases: one page of them, the one changed last first. more: there is a next page."""

    cases: tuple[Case, ...]
    more: bool


def services_of(site: Site, actor: Actor) -> list[type[Service]]:
    """The services in which this person holds an officer's role just now."""
    return [
        service
        for service in site.catalogue.services.values()
        if any(officer.key in actor.offices for officer in officers_of(service))
    ]


def need_desk(site: Site, actor: Actor) -> list[str]:
    """The slugs of their services. Raises NotAllowed, SurerNeeded."""
    if actor.unproved_offices and actor.decides:
        raise surer_for_office()
    services = [service.slug for service in services_of(site, actor)]
    if not services:
        raise NotAllowed
    return services


async def desk(site: Site, actor: Actor, slug: str = "", text: str = "", page: int = 1) -> Desk:
    """Sent cases, of one service if slug names it.

    text: every word of it occurs in a case's searched answers, or it is the number of a case or of a document.
    page: from 1. Raises NotAllowed for somebody without an office, SurerNeeded for who must first prove who they are.
    """
    services = need_desk(site, actor)
    wanted = [slug] if slug in services else services
    only = await _hits(wanted, text.strip())
    records = await cases.sent(wanted, only, text.strip(), PER_PAGE + 1, (page - 1) * PER_PAGE)
    found = tuple(case for record in records[:PER_PAGE] if (case := case_of(site, record)))
    return Desk(found, len(records) > PER_PAGE)


async def _hits(services: list[str], text: str) -> list[UUID] | None:
    """None when nothing was searched for."""
    if not text:
        return None
    attested = await issued.by_number(parse(text) or "")
    return [attested.case] if attested else await cases.search(services, text)
