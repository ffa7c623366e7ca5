"""The dry run: each row is looked at as the move would, so that every reason stands there before anybody signs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xidmet.auth import Actor, may
from xidmet.cases.case import Case
from xidmet.cases.counting import Counting, broken
from xidmet.cases.facts import facts_of
from xidmet.cases.find import find_case
from xidmet.cases.given import read_given
from xidmet.cases.lists.found import TheList, whoever_asked
from xidmet.cases.site import Site
from xidmet.contract.form import Form
from xidmet.contract.shown import show, value_of
from xidmet.contract.texts import _
from xidmet.errors import NotFound, RegisterDown, Stale, WrongAnswers, XidmetError
from xidmet.language import Translator
from xidmet.signatures.manifest.canonical import UNSEEN
from xidmet.store import list_items, transaction
from xidmet.store.list_items import ABLE, SAME, UNABLE, WAITS, Item, Said

AT_ONCE = 8  # rows: each may wait for a register
PIECE = 80
SAME_ALREADY = _("It is so already.")
NOTHING_TO_DO = _("Nothing needs to be done here.")
CHANGED = _("This was changed since you chose it.")
LOOK = _("Look at how it is now; then it can be put into a new list.")
NO_MANDATE = _("The person in whose name this was to be done may not act here any more.")
ASK_HEAD = _("Somebody with the mandate for it makes a new list of these.")


async def check_some(site: Site, found: TheList) -> bool:
    """Is there more? Raises RegisterDown; what was checked by then is kept."""
    listed = found.listed
    waiting = await list_items.items(listed.id, [WAITS], PIECE)
    actor = await whoever_asked(listed)
    words, able = found.words(site), (await list_items.counts(listed.id)).get(ABLE, 0)
    down: RegisterDown | None = None
    for start in range(0, len(waiting), AT_ONCE):
        some = waiting[start : start + AT_ONCE]
        read = await asyncio.gather(*(_read(site, found, actor, item, words) for item in some))
        said = list[Said | RegisterDown]()
        for one in read:
            told = _judged(found, one, able, words) if isinstance(one, _Able) else one
            able += isinstance(told, Said) and told.state == ABLE
            said.append(told)
        down = next((one for one in said if isinstance(one, RegisterDown)), None)
        async with transaction():
            await list_items.say(listed.id, WAITS, [one for one in said if isinstance(one, Said)])
        if down:
            raise down
    return len(waiting) == PIECE


@dataclass(frozen=True)
class _Able:
    """May be done, but for what the rules say."""

    item: Item
    answers: Form
    facts: Counting | None
    shown: list[str]


async def _read(
    site: Site, found: TheList, actor: Actor | None, item: Item, words: Translator
) -> Said | _Able | RegisterDown:
    """Does not raise, so that no other row's answer is lost."""
    case = await find_case(site, item.number)
    shown = told_apart(case, words) if case else []
    try:
        if is_so_already(found, case):
            return Said(item.place, SAME, *_texts(SAME_ALREADY, NOTHING_TO_DO, {}, words), shown)
        if case is None or case.party != found.listed.party:
            raise NotFound
        if case.version != item.version:
            raise XidmetError(CHANGED, LOOK)
        return _Able(item, *await _need_able(site, found, actor, case), shown)
    except RegisterDown as down:
        return down
    except XidmetError as error:
        return Said(item.place, UNABLE, *texts_of(error, words), shown)


def _judged(found: TheList, one: _Able, able: int, words: Translator) -> Said:
    """able: rows before it that can be done, and so will count where a rule counts."""
    facts = one.facts.with_others(one.facts.others + able) if one.facts else None
    if facts and (no := broken(found.move, one.answers, facts)):
        return Said(one.item.place, UNABLE, *_texts(no.why, no.mend, no.values, words), one.shown)
    return Said(one.item.place, ABLE, shown=one.shown)


async def _need_able(site: Site, found: TheList, actor: Actor | None, case: Case) -> tuple[Form, Counting | None]:
    """As move() asks it. Raises what move() would, but for the rules."""
    if actor is None:
        raise XidmetError(NO_MANDATE, ASK_HEAD)
    prepared = found.is_prepared and case.state in found.move.sources
    if not prepared and (refusal := may(actor, found.move, case)):
        raise XidmetError(refusal.why, refusal.mend, **refusal.values)
    given = await read_given(site, case, found.move, found.listed.asked, {})
    needs = found.move.needs
    return given.answers, await facts_of(site, case, found.move, given.answers, given.asked) if needs else None


def is_so_already(found: TheList, case: Case | None) -> bool:
    """Whoever made it so: the same list twice changes nothing, and that is no mistake."""
    return case is not None and case.state is found.move.target and case.state not in found.move.sources


def told_apart(case: Case, words: Translator) -> list[str]:
    """Its columns as texts, without signs that are not seen: a list that is signed takes none."""
    return [UNSEEN.sub("", show(one, value_of(one, case.answers), words)).strip()[:500] for one in case.service.columns]


def texts_of(error: XidmetError, words: Translator) -> tuple[str, str, str]:
    """Reason, why and mend. Of wrong answers the first one says why."""
    if isinstance(error, WrongAnswers) and (said := next(iter(error.errors.values()), None)):
        return said.text, words.text(said.text, **said.values), words.text(error.mend)
    if isinstance(error, Stale):
        return _texts(CHANGED, LOOK, {}, words)
    return _texts(error.why, error.mend, error.values, words)


def _texts(why: str, mend: str, values: Mapping[str, Any], words: Translator) -> tuple[str, str, str]:
    return why, words.text(why, **values), words.text(mend, **values)
