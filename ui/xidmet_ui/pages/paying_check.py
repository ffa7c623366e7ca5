"""What officers have to do about payments: receipts to be checked, and amounts to be paid back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from xidmet.cases import paying
from xidmet.cases.paying.check import Reason, to_check
from xidmet.contract.answers import read
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import BadInput, Refused, Stale

from xidmet_ui.build.asking import Asking
from xidmet_ui.build.paying import STATES, TO_DO, line
from xidmet_ui.build.questions import questions
from xidmet_ui.build.typed import raw_of
from xidmet_ui.pages.means_step import no_rows
from xidmet_ui.pages.paying import TRY, titles
from xidmet_ui.rendering import page
from xidmet_ui.requests import Asked, form_of, need_actor, signed_in, site_of, value_in, words_of

MEANWHILE = Refusal(why=_("A colleague decided on this payment meanwhile."), mend=_("Look at what stands here now."))
Errors = Mapping[str, Mistake]


@get("/desk/payments", guards=[signed_in], include_in_schema=False)
async def tasks(request: Asked) -> Response[str]:
    site, rows = site_of(request), []
    for one in await paying.to_do(site, need_actor(request)):
        words = words_of(request, one.service)
        rows.append(
            {
                "number": one.number,
                "title": words.text(site.catalogue.services[one.service].title),
                "state": words.text(STATES[one.state][0]),
                "does": words.text(TO_DO[one.state]),
                "amount": words.money(one.amount),
                "at": words.moment(one.made_at),
                "href": f"/cases/{one.number}/pay/{one.id}/check",
            }
        )
    return await page(request, "desk_payments.html", {"rows": rows}, here="desk")


@get(f"{TRY}/check", guards=[signed_in], include_in_schema=False)
async def show(request: Asked, number: FromPath[str], payment: FromPath[UUID]) -> Response[str]:
    return await _page(request, number, payment, {}, {}, None)


@post(f"{TRY}/check", guards=[signed_in], include_in_schema=False, status_code=200)
async def decide(request: Asked, number: FromPath[str], payment: FromPath[UUID]) -> Response[str] | Redirect:
    """does: confirm, refuse or back. The same again changes nothing."""
    pairs = await form_of(request)
    site, actor, does = site_of(request), need_actor(request), value_in(pairs, "does")
    await to_check(site, actor, number, payment)  # first: to a stranger a case of others is none, whatever is sent
    typed = raw_of(Reason.fields.values(), pairs)
    try:
        if does == "confirm":
            await paying.confirm(site, actor, number, payment)
        elif does == "back":
            await paying.pay_back(site, actor, number, payment)
        elif does == "refuse":
            answers = read(Reason, typed, no_rows)
            if answers.errors:
                return await _page(request, number, payment, typed, answers.errors, None)
            await paying.refuse(site, actor, number, payment, answers.so_far.why)
        else:
            raise BadInput
    except Refused as refused:
        return await _page(request, number, payment, typed, {}, refused.refusal)
    except Stale:
        return await _page(request, number, payment, typed, {}, MEANWHILE)
    return Redirect(f"/cases/{number}/pay", status_code=303)


async def _page(
    request: Asked, number: str, wanted: UUID, typed: Mapping[str, Any], errors: Errors, refusal: Refusal | None
) -> Response[str]:
    site, actor = site_of(request), need_actor(request)
    case, payment, others = await to_check(site, actor, number, wanted)
    words = words_of(request, case.service.slug)
    so_far = read(Reason, typed, no_rows).so_far
    asked = questions(list(Reason.fields.values()), Asking(words, so_far, typed, errors, {}, {}))
    rows = [
        (words.text(_("State duty")), words.money(payment.amount)),
        (words.text(_("Number of the payment")), payment.theirs),
        (words.text(_("Paid on")), words.date(payment.paid_on) if payment.paid_on else ""),
        (words.text(_("Amount paid")), words.money(payment.received or 0)),
        (words.text(_("State")), words.text(STATES[payment.state][0])),
    ]
    values = {
        "number": number,
        "state": payment.state,
        "payment": line(case, payment, actor, titles(request), words),
        "rows": rows,
        "others": list(dict.fromkeys((other, words.text(STATES[state][0])) for other, state in others)),
        "questions": asked,
        "found": [(q.first, f"{q.label}: {q.error}") for q in asked if q.error],
        "refusal": refusal and (words.text(refusal.why, **refusal.values), words.text(refusal.mend, **refusal.values)),
    }
    status = 409 if refusal else 422 if errors else 200
    return await page(request, "pay_check.html", values, here="desk", status=status)


ROUTES = [tasks, show, decide]
