"""Answer: keep what was typed in a draft, right or wrong, and say what is wrong.

Two windows, or two people of one organisation, may work on one draft. A page says how each question stood when it was
made (`seen`); what only one of them changed since is taken from that one, and what both changed is nobody's to decide
but theirs: it is told, and nothing is overwritten.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.attached import files_of, infected, joined
from xidmet.cases.case import Case
from xidmet.cases.find import case_for
from xidmet.cases.opened import may_fill, opened
from xidmet.cases.roster.place import index_typed
from xidmet.cases.site import Site
from xidmet.contract.answers import SURE, Answers, Ask, Silent, read
from xidmet.contract.fields import Upload
from xidmet.contract.form import F, Form
from xidmet.contract.hidden import without_hidden
from xidmet.contract.mistake import Mistake
from xidmet.errors import Conflict, RegisterDown, Stale
from xidmet.store import cases, transaction

ROUNDS = 6  # a look-up may depend on another one; deeper chains than this are not declared
TRIES = 5  # windows that save at the same moment
UNANSWERED = ""
HANDS = "_hands"  # beside the answers of a draft: who typed each of them last


@dataclass(frozen=True)
class Seen:
    """What a page showed: the window it stands in, and the mark of each of its questions (see marks)."""

    window: str
    marks: Mapping[str, str]


@dataclass(frozen=True)
class Hand:
    """By whom, when and in which window a question was answered last."""

    who: str
    window: str
    at: dt.datetime


@dataclass(frozen=True)
class Answered:
    """The draft as it is now, what could be understood of it, and what is wrong beside which field.

    parts: what could be understood of parts and rows, by path. taken: questions that were answered elsewhere meanwhile
    and not on this page, whose answers from there stand now.
    """

    case: Case
    answers: Form
    errors: dict[str, Mistake]
    parts: Mapping[str, Form]
    taken: tuple[str, ...] = ()


async def answer(
    site: Site,
    actor: Actor,
    number: str,
    typed: Mapping[str, Any],
    version: int,
    seen: Seen | None = None,
) -> Answered:
    """Keep what was typed on a page of the form. typed: raw input of the fields on that page, by name.

    Raises Stale when the draft was changed elsewhere since the page was made, unless what stands there now is just this
    page, sent twice; with `seen`, Conflict, and only when a question was answered here and there in different ways.
    Raises RegisterDown when a register that is needed does not answer: what was typed is kept.
    """
    case = await case_for(site, actor, number)
    form, files = case.service.form, await files_of(case)
    kept, taken = await keep(site, actor, number, lambda stored: joined(form, stored, typed, files), version, seen)
    answers = await read_answers(site, form, kept.record.typed, kept.party)
    errors = answers.errors | infected(kept.record.typed, answers.so_far, files)
    return Answered(kept, answers.so_far, errors, answers.parts, taken)


async def keep(
    site: Site,
    actor: Actor,
    number: str,
    change: Callable[[Mapping[str, Any]], dict[str, Any]],
    version: int | None,
    seen: Seen | None,
) -> tuple[Case, tuple[str, ...]]:
    """Keep raw input of what is open. change: from what is stored to the questions that are answered now; called again
    when somebody else was faster. version: of the draft as the page showed it; None when change compares by itself.
    Returns the case, and the questions whose answers from elsewhere stand.
    """
    for _try in range(TRIES):
        case = await case_for(site, actor, number)
        may_fill(actor, case)
        form, stored = case.service.form, case.record.typed
        is_open = opened(case)
        mine = {name: value for name, value in change(stored).items() if name.removesuffix(SURE) in is_open}
        taken = tuple[str, ...]()
        merged = _merged(form, stored, mine)
        if merged == stored:
            return case, taken
        if version is not None and case.version != version:
            if seen is None:
                raise Stale(number)
            mine, taken = _compared(case, stored, mine, seen)
            merged = _merged(form, stored, mine)
        merged[HANDS] = signed(stored, merged, actor, seen.window if seen else "")
        key = {"unique_key": None} if case.is_draft else {}  # of a draft from a file: it may be somebody else now
        async with transaction():
            changed = await cases.change(case.record.id, case.version, clock.now(), typed=merged, **key)
            if changed:
                await index_typed(case, merged)
        if changed:
            return await case_for(site, actor, number), taken
    raise Stale(number)


def signed(stored: Mapping[str, Any], merged: Mapping[str, Any], actor: Actor, window: str) -> dict[str, Any]:
    """Who answered each question last, with what changes now. window: of the page that it was done on."""
    names = [name for name in merged if name != HANDS and merged[name] != stored.get(name)]
    hand = [actor.hand, window, clock.now().isoformat()]
    return {**stored.get(HANDS, {}), **dict.fromkeys(names, hand)}


def hand_of(stored: Mapping[str, Any], name: str) -> Hand | None:
    """Who answered this question of a draft last; None where nobody did."""
    kept = stored.get(HANDS, {}).get(name)
    return Hand(kept[0], kept[1], dt.datetime.fromisoformat(kept[2])) if kept else None


def _merged(form: type[Form], before: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept: only questions of the form, and of those none that the answers beside it hide."""
    asked = {
        name: value
        for name, value in typed.items()
        if (one := form.fields.get(name.removesuffix(SURE))) is not None and one.asked
    }
    hands = {HANDS: before[HANDS]} if HANDS in before else {}
    return without_hidden(form, {**before, **asked}) | hands


