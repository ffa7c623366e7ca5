"""The dry run: each row is looked at as the move would, so that every reason stands there before anybody signs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from xidmet.auth import Actor
from xidmet.cases.case import Case
from xidmet.cases.lists.check_alone import why_not
from xidmet.cases.lists.found import TheList, whoever_asked
from xidmet.cases.lists.said import (
    ASK_HEAD,
    CHANGED,
    LOOK,
    NO_MANDATE,
    NOTHING_TO_DO,
    SAME_ALREADY,
    in_words,
    is_so_already,
    texts_of,
    told_apart,
)
from xidmet.cases.many import is_plain
from xidmet.cases.many.drafts import Drafts
from xidmet.cases.many.leave import Leave
from xidmet.cases.many.reading import Item as Wanted
from xidmet.cases.many.reading import in_turns, read, read_asked
from xidmet.cases.many.rules import judge_for
from xidmet.cases.site import Site
from xidmet.contract.alike import Alike
from xidmet.contract.form import Form
from xidmet.contract.rule import Refusal
from xidmet.errors import NotFound, Refused, WrongAnswers, XidmetError
from xidmet.language import Translator
from xidmet.store import list_items, transaction
from xidmet.store.list_items import ABLE, SAME, UNABLE, WAITS, Item, Said

PIECE = 1000  # rows that are read and judged together; only what is said of them is one transaction
ALONE = 40  # of those that are looked at by themselves


async def check_some(site: Site, found: TheList) -> bool:
    """Is there more? Raises RegisterDown; what was checked by then is kept."""
    at_once = PIECE if is_plain(found.service, found.move) else min(PIECE, ALONE)
    waiting = await list_items.items(found.listed.id, [WAITS], at_once)
    actor = await whoever_asked(found.listed)
    check = _Check(site, found, actor, found.words(site))
    try:
        await check.all(waiting)
    finally:
        async with transaction():
            await list_items.say(found.listed.id, WAITS, check.said)
    return len(waiting) == at_once


@dataclass
class _Check:
    """Of one piece. said: what is to be written of its rows. able: rows so far that can be done."""

    site: Site
    found: TheList
    actor: Actor | None
    words: Translator
    said: list[Said] = field(default_factory=list)
    able: int = 0
    alike: Alike = field(default_factory=Alike)

    async def all(self, waiting: Sequence[Item]) -> None:
        """Raises RegisterDown."""
        cases = await self._cases(waiting)
        left = [(item, case) for item in waiting if (case := self._open(item, cases.get(item.number))) is not None]
        if left and self.found.move.needs:
            self.able = (await list_items.counts(self.found.listed.id)).get(ABLE, 0)
        drafts = Drafts(self.site, self.found.service, self.actor, self.alike)
        if is_plain(self.found.service, self.found.move):
            await self._together([one for one in left if not _by_itself(one[1], drafts)], drafts)
            left = [one for one in left if _by_itself(one[1], drafts)]
        for item, case in left:
            await self._alone(item, case)

    async def _cases(self, waiting: Sequence[Item]) -> dict[str, Case]:
        wanted = [Wanted(place, item.number, item.version, "") for place, item in enumerate(waiting)]
        known = await read(self.site, None, self.found.move, wanted, self.alike)
        return {number: case for number, (case, _stood) in known.stood.items()}

    def _open(self, item: Item, case: Case | None) -> Case | None:
        """The case, when it must be looked at further."""
        if case is not None and is_so_already(self.found, case):
            texts = in_words(SAME_ALREADY, NOTHING_TO_DO, {}, self.words)
            self.said.append(Said(item.place, SAME, *texts, told_apart(case, self.words)))
        elif case is None or case.party != self.found.listed.party:
            self._unable(item, case, NotFound())
        elif case.version != item.version:
            self._unable(item, case, XidmetError(CHANGED, LOOK))
        elif self.actor is None:
            self._unable(item, case, XidmetError(NO_MANDATE, ASK_HEAD))
        else:
            return case
        return None

    async def _alone(self, item: Item, case: Case) -> None:
        assert self.actor is not None
        error = await why_not(self.site, self.found, self.actor, case, self.able)
        if error:
            self._unable(item, case, error)
        else:
            self._able(item, case)
        await asyncio.sleep(0)

    async def _together(self, rows: Sequence[tuple[Item, Case]], drafts: Drafts) -> None:
        move, leave, may_be = self.found.move, Leave(self.actor, self.found.move), list[tuple[Item, Case]]()
        for item, case in rows:
            prepared = self.found.is_prepared and case.state in move.sources
            refusal = None if prepared else leave.refusal(case)
            if refusal:
                self._unable(item, case, Refused(refusal))
            else:
                may_be.append((item, case))
        asked = await self._asked(may_be)
        if isinstance(asked, WrongAnswers):
            return
        sent = await drafts.read([case for _item, case in may_be if case.is_draft])
        as_sent = [(item, case, sent.get(item.number, case)) for item, case in may_be]
        judge = await judge_for(self.site, move, asked, [one for *_row, one in as_sent if isinstance(one, Case)])
        party = self.found.listed.party
        judge.others[party] = judge.others.get(party, 0) + self.able
        async for some in in_turns(as_sent):
            for item, case, one in some:
                no = one if isinstance(one, Refusal) else judge.first_broken(one)
                if no:
                    self._unable(item, case, Refused(no))
                else:
                    self._able(item, case)

    async def _asked(self, rows: Sequence[tuple[Item, Case]]) -> Form | WrongAnswers | None:
        """What the move asks; where it is wrong, none of the rows can be done."""
        try:
            return await read_asked(self.site, self.actor, self.found.move, self.found.listed.asked)
        except WrongAnswers as error:
            for item, case in rows:
                self._unable(item, case, error)
            return error

    def _able(self, item: Item, case: Case) -> None:
        self.able += 1
        self.said.append(Said(item.place, ABLE, shown=told_apart(case, self.words)))

    def _unable(self, item: Item, case: Case | None, error: XidmetError) -> None:
        shown = told_apart(case, self.words) if case else []
        self.said.append(Said(item.place, UNABLE, *texts_of(error, self.words), shown))


def _by_itself(case: Case, drafts: Drafts) -> bool:
    return case.is_draft and not drafts.takes(case)
