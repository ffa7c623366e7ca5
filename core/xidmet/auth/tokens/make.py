"""A head makes a token for a program. It is told once, to whoever made it, and kept nowhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xidmet import clock
from xidmet.auth import throttle
from xidmet.auth.actor import Actor
from xidmet.auth.mandates.heads import headed_by, heads_now, not_head, note, tell_heads
from xidmet.auth.tokens.remind import SOON
from xidmet.auth.tokens.scopes import SCOPES
from xidmet.auth.tokens.secret import digest, draw, shown
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import Refused, WrongAnswers
from xidmet.language import fold
from xidmet.store import mandates, tokens, transaction
from xidmet.store.accounts import Power
from xidmet.store.bound import is_unique_violation

LONGEST = dt.timedelta(days=365)
LONGEST_NAME = 60  # characters
MOST = 50  # of one organisation at a time
AGAIN = Refusal(
    why=_("This form made a token already, and it was shown then."),
    mend=_("If you did not copy it, end that token and make a new one."),
)
SUBJECT = _("A token was made for a program")
TOLD = _(
    "{who} made a token for the program “{program}” of {organisation}. With it the program acts for the organisation "
    "until {until}. If you did not expect it, end it on the organisation's page."
)


class MadeAlready(Refused):
    """The same form came twice."""


@dataclass(frozen=True)
class Wanted:
    """name: of the program. services: slugs, none for all. until: the last day."""

    name: str
    scopes: frozenset[str]
    services: frozenset[str]
    until: dt.date


@dataclass(frozen=True)
class NewToken:
    """token: the secret; whoever loses it makes another one. ends: the first moment at which it opens nothing."""

    id: UUID
    token: str
    name: str
    prefix: str
    ends: dt.datetime


async def make(actor: Actor, voen: str, wanted: Wanted, once: str) -> NewToken:
    """once: token of the form. Raises NotFound, NotAllowed for anybody but a head, WrongAnswers, TooMany, and
    MadeAlready for a form that came before: what it made can't be shown again.
    """
    power = headed_by(actor, voen)
    errors = _wrong(wanted)
    if errors:
        raise WrongAnswers(errors)
    await throttle.take(throttle.NEW_TOKEN, str(actor.account))
    secret = draw()
    try:
        async with transaction():
            await mandates.lock(power.organisation)
            await _may_make(power.organisation, wanted.name, once)
            mandate = await _mandate(actor, power.organisation)
            return await _made(actor, power, wanted, mandate, once, secret)
    except Exception as error:
        if is_unique_violation(error):
            raise MadeAlready(AGAIN) from error
        raise


def _wrong(wanted: Wanted) -> dict[str, Mistake]:
    errors = dict[str, Mistake]()
    if not 0 < len(wanted.name) <= LONGEST_NAME:
        errors["name"] = Mistake(_("Answer this question."))
    if not wanted.scopes or not wanted.scopes <= set(SCOPES):
        errors["scopes"] = Mistake(_("Choose what the program may do."))
    if wanted.until < clock.today():
        errors["until"] = Mistake(_("This day has passed. Choose a later one."))
    if wanted.until > clock.today() + LONGEST:
        errors["until"] = Mistake(_("A token lasts a year at most. Choose an earlier day."))
    return errors


async def _may_make(organisation: UUID, name: str, once: str) -> None:
    """Behind the lock, so that of two at once the second finds the first."""
    if await tokens.made_by_form(once):
        raise MadeAlready(AGAIN)
    alive = [one for one in await tokens.of_organisation(organisation, clock.now()) if one.alive]
    if fold(name) in {fold(one.name) for one in alive}:
        taken = _("A program of this name has a token already. Choose another name, or end that token first.")
        raise WrongAnswers({"name": Mistake(taken)})
    if len(alive) >= MOST:
        raise WrongAnswers({"name": Mistake(_("There are {most} tokens already. End one first."), {"most": MOST})})


async def _mandate(actor: Actor, organisation: UUID) -> UUID:
    """As head, under which the token lives. Raises NotAllowed for whoever is a head no more."""
    for held in await heads_now(organisation):
        if held.account == actor.account:
            return held.id
    raise not_head()


async def _made(actor: Actor, power: Power, wanted: Wanted, mandate: UUID, once: str, secret: str) -> NewToken:
    moment, ends = clock.now(), clock.end_of(wanted.until)
    scopes, services = " ".join(one for one in SCOPES if one in wanted.scopes), mandates.written(wanted.services)
    made = await tokens.add(
        organisation=power.organisation,
        made_by=actor.account,
        mandate=mandate,
        name=wanted.name,
        prefix=shown(secret),
        digest=digest(secret),
        once=once,
        scopes=scopes,
        services=services,
        ends=ends,
        created_at=moment,
        reminded_at=moment if ends - moment <= SOON else None,  # whoever makes it knows that its end is near
    )
    facts = {"program": wanted.name, "token": shown(secret), "scopes": scopes, "services": services}
    await note(power.organisation, "token-made", actor, moment, **facts, until=wanted.until.isoformat())
    values = {"who": actor.name, "program": wanted.name, "organisation": power.name, "until": wanted.until}
    await tell_heads(
        power.organisation, SUBJECT, TOLD, f"/organisations/{power.voen}#programs", f"token-made:{made}", **values
    )
    return NewToken(made, secret, wanted.name, shown(secret), ends)
