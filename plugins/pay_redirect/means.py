"""The means: an order is made, the payer goes to its page, and its standing is asked."""

from decimal import Decimal
from typing import Any

from xidmet import _
from xidmet.paying import Answer, Call, Due, Leave, NoAnswer, NotPaid, Paid, PaymentMeans, Refusal

from .provider import Provider, ProviderOptions, is_reference
from .signing import holds

NOT_TAKEN = Refusal(why=_("The payment service does not take this payment."), mend=_("Pay in another way."))
ENDED = {
    "refused": NotPaid(_("The payment was refused or called off.")),
    "expired": NotPaid(_("It was not paid in time.")),
}
MOST = 10**12  # qepik


class AtPage(PaymentMeans):
    about = _("By card, on the page of the payment service; then it leads you back here.")

    def __init__(self, options: ProviderOptions) -> None:
        self.name, self.title = options.name, options.title
        self._provider = Provider(options)

    async def begin(self, due: Due) -> Leave | Refusal:
        made = await self._provider.order(due)
        if made is None:
            return NOT_TAKEN
        due.notes["id"], page = made
        return Leave(page)

    async def standing(self, due: Due) -> Paid | NotPaid | None:
        name = due.notes.get("id")
        if not isinstance(name, str):
            return NotPaid(_("The payment service made no order of it."))
        said = (await self._provider.standing(name, due)).body
        status = said.get("status")
        if status == "paid":
            return _paid(said.get("reference"), said.get("amount"), said.get("currency"))
        if status in ENDED:
            return ENDED[status]
        if status != "open":
            raise NoAnswer("an unknown status")
        return None

    def reference_of(self, call: Call) -> str:
        return call.path if call.method == "POST" and "/" not in call.path else ""

    async def called(self, due: Due, call: Call) -> Answer:
        path = f"/{due.reference}"
        is_theirs = holds(self._provider.secret, due.now, "POST", path, call.body, call.headers)
        return Answer({}, 200 if is_theirs else 403)


def _paid(reference: Any, amount: Any, currency: Any) -> Paid:
    """Raises NoAnswer for what is no payment."""
    is_amount = isinstance(amount, int) and not isinstance(amount, bool) and 0 < amount < MOST
    if not is_amount or not is_reference(reference) or not isinstance(currency, str):
        raise NoAnswer("no payment")
    return Paid(reference, Decimal(amount) / 100, currency[:10])
