"""A head registers an address to which the organisation's events are delivered. Its secret is told once."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.auth import Actor, throttle
from xidmet.auth.mandates import headed_by
from xidmet.auth.mandates.heads import note, still_head
from xidmet.auth.parties import organisation_key
from xidmet.cases.site import Site
from xidmet.cases.webhooks.address import shown, wrong_address
from xidmet.cases.webhooks.secret import sealed
from xidmet.cases.webhooks.sign import draw
from xidmet.cases.webhooks.told import MADE, tell_all
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import Refused, WrongAnswers
from xidmet.store import events, mandates, transaction
from xidmet.store import webhooks as store
from xidmet.store.accounts import Power
from xidmet.store.bound import is_unique_violation
from xidmet.store.webhooks import ON, WHOLE, Hook

MOST = 10  # of one organisation at a time
AGAIN = Refusal(
    why=_("This form made an address already, and its secret was shown then."),
    mend=_("If you did not copy it, make a new secret on the page of the address."),
)


class MadeAlready(Refused):
    """The same form came twice."""


@dataclass(frozen=True)
class Wanted:
    """services: slugs, none for all."""

    address: str
    services: frozenset[str]


async def make(site: Site, actor: Actor, voen: str, wanted: Wanted, once: str) -> tuple[Hook, str]:
    """The webhook and its secret. once: token of the form.

    Raises NotFound, NotAllowed for anybody but a head, WrongAnswers, TooMany, and MadeAlready for a form that came
    before: its secret can't be shown again.
    """
    power = headed_by(actor, voen)
    if mistake := wrong_address(site.settings, wanted.address):
        raise WrongAnswers({"address": mistake})
    await throttle.take(throttle.NEW_WEBHOOK, str(actor.account))
    secret = draw()
    try:
        async with transaction():
            await mandates.lock(power.organisation)
            await still_head(actor, power.organisation)
            await _may_make(power.organisation, wanted, once)
            hook = await _new(site, actor, power, wanted, secret)
            await store.add(hook, once)
            await _say(actor, power, hook)
    except Exception as error:
        if is_unique_violation(error):
            raise MadeAlready(AGAIN) from error
        raise
    site.wake.ring()
    return hook, secret


async def _may_make(organisation: UUID, wanted: Wanted, once: str) -> None:
    """Behind the lock, so that of two at once the second finds the first."""
    if await store.made_by_form(once):
        raise MadeAlready(AGAIN)
    there = await store.of_organisation(organisation)
    if any(one.address == wanted.address for one in there):
        raise WrongAnswers({"address": Mistake(_("This address is registered already."))})
    if len(there) >= MOST:
        full = _("There are {most} addresses already. End one first.")
        raise WrongAnswers({"address": Mistake(full, {"most": MOST})})


async def _new(site: Site, actor: Actor, power: Power, wanted: Wanted, secret: str) -> Hook:
    """It is told of what happens from now on."""
    moment, made, last = clock.now(), uuid4(), await events.last_place()
    return Hook(
        id=made,
        organisation=power.organisation,
        party=organisation_key(power.voen),
        address=wanted.address,
        services=wanted.services,
        secret=sealed(site, made, secret),
        old_secret=None,
        old_until=None,
        state=ON,
        made_by=actor.account,
        created_at=moment,
        place=last,
        nth=WHOLE,
        newest=last,
        claims=0,
        lease_until=None,
        tries=0,
        failing_since=None,
        next_at=moment,
        sent_at=None,
    )


async def _say(actor: Actor, power: Power, hook: Hook) -> None:
    facts = {"address": shown(hook.address), "services": mandates.written(hook.services)}
    await note(power.organisation, "webhook-made", actor, hook.created_at, **facts)
    await tell_all(actor, power, shown(hook.address), MADE, f"webhook-made:{hook.id}")
