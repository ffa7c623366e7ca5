"""Asked for, paid within ten working days, and had; the market's clerk looks after it."""

from decimal import Decimal

from xidmet import (
    Agency,
    Choice,
    Form,
    Notice,
    Number,
    Officer,
    Party,
    Service,
    State,
    Text,
    Transition,
    _,
    derived,
    payments,
)

office = Agency("mayor", _("Mayor's office"))
mayor = Officer("clerk", _("Clerk of the fairs"), office)
applicant = Party(_("Applicant"), kinds=("citizen", "foreigner", "stateless", "legal_entity"))


class Stall(Form):
    sells = Text(_("What is sold"), search=True)
    days = Number(_("Days"), least=1, most=30)
    whose = Choice(_("For whom"), {"trade": _("A trader"), "charity": _("A charity")})

    @derived(_("Fee"))
    def fee(self) -> Decimal:
        return Decimal(0) if self.whose == "charity" else Decimal("5.50") * self.days


class MarketStall(Service):
    slug = "market-stall"
    title = _("Place on the market")
    agency = office
    law = _("Rules of the fairs")
    purpose = _("Have a place on the market for some days.")
    keep_years = 1
    form = Stall
    applicant = applicant
    columns = (Stall.sells,)
    fee = Stall.fee

    draft = State(_("Being filled in"), waits_for=applicant)
    unpaid = State(_("To be paid"), waits_for=applicant, working_days=10)
    had = State(_("Had"))
    lapsed = State(_("Not paid in time"))
    withdrawn = State(_("Withdrawn"))
    starts = draft

    send = Transition(
        _("Send"),
        draft,
        unpaid,
        by=applicant,
        tells=[Notice(applicant, _("Pay {fee} for application {number} until {deadline}."))],
    )
    pay = Transition(
        _("Paid"), unpaid, had, by=payments, tells=[Notice(applicant, _("The place of application {number} is yours."))]
    )
    lapse = Transition(_("Not paid"), unpaid, lapsed, at=unpaid.deadline)
    withdraw = Transition(_("Withdraw"), unpaid, withdrawn, by=applicant)
    see = Transition(_("Note a visit"), had, had, by=mayor)
