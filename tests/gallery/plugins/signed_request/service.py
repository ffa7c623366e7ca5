"""Sent signed, answered under signature, taken back under signature."""

from xidmet import (
    Agency,
    Appeal,
    Facts,
    Form,
    Notice,
    Officer,
    Party,
    Refusal,
    Service,
    State,
    Text,
    Transition,
    Upload,
    _,
    rule,
)

office = Agency("mayor", _("Mayor's office"))
mayor = Officer("clerk", _("Clerk of the fairs"), office)
KINDS = ("citizen", "foreigner", "stateless", "legal_entity")
applicant = Party(_("Applicant"), kinds=KINDS, mandates=("head", "seal_holder"))


class Request(Form):
    wish = Text(_("What do you ask for?"), search=True)
    plan = Upload(_("Plan"), kinds=("pdf", "png")).optional()


class Why(Form):
    reason = Text(_("Why?"), format="long")


@rule(law=_("Rules of requests, 1"))
def no_moon(request: Request, facts: Facts) -> Refusal | None:
    if "moon" in request.wish:
        return Refusal(Request.wish, why=_("The moon is not to be had."), mend=_("Ask for something else."))
    return None


class SignedRequest(Service):
    slug = "signed-request"
    title = _("Signed request")
    agency = office
    law = _("Rules of requests")
    purpose = _("Ask for something under your signature.")
    keep_years = 1
    form = Request
    applicant = applicant
    columns = (Request.wish,)
    appeal = Appeal(_("The mayor"), days=30, law=_("Law on administrative proceedings"))

    draft = State(_("Being filled in"), waits_for=applicant)
    sent = State(_("Sent"), waits_for=mayor, working_days=10)
    granted = State(_("Granted"))
    withdrawn = State(_("Withdrawn"))
    starts = draft

    send = Transition(_("Send"), draft, sent, by=applicant, needs=[no_moon], signed="or on paper")
    withdraw = Transition(_("Withdraw"), sent, withdrawn, by=applicant, asks=Why, signed=True)
    grant = Transition(
        _("Grant"),
        sent,
        granted,
        by=mayor,
        asks=Why,
        signed=True,
        tells=[Notice(applicant, _("Request {number} was granted: {reason}"))],
    )
