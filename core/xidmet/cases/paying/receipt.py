"""A payment that was made elsewhere: its number and its receipt are given here, and an officer looks at them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from xidmet import clock
from xidmet.auth import Actor, throttle
from xidmet.cases.case import Case
from xidmet.cases.duty import Duty
from xidmet.cases.find import case_for
from xidmet.cases.paying.begin import first_of, made, need_duty
from xidmet.cases.paying.settle import say
from xidmet.cases.site import Site
from xidmet.contract.attached import KINDS
from xidmet.contract.fields import Date, Money, Text
from xidmet.contract.form import Form
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.documents.kinds import Passing
from xidmet.documents.names import clean_name
from xidmet.errors import WrongAnswers
from xidmet.store import documents, transaction
from xidmet.store import payments as store
from xidmet.store.bound import is_unique_violation
from xidmet.store.documents import Stored
from xidmet.store.effects import write_effect
from xidmet.store.payments import Kept

RECEIPT = "receipt"  # the portal's own means; no plugin can take its name
RECEIPT_KINDS = ("pdf", "jpg", "png")
LARGEST_RECEIPT = 10_000_000  # bytes


class Receipt(Form):
    number = Text(
        _("Number of the payment"),
        hint=_("As it stands on the receipt of the bank or of the Government Payment Portal."),
        most=100,
    )
    paid_on = Date(_("Paid on"))
    amount = Money(_("Amount"))


async def receive(site: Site, actor: Actor, number: str, source: AsyncIterator[bytes], name: str) -> Stored:
    """The file, stored and judged; its row is written with the receipt, or the bytes are erased by the caller.

    Raises NotFound, NotAllowed, Refused, TooMany, FileRefused (and then nothing is left of it).
    """
    case = await case_for(site, actor, number)
    await need_duty(actor, case)
    await throttle.take(throttle.UPLOAD, str(actor.account))
    passing = Passing(source, clean_name(name, ""), RECEIPT_KINDS, LARGEST_RECEIPT)
    stored = await site.files.store(
        passing.stream(), "", "application/octet-stream", party=case.party, case=case.record.id
    )
    return replace(
        stored,
        name=clean_name(name, passing.kind),
        kind=passing.kind,
        media_type=KINDS[passing.kind].media_type,
        scan="not scanned" if site.scanner is None else "waiting",
    )


async def tell_receipt(
    site: Site, actor: Actor, number: str, given: Receipt, stored: Stored, *, token: str, language: str
) -> Kept:
    """token: of the form; the same one again gives the first result, and the second file is erased.

    Raises NotFound, NotAllowed, Refused, TooMany, WrongAnswers (and then the file is left to the caller).
    """
    case = await case_for(site, actor, number)
    if first := await first_of(case, token):
        await asyncio.shield(site.files.erase(stored.place))
        return first
    duty = await need_duty(actor, case)
    need_enough(duty, given)
    await throttle.take(throttle.PAYING, str(actor.account))
    payment = _receipt(actor, case, duty, given, stored, token, language)
    try:
        await _write(site, actor, payment, stored)
    except Exception as error:
        await asyncio.shield(site.files.erase(stored.place))
        first = await first_of(case, token) if is_unique_violation(error) else None
        if first is None:
            raise
        return first
    site.wake.ring()
    return payment


def need_enough(duty: Duty, given: Receipt) -> None:
    """Raises WrongAnswers for a receipt that can't be of this duty."""
    wrong = {}
    if qepik(given.amount) < duty.left:
        due = Decimal(duty.left) / 100
        wrong["amount"] = Mistake(_("Less than what is due: {due} manat. Pay the whole amount at once."), {"due": due})
    if given.paid_on > clock.today():
        wrong["paid_on"] = Mistake(_("This day is still to come."))
    if wrong:
        raise WrongAnswers(wrong)


def qepik(manat: Decimal) -> int:
    return int((manat * 100).to_integral_value(ROUND_HALF_UP))


def _receipt(actor: Actor, case: Case, duty: Duty, given: Receipt, stored: Stored, token: str, language: str) -> Kept:
    payment = made(actor, case, duty, RECEIPT, token, language)
    return replace(
        payment,
        state="told",
        theirs="".join(given.number.split()).upper(),
        received=qepik(given.amount),
        paid_on=given.paid_on,
        document=stored.id,
        ask_at=None,
    )


async def _write(site: Site, actor: Actor, payment: Kept, stored: Stored) -> None:
    async with transaction():
        await documents.keep(stored)
        if site.scanner is not None:
            await write_effect("scan", {"document": str(stored.id)}, f"scan:{stored.id}", case=stored.case)
        await store.add(payment)
        await say(payment, "told", actor)
