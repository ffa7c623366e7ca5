"""The desk as a page: its queues with their counts, what narrows them down, and each case as a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Case
from xidmet.cases.desk.look import MANY, Desk, Found, key_of
from xidmet.cases.desk.queues import QUEUES, Filters, Queue, pairs_of
from xidmet.cases.desk.take import may_take
from xidmet.contract.shown import show, value_of
from xidmet.contract.texts import _
from xidmet.language import Translator, translator
from xidmet.plugins import Catalogue
from xidmet.working_days import WorkingDays

from xidmet_ui.build.case import kind_of
from xidmet_ui.build.catalogue import domain_of
from xidmet_ui.build.terms import term_left

LABELS = {
    "mine": _("Mine"),
    "free": _("Nobody's yet"),
    "late": _("Late"),
    "soon": _("Due soon"),
    "applicant": _("Applicant's turn"),
    "all": _("All"),
}
SORTS = {"term": _("By term"), "sending": _("Received first"), "change": _("Changed last")}
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
HERE = _("in this state for {count} day", "in this state for {count} days")


@dataclass(frozen=True)
class QueueTab:
    """count: as it is written, "" where nobody counts."""

    label: str
    href: str
    count: str
    is_here: bool
    kind: str


@dataclass(frozen=True)
class DeskRow:
    """value: number and version, for the box that chooses it. term: in words; kind: "late", "soon", "still" or "".

    passed, of: working days of the term, 0 where there is none. free: this person may take it. mine: they have it.
    unread: how many messages are new in it.
    """

    number: str
    value: str
    title: str
    about: str
    state: str
    dot: str
    here: str
    officer: str
    until: str
    term: str
    kind: str
    passed: int
    of: int
    free: bool
    mine: bool
    unread: int = 0


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class DeskPage:
    """here: the address of what is shown, without a place in it. clear: the same without what narrows it, or "".

    newer, older: addresses of the neighbouring pages, or "". stood: names of those this person stands in for today.
    """

    queue: str
    tabs: tuple[QueueTab, ...]
    rows: tuple[DeskRow, ...]
    caption: str
    text: str
    services: tuple[Option, ...]
    states: tuple[Option, ...]
    officers: tuple[Option, ...]
    sorts: tuple[Option, ...]
    here: str
    query: str
    clear: str
    newer: str
    older: str
    cut: bool
    stood: str


def desk_page(
    catalogue: Catalogue,
    found: Desk,
    actor: Actor,
    days: Mapping[str, WorkingDays],
    unread: Mapping[UUID, int],
    words: Translator,
) -> DeskPage:
    """days: the calendar of each service that has terms. unread: messages that are new in a case."""
    asked, language = found.filters, words.language
    return DeskPage(
        queue=asked.queue,
        tabs=tuple(_tab(queue, found, words) for queue in QUEUES),
        rows=tuple(
            replace(_row(catalogue, one, actor, days, language), unread=unread.get(one.case.record.id, 0))
            for one in found.cases
        ),
        caption=words.text(LABELS[asked.queue or "all"]),
        text=asked.text,
        services=_services(catalogue, found, language),
        states=_states(catalogue, found, language),
        officers=tuple(Option(str(one.account), one.name, one.account == asked.officer) for one in found.colleagues),
        sorts=tuple(Option(order, words.text(label), order == asked.order) for order, label in SORTS.items()),
        here=address(asked),
        query=urlencode(pairs_of(asked)),
        clear=address(Filters(queue=asked.queue, order=asked.order)) if asked.narrows else "",
        newer=_neighbour(found, 0, "before") if found.newer and found.cases else "",
        older=_neighbour(found, -1, "after") if found.older and found.cases else "",
        cut=found.cut,
        stood=", ".join(dict.fromkeys(one.name for one in found.stands_in)),
    )


def address(asked: Filters) -> str:
    query = urlencode(pairs_of(asked))
    return f"/desk?{query}" if query else "/desk"


def _tab(queue: Queue, found: Desk, words: Translator) -> QueueTab:
    asked = found.filters
    count = found.counts.get(queue)
    said = "" if count is None else f"{MANY - 1}+" if count >= MANY else words.number(count)
    kind = queue if queue in ("late", "soon") and count else ""
    there = replace(asked, queue=queue, state="" if queue != asked.queue else asked.state)
    return QueueTab(words.text(LABELS[queue]), address(there), said, queue == asked.queue, kind)


def _services(catalogue: Catalogue, found: Desk, language: str) -> tuple[Option, ...]:
    titles = {one.slug: translator(language, domain_of(catalogue, one)).text(one.title) for one in found.services}
    return tuple(Option(slug, title, slug == found.filters.service) for slug, title in titles.items())


def _states(catalogue: Catalogue, found: Desk, language: str) -> tuple[Option, ...]:
    """Of the service that is chosen; without one, names of states would be of several services."""
    chosen = next((one for one in found.services if one.slug == found.filters.service), None)
    if chosen is None:
        return ()
    words = translator(language, domain_of(catalogue, chosen))
    states = [one for one in chosen.states if one is not chosen.starts]
    return tuple(Option(one.name, words.text(one.label), one.name == found.filters.state) for one in states)


def _neighbour(found: Desk, at: int, name: str) -> str:
    record = found.cases[at].case.record
    place = f"{_micros(key_of(record, found.filters.order))}.{record.id}"
    return "/desk?" + urlencode({**pairs_of(found.filters), name: place})


def _micros(moment: dt.datetime) -> int:
    return (moment - EPOCH) // dt.timedelta(microseconds=1)


def _row(catalogue: Catalogue, found: Found, actor: Actor, days: Mapping[str, WorkingDays], language: str) -> DeskRow:
    case, service = found.case, found.case.service
    words = translator(language, domain_of(catalogue, service))
    about = [show(field, value_of(field, case.answers), words) for field in service.columns]
    term = term_left(case, days.get(service.slug) or WorkingDays(), words)
    return DeskRow(
        number=case.number,
        value=f"{case.number}:{case.version}",
        title=words.text(service.title),
        about=" · ".join(part for part in about if part),
        state=words.text(case.state_now.label),
        dot=kind_of(case),
        here=words.text(HERE, count=_days_here(case)),
        officer=found.officer,
        until=term.until,
        term=term.left,
        kind=term.kind,
        passed=term.passed,
        of=term.of,
        free=case.record.officer is None and may_take(case, actor),
        mine=case.record.officer == actor.account,
    )


def _days_here(case: Case) -> int:
    return max(0, (clock.today() - clock.local(case.record.state_since).date()).days)
