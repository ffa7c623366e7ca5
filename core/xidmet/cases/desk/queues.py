"""The queues of an officer, read out of the declarations: in which states of which services their cases stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.find import officers_of
from xidmet.cases.site import Site
from xidmet.contract.roles import Officer, Party
from xidmet.contract.service import Service
from xidmet.contract.states import State
from xidmet.store.queues import Order, Stretch
from xidmet.working_days import WorkingDays

Queue = Literal["mine", "free", "late", "soon", "applicant", "all"]
QUEUES: tuple[Queue, ...] = ("mine", "free", "late", "soon", "applicant", "all")
COUNTED: tuple[Queue, ...] = QUEUES[:-1]  # of all there are nobody counts
ORDERS: tuple[Order, ...] = ("term", "sending", "change")
SOON = 3  # working days
LONGEST = 100  # signs of what is searched for
Services = Iterable[type[Service]]


@dataclass(frozen=True)
class Filters:
    """What of the desk is looked at. queue: "" for the first one in which there is something. state: of the service."""

    queue: Queue | Literal[""] = ""
    service: str = ""
    state: str = ""
    officer: UUID | None = None
    order: Order = "term"
    text: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.service or self.state or self.officer or self.text)


def filters_in(asked: Mapping[str, str]) -> Filters:
    """Out of an address that a stranger may have written: what nobody knows there is as if it were not said."""
    queue, order = asked.get("queue", ""), asked.get("sort", "")
    return Filters(
        queue=queue if queue in QUEUES else "",
        service=asked.get("service", "")[:80],
        state=asked.get("state", "")[:60],
        officer=_uuid(asked.get("officer", "")),
        order=order if order in ORDERS else "term",
        text=asked.get("q", "").strip()[:LONGEST],
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def pairs_of(found: Filters) -> dict[str, str]:
    """The same again for an address: only what is said."""
    said = {
        "queue": found.queue,
        "service": found.service,
        "state": found.state,
        "officer": str(found.officer or ""),
        "sort": "" if found.order == "term" else found.order,
        "q": found.text,
    }
    return {name: value for name, value in said.items() if value}


def services_of(site: Site, actor: Actor) -> list[type[Service]]:
    """The services in which this person holds an officer's role just now."""
    return [
        service
        for service in site.catalogue.services.values()
        if any(officer.key in actor.offices for officer in officers_of(service))
    ]


def officers_waited_for(state: State) -> list[Officer]:
    return [role for role in state.waiting if isinstance(role, Officer)]


def is_shared(state: State) -> bool:
    """Several bodies act there beside each other, so it is nobody's alone."""
    return len(officers_waited_for(state)) > 1


def stretch_of(queue: Queue, services: Services, actor: Actor, stood_in_for: Iterable[UUID]) -> Stretch:
    """stood_in_for: for whom they stand in today; what these have is in their hands too."""
    ours = _waits_for(actor)
    if queue == "mine":
        return Stretch(_states(services, lambda state: bool(state.waiting)), (actor.account, *stood_in_for))
    if queue == "free":
        shared = _states(services, lambda state: ours(state) and is_shared(state))
        return Stretch(_states(services, ours), free=True, shared=shared)
    if queue == "late":
        return Stretch(_states(services, ours), until=clock.now())
    if queue == "soon":
        return Stretch(_states(services, ours), after=clock.now(), until=soon())
    if queue == "applicant":
        return Stretch(_states(services, _waits_for_party))
    return Stretch(_states(services, lambda state: True))


def soon() -> dt.datetime:
    """The end of the last day that is near, by the official calendar."""
    return clock.end_of(WorkingDays().after(clock.today(), SOON))


def _waits_for(actor: Actor) -> Callable[[State], bool]:
    return lambda state: any(role.key in actor.offices for role in officers_waited_for(state))


def _waits_for_party(state: State) -> bool:
    return any(isinstance(role, Party) for role in state.waiting) and not state.in_force


def _states(services: Services, wanted: Callable[[State], bool]) -> dict[str, tuple[str, ...]]:
    """Drafts are nobody else's business."""
    found = {
        service.slug: tuple(state.name for state in service.states if state is not service.starts and wanted(state))
        for service in services
    }
    return {slug: states for slug, states in found.items() if states}