def _compared(
    case: Case, stored: Mapping[str, Any], mine: Mapping[str, Any], seen: Seen
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What of this page stands, and the questions answered elsewhere. Raises Conflict.

    What this very window saved before, by itself, is not elsewhere. Files of both are joined already.
    """
    now, here = marks(stored, mine), marks(mine, mine)
    changed_there = {n for n in mine if now[n] != seen.marks.get(n) and not _by(seen.window, hand_of(stored, n))}
    changed_here = {name for name in mine if here[name] != seen.marks.get(name)}
    both = sorted(name for name in changed_there & changed_here if now[name] != here[name])
    both = [name for name in both if not isinstance(case.service.form.fields.get(name), Upload)]
    if both:
        raise Conflict(case.number, tuple(both))
    taken = tuple(sorted(name for name in changed_there - changed_here))
    return {name: value for name, value in mine.items() if name not in taken}, taken


def _by(window: str, hand: Hand | None) -> bool:
    return bool(window) and hand is not None and hand.window == window


def marks(typed: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """A short mark of each of these questions' answers as they stand: another answer has another mark."""
    return {name: _mark(typed.get(name)) for name in names}


def _mark(value: Any) -> str:
    return hashlib.sha256(_AS_JSON(_plain(value)).encode("utf-8", "replace")).hexdigest()[:12]


_AS_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode  # made once: a page marks each of its answers


def _plain(value: Any) -> Any:
    """Nothing typed is one thing, whether it is absent, "" or three empty boxes."""
    if isinstance(value, str):
        return value.strip() or UNANSWERED
    if isinstance(value, Mapping):
        parts = {name: inner for name, given in value.items() if (inner := _plain(given)) != UNANSWERED}
        return parts or UNANSWERED
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value] or UNANSWERED
    return UNANSWERED if value is None or str(value).strip() == "" else str(value).strip()


async def read_answers(site: Site, form: type[F], typed: Mapping[str, Any], party: str) -> Answers[F]:
    """Read raw input, fetching the rows of registers that it names. Raises RegisterDown."""
    fetched: dict[Ask, tuple[Form, ...]] = {}
    for _round in range(ROUNDS):
        answers = read(form, typed, fetched.get)
        if not answers.wanted:
            break
        fetched |= await _fetched(site, answers.wanted, party)
    return answers


async def _fetched(site: Site, wanted: Iterable[Ask], party: str) -> dict[Ask, tuple[Form, ...]]:
    """Each register whose rows may be typed is asked by itself: its silence is an answer. Raises RegisterDown."""
    found, typed = dict[Ask, tuple[Form, ...]](), dict[str, list[Ask]]()
    for ask in wanted:
        if ask.may_be_typed:
            typed.setdefault(ask.register, []).append(ask)
    if others := [ask for ask in wanted if not ask.may_be_typed]:
        found |= await site.registers.offered_for(others, party)
    for asks in typed.values():
        try:
            found |= await site.registers.offered_for(asks, party)
        except RegisterDown:
            found |= dict.fromkeys(asks, Silent())
    return found
