"""A roster as a page: counters that filter, each person as a row with the buttons that this reader has, and pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from xidmet import clock
from xidmet.attestations import Attested
from xidmet.auth import Actor, may
from xidmet.auth.may import could_be
from xidmet.cases import Case
from xidmet.cases.roster import MANY, SIZES, Page, Wanted, filters_of, pairs_of
from xidmet.cases.roster.press import main_move, moves_of
from xidmet.check.reading import against_the_party, roster_moves
from xidmet.contract.fields import Choice
from xidmet.contract.rule import Refusal
from xidmet.contract.service import Service
from xidmet.contract.shown import name_of, show, value_of
from xidmet.contract.texts import _
from xidmet.language import Translator

from xidmet_ui.build.case import decision, kind_of

NAMED = 2  # columns that make up a person's name
NAMELESS = _("Name not typed yet")
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
class Button:
    """A move that this reader has now. value: case, version and move, as it is posted. main: it comes first."""

    label: str
    value: str
    main: bool


@dataclass(frozen=True)
class Ready:
    """What the rules say of the main move before it is pressed. why: "" where nothing stands against it."""

    label: str
    why: str = ""
    law: str = ""
    mend: str = ""


@dataclass(frozen=True)
class Person:
    """value: number and version, for the box that chooses it. cells: the columns behind the name, each with its label.

    until: up to when it is in force. why: what the officer said whose act led here. fill: where a draft goes on.
    """

    number: str
    value: str
    name: str
    cells: tuple[tuple[str, str], ...]
    state: str
    dot: str
    since: str
    until: str
    why: str
    pdf: str
    fill: str
    buttons: tuple[Button, ...]
    ready: Ready | None = None


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


def roster_page(
    found: Page, actor: Actor, papers: Mapping[UUID, Attested], can_add: bool, words: Translator
) -> RosterPage:
    """papers: the newest document of each case that has one. can_add: this reader may begin for another person."""
    service, wanted, path = found.service, found.wanted, f"/roster/{found.service.slug}"
    label = next((words.text(one.label) for one in service.states if one.name == wanted.state), words.text(_("All")))
    total = _counted(found.total, words) if wanted.narrows else words.number(found.total)
    return RosterPage(
        slug=service.slug,
        title=words.text(service.title),
        path=path,
        people=words.number(sum(found.counts.values())),
        counters=counters(found, path, words),
        persons=tuple(person(case, actor, papers.get(case.record.id), words) for case in found.cases),
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
                dot=_dot_of_state(found.service, state.name),
                is_here=wanted.state == state.name,
                share=found.counts[state.name] * 100 // total if state.in_force and total else -1,
            )
            for state in found.service.states
            if found.counts.get(state.name)
        ),
    )


def _dot_of_state(service: type[Service], name: str) -> str:
    state = service.state(name)
    if state.in_force:
        return "ok"
    ways = [move for move in service.transitions if move.target is state]
    if ways and all(against_the_party(service, move) for move in ways):
        return "no"
    return "wait" if state.waiting or any(move.target.in_force for move in service.leaving(state)) else "off"


def person(case: Case, actor: Actor, paper: Attested | None, words: Translator, ready: Ready | None = None) -> Person:
    service, said = case.service, decision(case, words, to_staff=False)
    values = [value_of(one, case.answers) for one in service.columns]
    if case.is_draft:
        values = [_typed(case, one.name) for one in service.columns]
    shown = [
        value if case.is_draft and not isinstance(one, Choice) else show(one, value or None, words)
        for one, value in zip(service.columns, values, strict=True)
    ]
    until = case.record.due_at if case.state.in_force else None
    return Person(
        number=case.number,
        value=f"{case.number}~{case.version}",
        name=" ".join(part for part in shown[:NAMED] if part) or words.text(NAMELESS),
        cells=tuple((words.text(one.label), text) for one, text in zip(service.columns, shown, strict=True))[NAMED:],
        state=words.text(case.state.label),
        dot="no" if _dot_of_state(service, case.state.name) == "no" else _dot(case),
        since=words.date(clock.local(case.record.state_since).date()),
        until=words.moment(until) if until else "",
        why="; ".join(text for _label, text in said[1]) if said else "",
        pdf=f"/attestations/{paper.number}/pdf" if paper and paper.in_force and case.state.in_force else "",
        fill=f"/cases/{case.number}/fill" if case.is_draft else "",
        buttons=_buttons(case, actor, words),
        ready=ready,
    )


def _dot(case: Case) -> str:
    return _dot_of_state(case.service, case.state.name) if kind_of(case) == "off" else kind_of(case)


def _typed(case: Case, name: str) -> str:
    """What was typed into a draft, where it is a text; a look-up's key says nothing to a reader."""
    known = vars(case.answers).get(name)
    said = case.record.typed.get(name, "")
    field = case.service.form.fields.get(name)
    if field is not None and field.widget == "lookup":
        return name_of(known, "az") if known else ""
    return said if isinstance(said, str) else ""


def _buttons(case: Case, actor: Actor, words: Translator) -> tuple[Button, ...]:
    able = [move for move in moves_of(case.service) if not case.is_draft and may(actor, move, case) is None]
    return tuple(
        Button(words.text(move.label), f"{case.number}~{case.version}~{move.name}", place == 0 and move.target.in_force)
        for place, move in enumerate(able)
    )


def told_ready(refusal: Refusal | None, move: str, words: Translator) -> Ready:
    """move: its label."""
    if refusal is None:
        return Ready(words.text(_("Nothing stands against it: {move}"), move=move))
    return Ready(
        label="",
        why=words.text(refusal.why, **refusal.values),
        law=words.text(refusal.law),
        mend=words.text(refusal.mend, **refusal.values),
    )


def against_all(ready: Sequence[Ready]) -> Ready | None:
    """What stands against each of them alike."""
    return ready[0] if len(ready) > 1 and ready[0].why and len(set(ready)) == 1 else None


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
