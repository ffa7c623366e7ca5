"""One move in many cases. What it asks is asked once; each case is moved by itself, in a transaction of its own, by the
worker, and how it went is kept for each, so that one may leave and come back.

Killed half-way, it goes on: each case has a token of its own, so that none is moved twice. A case that was changed
since it was chosen is left as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.auth import Actor, officer_now
from xidmet.cases.case import Case
from xidmet.cases.desk.look import need_desk
from xidmet.cases.desk.take import AT_ONCE, case_on_desk, office_of
from xidmet.cases.given import read_given
from xidmet.cases.move import move
from xidmet.cases.site import Site
from xidmet.contract.service import Service
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.errors import NotFound, RegisterDown, WrongAnswers, XidmetError
from xidmet.language import Translator, translator
from xidmet.store import bulk, leases, transaction
from xidmet.store.bound import is_unique_violation
from xidmet.store.bulk import DONE, REFUSED, WAITS, Item, Run, Summary
from xidmet.store.effects import Lane, write_effect

__all__ = ["DONE", "REFUSED", "WAITS", "Chosen", "begin", "chosen", "give_up", "result", "results", "run", "sweep_desk"]

KIND = "bulk"
SHOWN, KEPT = 50, dt.timedelta(days=90)
OFFICE_GONE = _("You do not hold the role any more.")
ASK = _("Ask an administrator of your agency.")


@dataclass(frozen=True)
class Chosen:
    """Cases for one move: those that this person sees; others are left out unsaid. versions: as they saw them."""

    service: type[Service]
    move: Transition
    cases: tuple[Case, ...]
    versions: Mapping[str, int]


def the_move(site: Site, actor: Actor, slug: str, name: str) -> tuple[type[Service], Transition]:
    """Raises NotFound for one that is not made in bulk, or not by this person; SurerNeeded."""
    need_desk(actor)
    service = site.catalogue.services.get(slug)
    wanted = service.transition(name) if service else None
    if service is None or wanted is None or not wanted.bulk or wanted.signed or not office_of(wanted, actor):
        raise NotFound
    return service, wanted


async def chosen(site: Site, actor: Actor, slug: str, name: str, values: Sequence[tuple[str, int]]) -> Chosen:
    """values: number and version of each case that was chosen."""
    service, wanted = the_move(site, actor, slug, name)
    found = list[Case]()
    versions = dict(values[:AT_ONCE])
    for number in versions:
        try:
            found.append(await case_on_desk(site, actor, number))
        except NotFound:
            continue
    here = tuple(case for case in found if case.service is service and case.state in wanted.sources)
    return Chosen(service, wanted, here, versions)


async def begin(site: Site, actor: Actor, what: Chosen, asked: Mapping[str, Any], token: str, language: str) -> UUID:
    """Ask for it; the same form again finds the first one. Raises WrongAnswers for what the move asks; NotFound when no
    case is chosen.
    """
    first = await bulk.by_token(token)
    if first:
        if first.account != actor.account:
            raise NotFound
        return first.id
    if not what.cases:
        raise NotFound
    await read_given(site, what.cases[0], what.move, asked, {})  # what is asked is read alike in each
    run = Run(
        id=uuid4(),
        account=actor.account,
        service=what.service.slug,
        move=what.move.name,
        asked=dict(asked),
        language=language,
        means=actor.means,
        level=actor.level,
        made_at=clock.now(),
    )
    try:
        async with transaction():
            await bulk.add(run, token, [(case.number, what.versions[case.number]) for case in what.cases])
            await write_effect(KIND, {"run": str(run.id)}, f"{KIND}:{run.id}", lane=Lane.LONG)
    except Exception as error:
        if not is_unique_violation(error):
            raise
        return await begin(site, actor, what, asked, token, language)  # it was posted twice at the same time
    site.wake.ring()
    return run.id


async def run(site: Site, payload: Mapping[str, Any], once: str) -> None:
    """By the worker: each case that still waits."""
    wanted = await bulk.by_id(UUID(payload["run"]))
    if wanted is None:
        return
    plugin = site.catalogue.plugin_of(wanted.service).name if wanted.service in site.catalogue.services else ""
    words = translator(wanted.language, plugin)
    for item in await bulk.items(wanted.id):
        if item.state == WAITS:
            await _one(site, wanted, item, words)


async def _one(site: Site, wanted: Run, item: Item, words: Translator) -> None:
    actor = await officer_now(wanted.account, wanted.level, wanted.means)
    try:
        if actor is None or not actor.offices:
            raise XidmetError(OFFICE_GONE, ASK)
        await case_on_desk(site, actor, item.number)
        await move(
            site,
            actor,
            item.number,
            wanted.move,
            version=item.version,
            token=f"bulk:{item.id}",
            asked=wanted.asked,
        )
    except RegisterDown:
        raise  # later; those that are done stay done
    except WrongAnswers as error:
        said = next(iter(error.errors.values()), None)
        await _refused(item, words.text(said.text, **said.values) if said else words.text(error.why), error, words)
    except XidmetError as error:
        await _refused(item, words.text(error.why, **error.values), error, words)
    else:
        await bulk.done(item.id, DONE, clock.now())


async def _refused(item: Item, why: str, error: XidmetError, words: Translator) -> None:
    await bulk.done(item.id, REFUSED, clock.now(), why, words.text(error.mend, **error.values))


async def give_up(payload: Mapping[str, Any]) -> None:
    """The worker failed too often: what still waits is said not to have been done."""
    wanted = await bulk.by_id(UUID(payload["run"]))
    if wanted is None:
        return
    error, words = XidmetError(), translator(wanted.language)
    for item in await bulk.items(wanted.id):
        if item.state == WAITS:
            await _refused(item, words.text(error.why), error, words)


async def result(actor: Actor, wanted: UUID) -> tuple[Run, list[Item]]:
    """To whoever asked for it. Raises NotFound, SurerNeeded."""
    need_desk(actor)
    found = await bulk.by_id(wanted)
    if found is None or found.account != actor.account or not actor.decides:
        raise NotFound
    return found, await bulk.items(wanted)


async def results(actor: Actor) -> list[Summary]:
    """What somebody asked for lately, the newest first."""
    need_desk(actor)
    return await bulk.of_account(actor.account, SHOWN)


async def sweep_desk() -> None:
    """Old runs, and leases that are over."""
    moment = clock.now()
    await bulk.sweep(moment - KEPT)
    await leases.sweep(moment)
