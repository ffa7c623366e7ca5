"""Asked for by a trader, decided by the clerk, in force until its last day."""

from xidmet import Appeal, Facts, Notice, Party, Refusal, Service, State, Transition, _, rule

from .form import Corrections, Permit, Refusing, Request, permit
from .registers import clerk, markets, steps

trader = Party(_("Trader"), kinds=("citizen",))


def told(text: str, attach: bool = False) -> list[Notice]:
    return [Notice(trader, text, attach=attach)]


@rule(law=_("Rules of the markets, 3"))
def ends_after_it_begins(request: Request, facts: Facts) -> Refusal | None:
    if request.valid_from < request.valid_until:
        return None
    return Refusal(
        Request.valid_until, why=_("The last day lies before the first."), mend=_("Correct one of the two days.")
    )


class FlowerStall(Service):
    slug = "flower-stall"
    title = _("Stall at a market")
    agency = markets
    law = _("Rules of the markets")
    purpose = _("For a citizen who wants to sell at a market of the city.")
    keywords = "market stall bazar köşk рынок"
    life_events = ("business",)
    keep_years = 3
    form = Request
    applicant = trader
    columns = (Request.person, Request.market)
    appeal = Appeal(_("The city's court"), days=30, law=_("Law on administrative proceedings"))

    draft = State(_("Being filled in"), waits_for=trader)
    sent = State(_("To be decided"), waits_for=clerk, working_days=steps["decision"])
    correction = State(_("To be corrected"), waits_for=trader, working_days=steps["correction"], pauses=True)
    valid = State(_("In force"), in_force=True)
    refused = State(_("Refused"))
    over = State(_("Over"))
    starts = draft

    send = Transition(
        _("Send"), draft, sent, by=trader, needs=[ends_after_it_begins], tells=told(_("{number} was received."))
    )
    ask = Transition(
        _("Ask for corrections"),
        sent,
        correction,
        by=clerk,
        asks=Corrections,
        tells=told(_("Correct {number}: {what}")),
    )
    correct = Transition(_("Send the corrections"), correction, sent, by=trader, amends=Corrections.what)
    lapse = Transition(
        _("Not corrected"), correction, over, at=correction.deadline, tells=told(_("{number} was not corrected."))
    )
    grant = Transition(
        _("Grant"), sent, valid, by=clerk, issues=permit, tells=told(_("{number} is granted."), attach=True)
    )
    refuse = Transition(
        _("Refuse"), sent, refused, by=clerk, asks=Refusing, tells=told(_("{number} was refused. {ground}: {reason}"))
    )
    expire = Transition(
        _("Expire"),
        valid,
        over,
        at=Permit.valid_until,
        tells=[Notice(trader, _("{number} ends soon."), days_before=30)],
    )
