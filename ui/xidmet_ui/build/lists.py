"""What the pages of a list show: counters, rows, and what is signed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xidmet.cases import Case, lists
from xidmet.cases.lists import Item, TheList, Within
from xidmet.contract.texts import _
from xidmet.language import Translator
from xidmet.signatures.manifest import Head

Rows = tuple[tuple[str, str], ...]
DOTS: Mapping[str, str] = {"able": "ok", "done": "ok", "same": "ok", "not": "no", "left": "off"}
DOT_OF = {state: DOTS[kind] for kind, states in lists.KINDS.items() for state in states} | {"waits": "wait"}
STATES: Mapping[str, str] = {
    lists.WAITS: _("Not checked yet"),
    lists.ABLE: _("Can be done"),
    lists.UNABLE: _("Can't be done"),
    lists.LEFT: _("Left out"),
    lists.MADE: _("Done"),
    lists.SAME: _("It is so already"),
    lists.REFUSED: _("Not done"),
    lists.CHANGED: _("Changed since"),
    lists.KEPT: _("Left as it was"),
}
OF_LISTS: Mapping[str, str] = {
    lists.ASKING: _("Waits for your answers"),
    lists.CHECKING: _("Is being checked"),
    lists.CHECKED: _("Checked"),
    lists.SIGNING: _("Waits for a signature"),
    lists.WORKING: _("Is being worked off"),
    lists.DONE: _("Worked off"),
    lists.STOPPED: _("Stopped"),
    lists.DROPPED: _("Thrown away"),
    lists.EXPIRED: _("Its time is over"),
}
FIRST_ROWS = 10  # of what is signed, on the page on which it is signed


@dataclass(frozen=True)
class Counter:
    """How many rows are of a kind; href: to those alone."""

    kind: str
    label: str
    count: int
    href: str
    dot: str
    now: bool


@dataclass(frozen=True)
class Line:
    """One row. name: what it is called; more: its other columns."""

    place: int
    n: int | None
    number: str
    name: str
    more: tuple[str, ...]
    state: str
    dot: str
    why: str
    mend: str


@dataclass(frozen=True)
class ListPage:
    """here: its address. roster: that of the roster. done: rows that were looked at, or worked off."""

    here: str
    roster: str
    service: str
    label: str
    target: str
    state: str
    state_label: str
    total: int
    able: int
    done: int
    problem: str
    signs: bool
    signer: str
    made_at: dt.datetime
    ends_at: dt.datetime
    signed_at: dt.datetime | None
    done_at: dt.datetime | None
    has_result: bool
    again: int
    asks: bool


def list_page(found: TheList, words: Translator) -> ListPage:
    listed, counts = found.listed, found.counts
    waiting = counts.get("waits", 0) if listed.state == lists.CHECKING else found.able
    return ListPage(
        here=found.here,
        roster=f"/roster/{found.service.slug}",
        service=words.text(found.service.title),
        label=words.text(found.move.label),
        target=words.text(found.move.target.label),
        state=listed.state,
        state_label=words.text(OF_LISTS[listed.state]),
        total=listed.total,
        able=found.able,
        done=listed.total - waiting,
        problem=words.text(listed.problem) if listed.problem else "",
        signs=bool(found.move.signed),
        signer=listed.signer,
        made_at=listed.made_at,
        ends_at=listed.ends_at,
        signed_at=listed.signed_at,
        done_at=listed.done_at,
        has_result=listed.result is not None,
        again=sum(counts.get(one, 0) for one in lists.AGAIN) if listed.state in (lists.DONE, lists.STOPPED) else 0,
        asks=found.move.asks is not None,
    )


def counters(found: TheList, kind: str, words: Translator) -> list[Counter]:
    labels = {
        "able": words.text(_("Can be done")),
        "done": words.text(_("Done")),
        "same": words.text(_("It is so already")),
        "not": words.text(_("Can't be done") if found.is_open else _("Not done")),
        "left": words.text(_("Left out")),
    }
    counted = lists.counted(found)
    return [
        Counter(one, labels[one], count, f"{found.here}?show={one}", DOTS[one], one == kind)
        for one, count in counted.items()
        if count or one == kind
    ]


def lines(items: Sequence[Item], words: Translator) -> list[Line]:
    return [
        Line(
            place=item.place,
            n=item.n,
            number=item.number,
            name=" ".join(item.shown[:2]) or item.number,
            more=tuple(text for text in item.shown[2:] if text),
            state=words.text(STATES[item.state]),
            dot=DOT_OF[item.state],
            why=item.why,
            mend=item.mend,
        )
        for item in items
    ]


def about_head(found: TheList, party_name: str, words: Translator) -> Rows:
    """What is signed, in words and in hashes."""
    head = Head.read(found.listed.head.encode())
    return (
        (words.text(_("What is done")), head.text),
        (words.text(_("In the name of")), f"{party_name}, {words.text(_('VÖEN'))} {head.organisation}".rstrip(" ,")),
        (words.text(_("How many")), words.number(head.count)),
        (words.text(_("State afterwards")), words.text(found.move.target.label)),
        (words.text(_("Root of the hash tree")), head.root),
        ("SHA-256", hashlib.sha256(head.content).hexdigest()),
    )


@dataclass(frozen=True)
class InList:
    """A line under the signatures of a case. proof: address of the file, "" where nobody signed."""

    sentence: str
    act: str
    signer: str
    at: dt.datetime
    proof: str


def in_lists(case: Case, within: Sequence[Within], words: Translator) -> list[InList]:
    made = list[InList]()
    for one in within:
        count, move = Head.read(one.head.encode()).count, case.service.transition(one.move)
        signed = _("Signed list of {count}, item {n}") if one.signer else _("Confirmed list of {count}, item {n}")
        made.append(
            InList(
                sentence=words.text(signed, count=words.number(count), n=words.number(one.n)),
                act=words.text(move.label) if move else one.move,
                signer=one.signer,
                at=one.done_at,
                proof=f"/cases/{case.number}/lists/{one.list}/proof" if one.signer else "",
            )
        )
    return made
