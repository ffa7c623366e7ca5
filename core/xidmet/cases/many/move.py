"""Move up to a thousand cases at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import structlog

from xidmet import clock
from xidmet.auth import Actor, is_role
from xidmet.auth.may import Mover
from xidmet.cases.case import Case
from xidmet.cases.desk.lease import need_lease
from xidmet.cases.dispute import rows_for
from xidmet.cases.many.alone import as_refusal, move_alone
from xidmet.cases.many.drafts import Drafts
from xidmet.cases.many.leave import Leave
from xidmet.cases.many.made import Made, Maker
from xidmet.cases.many.piece import MOST
from xidmet.cases.many.plain import is_plain
from xidmet.cases.many.reading import Item, Read, ends_in, in_turns, read, read_asked
from xidmet.cases.many.rules import Judge, judge_for
from xidmet.cases.many.write import Written, write
from xidmet.cases.once import USED_ELSEWHERE
from xidmet.cases.signed import UNSIGNED, ListSigned
from xidmet.cases.site import Site
from xidmet.cases.terms import calendar_of
from xidmet.check.reading import is_reopening
from xidmet.contract.alike import Alike
from xidmet.contract.form import Form
from xidmet.contract.rule import Refusal
from xidmet.contract.service import Service
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused, Stale
from xidmet.store.bound import is_unique_violation
from xidmet.store.effects import Lane

log = structlog.get_logger()

FEW = 25  # cases whose notices need not give way to others
TRIES = 5  # rounds, while somebody looks at the cases meanwhile
NOTHING = Written([], [], [], [])
LIST = Refusal(why=UNSIGNED, mend=_("Sign the list with your e-signature."))


@dataclass(frozen=True)
class Result:
    """done: also when this token did it before. refusal: why not. stale: it was changed since it was chosen."""

    number: str
    done: bool
    refusal: Refusal | None = None
    stale: bool = False


async def move_many(
    site: Site,
    mover: Mover,
    slug: str,
    name: str,
    items: Sequence[tuple[str, int]],
    *,
    tokens: Sequence[str],
    asked: Mapping[str, Any],
    signed: ListSigned | None,
) -> list[Result]:
    """Make one move in many cases of a service: each as move() would, or not at all; the results in the same order.

    items: number and version, as the mover saw it, of at most MOST cases. tokens: one for each, "" for time; the same
    one again gives the first result. asked: raw input of what the move asks. signed: over the whole list.
    Raises NotFound for no such move, Refused where the list must be signed and is not, WrongAnswers for what is asked,
    RegisterDown; then nothing was done, but for cases that can only be moved one by one.
    """
    service = site.catalogue.services.get(slug)
    transition = service.transition(name) if service else None
    if service is None or transition is None or is_reopening(service, transition):
        raise NotFound
    if len(items) > MOST or len(tokens) != len(items):
        raise ValueError(f"At most {MOST} cases at a time, each with its token.")
    if isinstance(mover, Actor) and transition.signed and signed is None:
        raise Refused(LIST)
    wanted = [Item(place, *item, token) for place, (item, token) in enumerate(zip(items, tokens, strict=True))]
    run = _Run(site, mover, service, transition, asked, signed)
    results = await run.all(wanted) if is_plain(service, transition) else await run.one_by_one(wanted)
    if any(one.done for one in results.values()):
        site.wake.ring()
    return [results[item.place] for item in wanted]


@dataclass(frozen=True)
class _Run:
    site: Site
    mover: Mover
    service: type[Service]
    transition: Transition
    asked: Mapping[str, Any]
    signed: ListSigned | None
    alike: Alike = field(default_factory=Alike)

    @cached_property
    def _drafts(self) -> Drafts:
        return Drafts(self.site, self.service, self.mover, self.alike)

    @cached_property
    def _leave(self) -> Leave:
        return Leave(self.mover, self.transition)

    async def all(self, items: Sequence[Item]) -> dict[int, Result]:
        form = await read_asked(self.site, self.mover, self.transition, self.asked)
        if self.signed and not self.signed.is_over(form):
            return {item.place: _stale(item) for item in items}
        results, left = dict[int, Result](), list(_once_each(items))
        for attempt in range(1, TRIES + 1):
            left = await self._round(left, form, results)
            if not left:
                break
            log.info("moved once more", service=self.service.slug, cases=len(left), attempt=attempt)
        results |= {item.place: _stale(item) for item in left}
        return {item.place: results.get(item.place) or _second(item, results, items) for item in items}

    async def one_by_one(self, items: Sequence[Item]) -> dict[int, Result]:
        return {item.place: await self._alone(item) for item in items}

    async def _alone(self, item: Item) -> Result:
        about = (item, self.transition.name, self.asked, self.signed)
        try:
            refusal = await move_alone(self.site, self.mover, self.service, *about)
        except Stale:
            return _stale(item)
        return Result(item.number, refusal is None, refusal)

    async def _round(self, items: Sequence[Item], form: Form | None, results: dict[int, Result]) -> list[Item]:
        """Which of them must be tried once more."""
        found = await read(self.site, self.mover, self.transition, items, self.alike)
        able = list[tuple[Item, Case]]()
        for item in items:
            case = found.stood[item.number][0] if item.number in found.stood else None
            known = await self._known(item, case, found)
            if known is not None:
                results[item.place] = known
            elif case is not None and case.is_draft and not self._drafts.takes(case):
                results[item.place] = await self._alone(item)
            elif case is not None:
                able.append((item, case))
        found, able, wrong = await self._as_they_will_stand(found, able)
        results |= {item.place: Result(item.number, False, no) for item, no in wrong}
        judge = await judge_for(self.site, self.transition, form, [case for _item, case in able])
        judged = [(item, case, judge.first_broken(case)) async for some in in_turns(able) for item, case in some]
        made, maker = await self._made([(item, case) for item, case, no in judged if no is None], form, found)
        written = await self._written(maker, made, found, judge, results)
        results |= {one.item.place: Result(one.item.number, True) for one in written.done}
        again = [one.item for one in (*written.touched, *written.moved_on)]  # a token may have moved it just now
        refused = {item: no for item, _case, no in judged if no is not None}
        refused |= {one.item: no for one, no in written.refused}
        results |= {item.place: Result(item.number, False, no) for item, no in refused.items()}
        return [*again, *refused] if again else []  # those that did not move made room for others

    async def _known(self, item: Item, case: Case | None, found: Read) -> Result | None:
        """The result that needs no rules; None when it may be moved."""
        if case is None or case.service is not self.service or not self._leave.sees(case):
            return Result(item.number, False, as_refusal(NotFound()))
        if spent := found.spent.get(item.token):
            same = spent == (case.record.id, self.transition.name, "")
            theirs = self.mover is None or any(is_role(role, self.mover, case) for role in self.transition.actors)
            return Result(item.number, True) if same and theirs else Result(item.number, False, USED_ELSEWHERE)
        if case.version != item.version:
            return _stale(item)
        if case.is_draft and not self._drafts.takes(case):
            return None
        refusal = self._leave.refusal(case)
        if refusal is None and case.record.id in found.leased:
            try:
                await need_lease(case, self.transition, self.mover)
            except Refused as error:
                refusal = error.refusal
        if refusal:
            log.info("may not move", case=case.number, state=case.state.name, transition=self.transition.name)
        return Result(item.number, False, refusal) if refusal else None

    async def _as_they_will_stand(
        self, found: Read, able: Sequence[tuple[Item, Case]]
    ) -> tuple[Read, list[tuple[Item, Case]], list[tuple[Item, Refusal]]]:
        """The same with drafts as they will be sent; and those that can't be."""
        read = await self._drafts.read([case for _item, case in able if case.is_draft])
        both = [(item, read.get(item.number, case)) for item, case in able]
        wrong = [(item, one) for item, one in both if isinstance(one, Refusal)]
        stood = {**found.stood, **{n: (one, found.stood[n][1]) for n, one in read.items() if isinstance(one, Case)}}
        return replace(found, stood=stood), [(item, one) for item, one in both if isinstance(one, Case)], wrong

    async def _made(
        self, able: Sequence[tuple[Item, Case]], form: Form | None, found: Read
    ) -> tuple[list[Made], Maker]:
        days, ends = await calendar_of(self.service), await ends_in(self.transition, [case for _item, case in able])
        legal, moment = await rows_for(self.site, self.service, self.transition), clock.now()
        lane = Lane.BULK if len(able) > FEW else Lane.PROMPT
        maker = Maker(
            self.service, self.transition, self.mover, moment, days, form, self.signed, self.alike, legal, lane
        )
        made = [
            maker.made(item, case, found.stood[item.number][1], ends.get(case.record.id, []), found.away_of(case))
            async for some in in_turns(able)
            for item, case in some
        ]
        return made, maker

    async def _written(
        self, maker: Maker, made: list[Made], found: Read, judge: Judge, results: dict[int, Result]
    ) -> Written:
        """Where a unique key stands against one of them, each is moved by itself."""
        if not made:
            return NOTHING
        was = {case.record.id: case for case, _stood in found.stood.values()}
        try:
            return await write(maker, made, was, judge, self.signed)
        except Stale:
            results |= {one.item.place: _stale(one.item) for one in made}
            return NOTHING
        except Exception as error:
            if not is_unique_violation(error):
                raise
        for one in made:
            results[one.item.place] = await self._alone(one.item)
        return NOTHING


def _once_each(items: Sequence[Item]) -> Iterator[Item]:
    """In their order, which is the order in which a limit is used up."""
    first = dict[str, Item]()
    for item in items:
        first.setdefault(item.number, item)
    yield from first.values()


def _second(item: Item, results: Mapping[int, Result], items: Sequence[Item]) -> Result:
    """The same case named twice: with the same token it is the same, else the first has changed it."""
    first = next(one for one in items if one.number == item.number)
    same = first.token == item.token and item.token
    return results[first.place] if same or not results[first.place].done else _stale(item)


def _stale(item: Item) -> Result:
    return Result(item.number, False, stale=True)
