"""Begin to pay with a means: the row first, then the outside party, so that no payment is ever unknown here."""

from __future__ import annotations

import datetime as dt
import secrets
from decimal import Decimal
from typing import Any
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from pydantic import TypeAdapter, ValidationError

from xidmet import clock
from xidmet.auth import Actor, throttle
from xidmet.auth.entrance import seal, unseal
from xidmet.cases.case import Case
from xidmet.cases.duty import Duty, duty_of
from xidmet.cases.find import case_for
from xidmet.cases.once import USED_ELSEWHERE
from xidmet.cases.site import Site
from xidmet.contract.means import Leave
from xidmet.contract.paying import Due, PaymentMeans
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed, NotFound, Refused, UsedElsewhere
from xidmet.language import translator
from xidmet.outside import NoAnswer, OutsideAddress
from xidmet.store import payments as store
from xidmet.store.bound import is_unique_violation
from xidmet.store.payments import Kept

LASTS = dt.timedelta(minutes=30)  # to pay at the outside party
FIRST_LOOK = dt.timedelta(seconds=20)
PURPOSE = b"payments"
LEAVES = "_leaves"  # in the notes: where the payer goes
OUTSIDE: TypeAdapter[str] = TypeAdapter(OutsideAddress)
NOTHING = Refusal(why=_("Nothing is to be paid for this case now."), mend=_("Look at the case."))
OVER = Refusal(why=_("The time for paying is over."), mend=_("Look at the case to see what follows."))
DOWN = Refusal(
    why=_("The payment service does not answer just now. Nothing was paid."),
    mend=_("Try again later, or pay in another way."),
)


async def begin(site: Site, actor: Actor, number: str, name: str, *, token: str, language: str) -> Kept:
    """A try to pay what is due with the means of this name. token: of the form; the same one again gives the first try.

    Raises NotFound, NotAllowed for somebody who is not the party, Refused (nothing is due, or the means refuses),
    TooMany.
    """
    case, means = await case_for(site, actor, number), means_named(site, name)
    duty = await need_duty(actor, case)
    if first := await first_of(case, token):
        return first
    await throttle.take(throttle.PAYING, str(actor.account))
    payment = made(actor, case, duty, name, token, language)
    try:
        await store.add(payment)
    except Exception as error:
        first = await first_of(case, token) if is_unique_violation(error) else None
        if first is None:
            raise
        return first
    return await _begun(site, case, means, payment)


def means_named(site: Site, name: str) -> PaymentMeans:
    if name not in site.catalogue.payment:
        raise NotFound
    return site.catalogue.payment[name]


async def need_duty(actor: Actor, case: Case) -> Duty:
    """What the party has to pay now. Raises NotAllowed, Refused."""
    if case.party != actor.party:
        raise NotAllowed
    duty = await duty_of(case)
    if duty is None or not duty.left:
        raise Refused(NOTHING)
    if duty.is_over:
        raise Refused(OVER)
    return duty


async def first_of(case: Case, token: str) -> Kept | None:
    """What this very form began before. Raises UsedElsewhere for a form of another case."""
    found = await store.by_token(token)
    if found and found.case != case.record.id:
        raise UsedElsewhere(USED_ELSEWHERE)
    return found


def made(actor: Actor, case: Case, duty: Duty, name: str, token: str, language: str) -> Kept:
    moment = clock.now()
    return Kept(
        id=uuid4(),
        reference=secrets.token_hex(16),
        token=token,
        case=case.record.id,
        account=actor.account,
        means=name,
        amount=duty.left,
        state="open",
        made_at=moment,
        ends_at=moment + LASTS,
        language=language,
        ask_at=moment + FIRST_LOOK,
    )


async def _begun(site: Site, case: Case, means: PaymentMeans, payment: Kept) -> Kept:
    due = due_of(site, case, payment)
    try:
        step = await means.begin(due)
    except NoAnswer:
        step = DOWN
    if isinstance(step, Leave) and not _is_outside(step.address):
        step = DOWN
    if isinstance(step, Refusal):
        await store.change(payment.id, ("open",), state="not paid", why=step.why, settled_at=clock.now())
        raise Refused(step)
    sealed = seal(_keys(site), {**due.notes, LEAVES: step.address}, payment.reference)
    await store.note(payment.id, sealed)
    return payment


def _is_outside(address: str) -> bool:
    try:
        return bool(OUTSIDE.validate_python(address))
    except ValidationError:
        return False


def due_of(site: Site, case: Case, payment: Kept) -> Due:
    words = translator(payment.language, site.catalogue.plugin_of(case.service.slug).name)
    here = f"{site.settings.address}/pay/{payment.means}"
    return Due(
        reference=payment.reference,
        amount=Decimal(payment.amount) / 100,
        title=words.text(_("State duty: {service}"), service=words.text(case.service.title)),
        back=f"{here}/back?payment={payment.reference}",
        calls=f"{here}/calls",
        language=payment.language,
        now=clock.now(),
        until=payment.ends_at,
        notes={key: value for key, value in notes_of(site, payment).items() if key != LEAVES},
    )


def leads_to(site: Site, payment: Kept) -> str:
    """Where the payer goes on; "" when it can't be paid there any more."""
    return str(notes_of(site, payment).get(LEAVES, "")) if payment.state == "open" else ""


def notes_of(site: Site, payment: Kept) -> dict[str, Any]:
    try:
        return unseal(_keys(site), payment.sealed, payment.reference) if payment.sealed else {}
    except InvalidTag:  # of a key that the site gave up
        return {}


def _keys(site: Site) -> tuple[bytes, ...]:
    return site.files.all_derived(PURPOSE)
