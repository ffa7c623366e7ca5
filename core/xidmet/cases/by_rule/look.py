"""Look through all cases of a service for those that fit. The worker does it in stretches, so it may take as long as it
takes: one leaves and comes back; killed half-way it goes on where it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.by_rule.asked import Wanted, grouped, move_by_rule, wanted_in
from xidmet.cases.by_rule.judged import Fits, Judge, key_of
from xidmet.cases.case import case_of
from xidmet.cases.once import USED_ELSEWHERE
from xidmet.cases.site import Site
from xidmet.contract.registers import Lookup
from xidmet.contract.service import Service
from xidmet.contract.shown import show, value_of
from xidmet.errors import UsedElsewhere
from xidmet.language import Translator, translator
from xidmet.store import by_rule, through_cases, transaction
from xidmet.store.bound import is_unique_violation
from xidmet.store.by_rule import FAILED, LOOKING, Hit, Search
from xidmet.store.effects import Lane, write_effect

KIND = "rule-search"
STRETCH = 500  # cases that are looked at in one go
IN_SUMMARY = 100  # groups


async def begin(site: Site, actor: Actor, slug: str, name: str, wanted: Wanted, token: str, language: str) -> UUID:
    """The same form again finds the first search. Raises NotFound, SurerNeeded."""
    service, move = move_by_rule(site, actor, slug, name)
    if known := await by_rule.by_token(token):
        if (known.account, known.service, known.move) != (actor.account, slug, name):
            raise UsedElsewhere(USED_ELSEWHERE)
        return known.id
    made = Search(uuid4(), actor.account, service.slug, move.name, wanted.plain, language, clock.now(), LOOKING)
    try:
        async with transaction():
            await by_rule.add(made, token)
            await _go_on(made)
    except Exception as error:
        if not is_unique_violation(error):
            raise
        return await begin(site, actor, slug, name, wanted, token, language)
    site.wake.ring()
    return made.id


async def _go_on(search: Search) -> None:
    await write_effect(KIND, {"search": str(search.id)}, f"{KIND}:{search.id}:{search.looked}", lane=Lane.LONG)


async def look(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """By the worker: the next stretch. Raises RegisterDown: then this stretch is looked at later."""
    search = await by_rule.by_id(UUID(payload["search"]))
    service = site.catalogue.services.get(search.service) if search else None
    if search is None or service is None or search.state != LOOKING:
        return
    wanted = wanted_in(search.wanted)
    records = await through_cases.cases_after(
        search.service, wanted.states, search.last, wanted.parties, _rows_of(service, wanted), STRETCH
    )
    if not records:
        await by_rule.all_looked_at(search.id, await _summary(search, len(grouped(service))))
        return
    judge = Judge(site, service, wanted)
    fits = await judge.fitting([case for record in records if (case := case_of(site, record))])
    words = translator(search.language, site.catalogue.plugin_of(search.service).name)
    hits = [_hit(one, search.hits + place, words) for place, one in enumerate(fits, 1)]
    async with transaction():
        mine = await by_rule.looked_at(search, records[-1].id, len(records), judge.unsaid, hits)
        if mine:
            await _go_on(replace(search, looked=search.looked + len(records)))
    site.wake.ring()


def _rows_of(service: type[Service], wanted: Wanted) -> dict[str, tuple[str, ...]]:
    """Registers of which cases copied a row, so that an index finds them."""
    fields = {name: service.form.fields[name] for name in wanted.values or {}}
    return {
        field.register.name: (wanted.values or {})[name] for name, field in fields.items() if isinstance(field, Lookup)
    }


def _hit(fits: Fits, place: int, words: Translator) -> Hit:
    case = fits.case
    keys = [key_of(field, case)[:120] for field in grouped(case.service)]
    first, second, third = (*keys, "", "", "")[:3]
    said = [show(field, value_of(field, case.answers), words)[:200] for field in case.service.columns]
    reasons = " ".join(words.text(one.why, **one.values) for one in fits.reasons)
    return Hit(
        uuid4(), place, case.number, case.version, case.party, (first, second, third), tuple(said), reasons[:1000]
    )


async def _summary(search: Search, groups: int) -> dict[str, Any]:
    """Whom it hits: by organisation and by each list, the largest groups; and how many groups there are."""
    names = by_rule.GROUPS[: 1 + groups]
    return {
        name: {
            "groups": await by_rule.count_groups(search.id, name),
            "rows": await by_rule.counted(search.id, name, IN_SUMMARY),
        }
        for name in names
    }


async def give_up(payload: Mapping[str, Any]) -> None:
    """The worker failed too often."""
    await by_rule.turn(UUID(payload["search"]), [LOOKING], FAILED, clock.now())
