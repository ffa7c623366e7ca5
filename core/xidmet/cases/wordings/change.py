"""Word a notice anew from a day on, or go back to what its plugin declares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.auth.offices.administrators import administrators_now, note, still_administrator, tell_each
from xidmet.cases.once import USED_ELSEWHERE
from xidmet.cases.site import Site
from xidmet.cases.wordings.find import Place, Worded, place_for
from xidmet.cases.wordings.names import names_for, names_in, wrong_with
from xidmet.cases.wordings.now import subject_of
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.errors import Stale, UsedElsewhere, WrongAnswers
from xidmet.language import LANGUAGES
from xidmet.store import agency_changes, offices, transaction

KIND = "worded"
PAST_DAY = _("This day has passed: what was told stays as it was told.")
CHANGED = _("The text of a notice of your agency was changed")
SAYS = _("{who} changed, at {agency}, the text of a notice ({reason}).")


@dataclass(frozen=True)
class Asked:
    """wording: by language; None: back to the declared one. first: day from which it is told so. seen: number of the
    last change of the service's texts when the page was made.
    """

    wording: Mapping[str, str] | None
    first: dt.date
    reason: str
    seen: int


async def word(site: Site, actor: Actor, code: str, slug: str, move: str, place: int, asked: Asked, token: str) -> None:
    """The same token again: nothing new. Raises NotFound, NotAllowed, SurerNeeded; Stale when somebody else worded this
    notice since the page was made; WrongAnswers beside a language or the day.
    """
    await _write(site, actor, (code, slug, move, place), asked, token)


async def back_to_declared(
    site: Site, actor: Actor, code: str, slug: str, move: str, place: int, reason: str, seen: int, token: str
) -> None:
    """From today on."""
    await _write(site, actor, (code, slug, move, place), Asked(None, clock.today(), reason, seen), token)


async def _write(site: Site, actor: Actor, at: tuple[str, str, str, int], asked: Asked, token: str) -> None:
    found = await place_for(site.catalogue, actor, *at)
    _right(found.at, asked)
    async with transaction():
        await offices.lock(at[0])
        await still_administrator(actor, found.at.here)
        known = await agency_changes.by_token(token)
        if known:
            if known.subject != subject_of(found.at.service) or known.account != actor.account:
                raise UsedElsewhere(USED_ELSEWHERE)
            return
        now = await place_for(site.catalogue, actor, *at)
        if any(one.number > asked.seen for one in now.changes):
            raise Stale
        await _add(actor, now, asked, token)
    site.wake.ring()


def _right(at: Place, asked: Asked) -> None:
    known, errors = names_for(at.service, at.transition, at.notice.text), dict[str, Mistake]()
    for language in LANGUAGES if asked.wording is not None else ():
        if wrong := wrong_with((asked.wording or {})[language], known):
            errors[language] = wrong
    if asked.first < clock.today():
        errors["first"] = Mistake(PAST_DAY)
    if errors:
        raise WrongAnswers(errors)


def lost_names(at: Place, text: str) -> list[str]:
    """What the declared wording tells and this text does not."""
    return sorted("{" + name + "}" for name in names_in(at.notice.text) - names_in(text))


async def _add(actor: Actor, worded: Worded, asked: Asked, token: str) -> None:
    at = worded.at
    says = {
        "transition": at.transition.name,
        "place": at.place,
        "text": at.notice.text,
        "from": asked.first.isoformat(),
        "wording": dict(asked.wording) if asked.wording is not None else None,
        "declared": at.declared,
        "reason": asked.reason,
    }
    by = journal.By(actor.account, actor.name, token)
    made = await journal.append_change(at.here.code, subject_of(at.service), KIND, says, by)
    await note(at.here, KIND, actor, table=at.service.title, law=asked.reason)
    others = [one for one in await administrators_now(at.here) if one.account != actor.account]
    link = f"/offices/{at.here.code}/texts/{at.service.slug}/{at.transition.name}/{at.place}"
    said = {"who": actor.name, "reason": asked.reason}
    await tell_each(others, at.here, at.here.administrator, CHANGED, SAYS, link, f"worded:{made.id}", **said)
