"""What is to be paid for a case, and what was, as a page shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xidmet.auth import Actor
from xidmet.cases import Case
from xidmet.cases.paying import Duty, Payment, Seen, may_check
from xidmet.contract.texts import _
from xidmet.language import Translator
from xidmet.working_days import last_day

from xidmet_ui.build.case import is_theirs

STATES = {
    "open": (_("Under way"), "wait"),
    "paid": (_("Paid"), "ok"),
    "not paid": (_("Not paid"), "off"),
    "wrong amount": (_("Another amount was paid; it will be paid back"), "wait"),
    "told": (_("Receipt given; an official checks it"), "wait"),
    "refused": (_("Receipt not accepted"), "off"),
    "to pay back": (_("Paid, but no longer due; it will be paid back"), "wait"),
    "paid back": (_("Paid back"), "off"),
}
TO_DO = {"told": _("Check the receipt"), "wrong amount": _("Pay it back"), "to pay back": _("Pay it back")}


@dataclass(frozen=True)
class Line:
    """One payment. href: of its own page; check: where an officer decides; receipt: of the file; "" for none."""

    id: str
    at: str
    means: str
    amount: str
    state: str
    kind: str
    why: str
    href: str
    check: str
    to_do: str
    receipt: str


@dataclass(frozen=True)
class DueShown:
    """stands: nothing (is paid here now), unknown, due, over, checked (a receipt waits) or paid. amount, until: texts.

    pays: this reader may pay now.
    """

    number: str
    stands: str
    amount: str
    until: str
    pays: bool
    is_theirs: bool
    lines: tuple[Line, ...]


Title = Callable[[Payment], tuple[str, Translator]]


def due_shown(seen: Seen, actor: Actor, title: Title, words: Translator) -> DueShown:
    """title: the name of a payment's means, and the translator of the plugin that offers it."""
    case, duty = seen.case, seen.duty
    stands = _stands(duty, seen.payments)
    return DueShown(
        number=case.number,
        stands=stands,
        amount=words.money(duty.left or duty.amount) if duty and duty.amount is not None else "",
        until=words.date(last_day(duty.until)) if duty and duty.until else "",
        pays=stands in ("due", "checked") and case.party == actor.party,
        is_theirs=is_theirs(case, actor),
        lines=tuple(line(case, one, actor, title, words) for one in seen.payments),
    )


def _stands(duty: Duty | None, payments: Sequence[Payment]) -> str:
    if duty is None:
        return "nothing"
    if duty.amount is None:
        return "unknown"
    if not duty.left:
        return "paid"
    if any(one.state == "told" for one in payments):
        return "checked"
    return "over" if duty.is_over else "due"


def line(case: Case, payment: Payment, actor: Actor, title: Title, words: Translator) -> Line:
    named, theirs = title(payment)
    state, kind = STATES[payment.state]
    here = f"/cases/{case.number}/pay/{payment.id}"
    checks = may_check(actor, case) and payment.state in TO_DO
    given = payment.amount if payment.received is None else payment.received
    return Line(
        id=str(payment.id),
        at=words.moment(payment.made_at),
        means=named,
        amount=words.money(given),
        state=words.text(state),
        kind=kind,
        why=payment.why if payment.state == "refused" else theirs.text(payment.why) if payment.why else "",
        href=here if is_theirs(case, actor) and payment.state == "open" else "",
        check=f"{here}/check" if checks else "",
        to_do=words.text(TO_DO[payment.state]) if checks else "",
        receipt=f"{here}/receipt" if payment.document else "",
    )
