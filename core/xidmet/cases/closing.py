"""Close an account: at once and for good. What is kept for it alone is erased; what others need is kept, and said.

A case that was sent belongs to the procedure of its agency, so it stays under its party; who proves the same FIN in a
new account finds it again. All of it is one transaction: killed half-way, nothing has happened.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Literal

import structlog

from xidmet import clock, journal
from xidmet.auth import Actor, mandates, organisation_key
from xidmet.cases.case import Case, case_of
from xidmet.cases.drafts import removed_in
from xidmet.cases.site import Site
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused, Stale
from xidmet.notifications import send_account_letter
from xidmet.store import accounts, cases, closing, effects, transaction
from xidmet.store.accounts import Person, Power
from xidmet.store.closing import Counted

log = structlog.get_logger()

AT_ONCE = 20  # changes of one draft by somebody else while it is being removed
SHOWN = 500  # cases that are looked through
LAST_HEAD = _("You are the last head of {organisation}, and it still has people or open cases here.")
SUCCESSOR = _("Offer a mandate as head to a successor first; once it is accepted, you can close your account.")
OFFICE = _("You hold an office: what you decide and see in it must stay tied to a person.")
OFFICE_ENDS = _("Ask your agency's administrator to end it first.")
SUBJECT = _("Your account was closed")
BACK = _(
    "Hello {name}, your account was closed, and what was kept for it alone is erased. It can't be restored. If it was "
    "not you, somebody had a way into it: register anew and prove your FIN; then the cases you sent are yours again."
)
GONE = _(
    "Hello {name}, your account was closed, and what was kept for it alone is erased. It can't be restored. If it was "
    "not you, somebody had a way into it: change the password of your e-mail, too."
)


@dataclass(frozen=True)
class Hindrance:
    """Why an account can't be closed yet. kind: head (of an organisation) or office."""

    kind: Literal["head", "office"]
    refusal: Refusal
    organisation: Power | None = None


@dataclass(frozen=True)
class Beforehand:
    """What closing would do. running: cases that can still move. organisations: whose mandates end. proved: by their
    FIN somebody comes back to what was sent.
    """

    counted: Counted
    running: tuple[Case, ...]
    organisations: tuple[str, ...]
    hindrances: tuple[Hindrance, ...]
    email: str
    phone: str
    proved: bool


async def beforehand(site: Site, actor: Actor) -> Beforehand:
    person = await _person(actor)
    return Beforehand(
        counted=await closing.counted(actor.account, actor.own_party, clock.now()),
        running=tuple(await _running(site, actor.own_party)),
        organisations=tuple(dict.fromkeys(power.name for power in actor.powers)),
        hindrances=tuple(await _hindrances(site, actor)),
        email=person.email,
        phone=person.phone,
        proved=bool(person.fin),
    )


async def close(site: Site, actor: Actor) -> None:
    """Again, or twice at once: nothing new. The caller has seen to it that the proof is fresh.

    Raises Refused with the first hindrance, Stale while somebody else goes on with one of the drafts.
    """
    async with transaction():
        await accounts.lock(actor.account)  # of two presses the second waits, then finds it closed
        if await closing.is_closed(actor.account):
            return
        await mandates.lock_all(actor)
        for hindrance in await _hindrances(site, actor):
            raise Refused(hindrance.refusal)
        await _close(site, actor)
    log.info("account closed", account=str(actor.account))
    site.wake.ring()


async def _close(site: Site, actor: Actor) -> None:
    person, moment = await _person(actor), clock.now()
    await mandates.leave(actor, person.email)
    await closing.close_office_offers(actor.account, accounts.email_key(person.email), moment)
    for record in await cases.unsent_of_party(actor.own_party, actor.account):  # not what a guardian began for them
        await _remove(record.number, actor)
    for case in await _running(site, actor.own_party):
        await journal.append(case.record.id, "left", actor.marks, {"who": actor.name})
    await closing.keep_fin_of_checks(actor.account, person.fin or "")
    places = await closing.take_copies(actor.account)
    if places:
        await effects.write_effect("erase", {"places": places}, f"erase-copies:{actor.account}")
    await closing.forget(actor.account, actor.own_party, person.email)
    await _letter(person)
    await closing.empty(actor.account, moment)


async def _remove(number: str, actor: Actor) -> None:
    for _try in range(AT_ONCE):
        record = await cases.by_number(number)
        if record is None or record.sent_at is not None or await removed_in(record, actor):
            return
    raise Stale(number)


async def _running(site: Site, party: str) -> list[Case]:
    """Cases that were sent and can still move."""
    found = [case_of(site, record) for record in await cases.of_party([party], None, SHOWN)]
    return [case for case in found if case and case.record.sent_at and case.service.leaving(case.state)]


async def _hindrances(site: Site, actor: Actor) -> list[Hindrance]:
    """An organisation in which nobody else is and nothing goes on needs no successor: whoever proves it heads it."""
    found = list[Hindrance]()
    for power in await mandates.headed_alone(actor):
        if await mandates.has_others(actor, power) or await _running(site, organisation_key(power.voen)):
            refusal = Refusal(why=LAST_HEAD, mend=SUCCESSOR, organisation=power.name)
            found.append(Hindrance("head", refusal, power))
    if await closing.has_office(actor.account, clock.now()):
        found.append(Hindrance("office", Refusal(why=OFFICE, mend=OFFICE_ENDS)))
    return found


async def _letter(person: Person) -> None:
    """To the address that is about to be forgotten."""
    once = f"closed:{secrets.token_hex(16)}"
    text = BACK if person.fin else GONE
    await send_account_letter(person, SUBJECT, text, "/sign-up", once, last=True, name=person.given_name)


async def _person(actor: Actor) -> Person:
    person = await accounts.person(actor.account)
    if person is None:
        raise NotFound
    return person
