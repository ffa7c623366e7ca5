"""Secrets of webhooks: sealed at rest, shown once, renewed while the one before still signs beside."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor, throttle
from xidmet.auth.entrance import seal, unseal
from xidmet.auth.mandates.heads import note, still_head
from xidmet.cases.site import Site
from xidmet.cases.webhooks.address import shown
from xidmet.cases.webhooks.seen import hook_for
from xidmet.cases.webhooks.sign import draw
from xidmet.cases.webhooks.told import RENEWED, tell_all
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import Refused, Stale
from xidmet.store import mandates, transaction
from xidmet.store import webhooks as store
from xidmet.store.webhooks import BROKEN, OFF, ON, Hook

OVERLAP = dt.timedelta(hours=24)
PURPOSE = b"secrets of webhooks"
RENEWED_JUST_NOW = Refusal(
    why=_("A new secret was made a short time ago, and the one before is in force until {until}."),
    mend=_("Wait until then, or end the earlier secret now; then make a new one."),
)


def sealed(site: Site, hook: UUID, secret: str) -> bytes:
    return seal(site.files.all_derived(PURPOSE), {"secret": secret}, f"webhook:{hook}")


def secrets_of(site: Site, hook: Hook) -> list[str]:
    """Those that sign now, the newest first."""
    keys, about = site.files.all_derived(PURPOSE), f"webhook:{hook.id}"
    kept = [hook.secret]
    if hook.old_secret and hook.old_until and hook.old_until > clock.now():
        kept.append(hook.old_secret)
    return [str(unseal(keys, one, about)["secret"]) for one in kept]


async def renew_secret(site: Site, actor: Actor, voen: str, wanted: UUID) -> str:
    """A new secret, told once; the one before signs beside it for a day.

    Raises NotFound, NotAllowed for anybody but a head, TooMany, Refused while an earlier one still signs: by a second
    press the receiver would be left with none that it knows.
    """
    power, hook, moment = *(await hook_for(actor, voen, wanted)), clock.now()
    _need_no_earlier(hook, moment)
    await throttle.take(throttle.NEW_WEBHOOK, str(actor.account))
    secret = draw()
    async with transaction():
        await mandates.lock(power.organisation)
        await still_head(actor, power.organisation)
        now = await store.one(hook.id)
        if now is None:
            raise Stale
        _need_no_earlier(now, moment)
        new = {"secret": sealed(site, hook.id, secret), "old_secret": now.secret, "old_until": moment + OVERLAP}
        if not await store.change(hook.id, (ON, OFF, BROKEN), **new):
            raise Stale
        await note(power.organisation, "webhook-secret", actor, moment, address=shown(hook.address))
        await tell_all(actor, power, shown(hook.address), RENEWED, f"webhook-secret:{hook.id}:{moment.timestamp():.0f}")
    site.wake.ring()
    return secret


def _need_no_earlier(hook: Hook, moment: dt.datetime) -> None:
    if hook.old_until and hook.old_until > moment:
        until = hook.old_until
        raise Refused(Refusal(why=RENEWED_JUST_NOW.why, mend=RENEWED_JUST_NOW.mend, until=until))


async def forget_earlier(actor: Actor, voen: str, wanted: UUID) -> None:
    """From now on only the new secret signs. Again: nothing new."""
    power, hook = await hook_for(actor, voen, wanted)
    async with transaction():
        await mandates.lock(power.organisation)
        await still_head(actor, power.organisation)
        now = await store.one(hook.id)
        if now and now.old_secret and await store.change(hook.id, (ON, OFF, BROKEN), old_secret=None, old_until=None):
            await note(power.organisation, "webhook-secret-ended", actor, clock.now(), address=shown(hook.address))
