"""A roster as a page: counters that filter, each person as a row with the buttons that this reader has, and pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from xidmet.auth import Actor
from xidmet.auth.may import could_be
from xidmet.cases.roster import MANY, SIZES, Page, Wanted, filters_of, pairs_of
from xidmet.cases.roster.press import main_move, moves_of
from xidmet.check.reading import roster_moves
from xidmet.contract.service import Service
from xidmet.contract.shown import name_of, show
from xidmet.contract.texts import _
from xidmet.language import Translator

from xidmet_ui.build.roster_person import NAMED, Person, PersonRows, dot_of_state

SORTS = {
    "name": _("By name"),
    "-name": _("By name, from the end"),
    "changed": _("Changed last"),
    "-changed": _("Changed first"),
}


@dataclass(frozen=True)
class Counter:
    """A state with people in it. people: as written. share: of all, in percent, where it is one in force; else -1."""

    label: str
    href: str
    people: str
    dot: str
    is_here: bool
    share: int = -1


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Filter:
    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class BulkMove:
    name: str
    label: str
    main: bool


@dataclass(frozen=True)
class RosterPage:
    """query: of the address as it is, for coming back. here: the same without a place in it, as pairs for a form.

    found: how many the filter finds, as written. by_name, by_change: addresses that sort so; sort: "ascending",
    "descending" or "" for each.
    """

    slug: str
    title: str
    path: str
    people: str
    counters: tuple[Counter, ...]
    persons: tuple[Person, ...]
    columns: tuple[str, ...]
    named: str
    words: str
    state: str
    filters: tuple[Filter, ...]
    sorts: tuple[Option, ...]
    sizes: tuple[Option, ...]
    by_name: tuple[str, str]
    found: str
    caption: str
    query: str
    pairs: tuple[tuple[str, str], ...]
    bulk: tuple[BulkMove, ...]
    newer: str
    older: str
    clear: str
    can_add: bool
    main: str


def roster_page(found: Page, actor: Actor, papers: Mapping[UUID, str], can_add: bool, words: Translator) -> RosterPage:
    """papers: the number of what each case has in force. can_add: this reader may begin for another person."""
    service, wanted, path = found.service, found.wanted, f"/roster/{found.service.slug}"
    label = next((words.text(one.label) for one in service.states if one.name == wanted.state), words.text(_("All")))
    rows = PersonRows(service, actor, words)
    total = _counted(found.total, words) if wanted.narrows else words.number(found.total)
    return RosterPage(
        slug=service.slug,
        title=words.text(service.title),
        path=path,
        people=words.number(sum(found.counts.values())),
        counters=counters(found, path, words),
        persons=tuple(rows.person(case, papers.get(case.record.id, "")) for case in found.cases),
        columns=tuple(words.text(one.label) for one in service.columns[NAMED:]),
        named=" · ".join(words.text(one.label) for one in service.columns[:NAMED]),
        words=wanted.words,
        state=wanted.state,
        filters=_filters(found, words),
        sorts=tuple(Option(name, words.text(said), name == wanted.sort) for name, said in SORTS.items()),
        sizes=tuple(Option(str(size), words.number(size), size == wanted.size) for size in SIZES),
        by_name=_sorted(wanted, path),
        found=total,
        caption=words.text(_("{state}: {count}"), state=label, count=total),
        query=urlencode(pairs_of(wanted)),
        pairs=tuple((name, value) for name, value in pairs_of(wanted).items() if name != "after"),
        bulk=_bulk(service, actor, found.counts, words),
        newer=_neighbour(found, path, 0) if found.newer and found.cases else "",
        older=_neighbour(found, path, -1) if found.older and found.cases else "",
        clear=_address(path, Wanted(sort=wanted.sort, size=wanted.size)) if wanted.narrows or wanted.state else "",
        can_add=can_add,
        main=_main_label(service, actor, found.counts, words),
    )


def _counted(count: int, words: Translator) -> str:
    return f"{words.number(MANY - 1)}+" if count >= MANY else words.number(count)


def _address(path: str, wanted: Wanted) -> str:
    query = urlencode(pairs_of(wanted))
    return f"{path}?{query}" if query else path


def counters(found: Page, path: str, words: Translator) -> tuple[Counter, ...]:
    """All of them, then each state in which there is somebody, in the order of the declaration."""
    wanted, total = replace(found.wanted, after=""), sum(found.counts.values())
    every = Counter(
        words.text(_("All")), _address(path, replace(wanted, state="")), words.number(total), "", not wanted.state
    )
    return (
        every,
        *(
            Counter(
                label=words.text(state.label),
                href=_address(path, replace(wanted, state=state.name)),
                people=words.number(found.counts[state.name]),
                dot=dot_of_state(found.service, state.name),
                is_here=wanted.state == state.name,
                share=found.counts[state.name] * 100 // total if state.in_force and total else -1,
            )
            for state in found.service.states
            if found.counts.get(state.name)
        ),
    )


def _filters(found: Page, words: Translator) -> tuple[Filter, ...]:
    """Only where there is something to choose between."""
    filters = list[Filter]()
    for one in filters_of(found.service):
        now = found.wanted.more.get(one.name, "")
        known = found.choices.get(one.name, {})
        labels = [(key, name_of(row, words.language) if row else show(one, key, words)) for key, row in known.items()]
        if len(labels) > 1 or now:
            options = tuple(Option(key, label, key == now) for key, label in labels)
            filters.append(Filter(f"f-{one.name}", words.text(one.label), options))
    return tuple(filters)


def _sorted(wanted: Wanted, path: str) -> tuple[str, str]:
    """Where the head of the names leads, and how they are sorted now."""
    now = {"name": "ascending", "-name": "descending"}.get(wanted.sort, "")
    return _address(path, replace(wanted, sort="-name" if wanted.sort == "name" else "name", after="")), now


def _neighbour(found: Page, path: str, at: int) -> str:
    number = found.cases[at].number
    return _address(path, replace(found.wanted, after=f"<{number}" if at == 0 else number))


def _bulk(service: type[Service], actor: Actor, counts: Mapping[str, int], words: Translator) -> tuple[BulkMove, ...]:
    """Moves of many at once, for whoever has the power, where there is somebody to be moved."""
    able = [
        move
        for move in moves_of(service)
        if move in roster_moves(service)
        and could_be(actor, service.applicant, service.slug)
        and any(counts.get(state.name) for state in move.sources)
    ]
    return tuple(BulkMove(move.name, words.text(move.label), move is main_move(service)) for move in able)


def _main_label(service: type[Service], actor: Actor, counts: Mapping[str, int], words: Translator) -> str:
    """Of the move for which the roster is kept, where this reader has it."""
    return next((one.label for one in _bulk(service, actor, counts, words) if one.main), "")
