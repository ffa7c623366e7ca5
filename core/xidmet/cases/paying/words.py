"""How the history of a case names what happened to payments."""

from xidmet.contract.texts import _

PAID = {
    "paid": _("The state duty was paid"),
    "paid-wrongly": _("Another amount than the state duty was paid"),
    "paid-too-much": _("A payment came that is not due any more"),
    "paid-back": _("A payment was paid back"),
    "receipt-given": _("A receipt of the state duty was given"),
    "receipt-refused": _("A receipt of the state duty was not accepted"),
}
