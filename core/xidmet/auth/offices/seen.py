"""What somebody sees of offices: their own, and those of an agency they administer."""

from __future__ import annotations

from dataclasses import dataclass

from xidmet import clock
from xidmet.auth.actor import Actor
from xidmet.auth.offices.administrators import administered, administrators_now, could_confirm, lapses_at
from xidmet.auth.offices.agencies import AgencyHere, agencies
from xidmet.errors import NotFound
from xidmet.plugins import Catalogue
from xidmet.store import office_acts, office_offers, offices
from xidmet.store.office_acts import Act
from xidmet.store.office_offers import Offered
from xidmet.store.offices import Held

PER_PAGE = 50


@dataclass(frozen=True)
class Mine:
    """held: by this person, in the order of the agencies."""

    here: AgencyHere
    held: tuple[Held, ...]


@dataclass(frozen=True)
class Waits:
    """able: names of the administrators who could confirm it; none, and the operator must."""

    offered: Offered
    able: tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """An agency, as its administrators see it. acts: one page of them. more: there is a next one."""

    here: AgencyHere
    held: tuple[Held, ...]
    offers: tuple[Waits, ...]
    acts: tuple[Act, ...]
    more: bool


async def mine(catalogue: Catalogue, actor: Actor) -> list[Mine]:
    """Also what does not count in this session, for want of a second means. An agency that no plugin declares any
    more is left out.
    """
    held = await offices.of_account(actor.account, clock.now())
    every = [Mine(here, tuple(one for one in held if one.agency == code)) for code, here in agencies(catalogue).items()]
    return [one for one in every if one.held]


async def agency_for(catalogue: Catalogue, actor: Actor, code: str, page: int = 1) -> Seen:
    """page: of the acts, from 1. Raises NotFound, NotAllowed for anybody but an administrator, SurerNeeded."""
    here, moment = administered(catalogue, actor, code), clock.now()
    held = await offices.of_agency(code, moment)
    able = [one for one in held if one.officer == here.administrator]
    offers = [one for one in await office_offers.of_agency(code) if lapses_at(one) > moment]
    acts = await office_acts.acts(code, PER_PAGE + 1, (page - 1) * PER_PAGE)
    waits = (Waits(one, tuple(who.name for who in could_confirm(one, able))) for one in offers)
    return Seen(here, tuple(held), tuple(waits), tuple(acts[:PER_PAGE]), len(acts) > PER_PAGE)


async def offer_in(catalogue: Catalogue, actor: Actor, code: str, number: int) -> tuple[AgencyHere, Waits]:
    """One offer, closed or not, for an administrator. Raises NotFound, NotAllowed, SurerNeeded."""
    here = administered(catalogue, actor, code)
    found = await office_offers.by_number(code, number)
    if found is None:
        raise NotFound
    able = could_confirm(found, await administrators_now(here))
    return here, Waits(found, tuple(one.name for one in able))
