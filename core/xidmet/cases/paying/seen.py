"""Payments as somebody may see them, and who may say whether a receipt is good."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from xidmet.auth import Actor
from xidmet.cases.attached import need_unharmful
from xidmet.cases.case import Case
from xidmet.cases.desk import need_desk
from xidmet.cases.duty import Duty, duty_of
from xidmet.cases.find import case_for, officers_of
from xidmet.cases.site import Site
from xidmet.contract.payments import payments
from xidmet.contract.roles import Officer
from xidmet.contract.service import Service
from xidmet.errors import NotFound
from xidmet.store import documents
from xidmet.store import payments as store
from xidmet.store.documents import Stored
from xidmet.store.payments import Kept, Task


@dataclass(frozen=True)
class Seen:
    """duty: None where nothing is to be paid just now. payments: the newest first."""

    case: Case
    duty: Duty | None
    payments: tuple[Kept, ...]


def takes_payments(service: type[Service]) -> bool:
    return any(payments in move.actors for move in service.transitions)


async def payments_for(site: Site, actor: Actor, number: str) -> Seen:
    """For the party, and for officers, whose look is journalled. Raises NotFound where nothing is ever paid."""
    return await payments_of(await case_for(site, actor, number))


async def payments_of(case: Case) -> Seen:
    """Raises NotFound for a service in which nothing is paid, and for a draft."""
    if case.is_draft or not takes_payments(case.service):
        raise NotFound
    return Seen(case, await duty_of(case), tuple(await store.of_case(case.record.id)))


async def payment_for(site: Site, actor: Actor, number: str, wanted: UUID) -> tuple[Case, Kept]:
    """Raises NotFound for a payment of another case."""
    case, payment = await case_for(site, actor, number), await store.by_id(wanted)
    if payment is None or payment.case != case.record.id:
        raise NotFound
    return case, payment


async def receipt_file(site: Site, actor: Actor, number: str, wanted: UUID) -> Stored:
    """The receipt that was given. Raises NotAllowed for one that may be harmful, as for every file."""
    case, payment = await payment_for(site, actor, number, wanted)
    stored = await documents.document(payment.document) if payment.document else None
    if stored is None:
        raise NotFound
    need_unharmful(site, case, actor, stored)
    return stored


def checkers_of(service: type[Service]) -> list[Officer]:
    """Who looks after payments: the officers of the agency that answers for the service; other bodies have no say."""
    roles = [role for role in officers_of(service) if service.agency is None or role.agency == service.agency]
    return sorted(roles, key=lambda role: role.key)


def may_check(actor: Actor, case: Case) -> bool:
    """Nobody judges a payment of their own."""
    own = case.party in (actor.party, actor.own_party)
    return not own and any(role.key in actor.offices for role in checkers_of(case.service))


async def to_do(site: Site, actor: Actor) -> list[Task]:
    """Receipts to be checked and amounts to be paid back, in the services of this officer.

    Raises NotAllowed for somebody without an office, SurerNeeded for who must first prove who they are.
    """
    need_desk(site, actor)
    services = [one for one in site.catalogue.services.values() if takes_payments(one)]
    able = [one.slug for one in services if any(role.key in actor.offices for role in checkers_of(one))]
    return await store.to_do(able)
