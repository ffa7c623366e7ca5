"""One stretch of the cases that a search found: moved together, and in that transaction said to be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from xidmet.auth import officer_now
from xidmet.cases.by_rule.asked import by_rule as is_by_rule
from xidmet.cases.desk.bulk import ASK, OFFICE_GONE
from xidmet.cases.desk.take import office_of
from xidmet.cases.many import Result, move_many
from xidmet.cases.site import Site
from xidmet.contract.form import Form
from xidmet.contract.rule import Refusal
from xidmet.errors import Refused, RegisterDown, Stale, WrongAnswers, XidmetError
from xidmet.language import Translator, translator
from xidmet.store import by_rule as store
from xidmet.store.by_rule import CHANGED, DONE, REFUSED, Hit, Search, Told

GONE = Refusal(why=OFFICE_GONE, mend=ASK)


@dataclass(frozen=True)
class Moves:
    """What a search brings to its moves: nothing that is signed, and that they are said to be done with them.

    done: places, among the hits, of those of which it was said.
    """

    search: Search
    hits: Sequence[Hit]
    done: set[int] = field(default_factory=set)

    def is_over(self, asked: Form | None) -> bool:
        return True

    def facts_of(self, place: int) -> Mapping[str, str]:
        return {}

    async def keep(self, moved: Sequence[tuple[int, UUID, int]], moment: dt.datetime) -> None:
        """Inside the transaction of the moves. Raises Stale when it was stopped, or another worker said it of one."""
        places = [place for place, _case, _row in moved]
        told = [(self.hits[place].id, DONE, "", "") for place in places]
        if await store.went(self.search, told, moment) != len(places):
            raise Stale
        self.done.update(places)


async def made(site: Site, search: Search, hits: Sequence[Hit]) -> list[Told]:
    """Move them; what is to be said of those of which it was not said in doing so. Raises RegisterDown."""
    plugin = site.catalogue.plugin_of(search.service).name if search.service in site.catalogue.services else ""
    words, moves = translator(search.language, plugin), Moves(search, hits)
    try:
        results = await _moved(site, moves)
    except RegisterDown:
        raise
    except XidmetError as error:  # of what is asked: it is alike in all of them
        return [(hit.id, REFUSED, *_texts(error, words)) for hit in hits]
    return [
        _told(hit, result, words)
        for place, (hit, result) in enumerate(zip(hits, results, strict=True))
        if place not in moves.done
    ]


async def _moved(site: Site, moves: Moves) -> list[Result]:
    """As the officer is at this moment: whoever lost the role meanwhile moves nothing more."""
    search = moves.search
    actor = await officer_now(search.ran_by, search.level, search.means) if search.ran_by else None
    service = site.catalogue.services.get(search.service)
    transition = service.transition(search.move) if service else None
    if actor is None or transition is None or not is_by_rule(transition) or not office_of(transition, actor):
        return [Result(hit.number, False, GONE) for hit in moves.hits]
    return await move_many(
        site,
        replace(actor, run=str(search.id)),
        search.service,
        search.move,
        [(hit.number, hit.version) for hit in moves.hits],
        tokens=[f"rule:{hit.id}" for hit in moves.hits],
        asked=search.asked or {},
        signed=moves,
    )


def _told(hit: Hit, result: Result, words: Translator) -> Told:
    """One that was moved before may have been killed before it was said."""
    if result.done:
        return hit.id, DONE, "", ""
    if result.stale or result.refusal is None:
        return hit.id, CHANGED, *_texts(Stale(hit.number), words)
    return hit.id, REFUSED, *_texts(Refused(result.refusal), words)


def _texts(error: XidmetError, words: Translator) -> tuple[str, str]:
    """Of wrong answers the first one says why."""
    if isinstance(error, WrongAnswers) and (said := next(iter(error.errors.values()), None)):
        return words.text(said.text, **said.values), words.text(error.mend, **error.values)
    return words.text(error.why, **error.values), words.text(error.mend, **error.values)
