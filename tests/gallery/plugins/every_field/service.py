"""Filled in, sent, then accepted or returned by a clerk."""

from xidmet import Agency, Appeal, Choice, Form, Notice, Officer, Party, Service, State, Text, Transition, _

from .form import Application

house = Agency("gallery", _("House of Questions"), site="example.gov.az", phone="100")
clerk = Officer("clerk", _("Clerk"), house)
applicant = Party(_("Applicant"))


class Decision(Form):
    ground = Choice(_("Ground"), {"complete": _("Everything is there"), "missing": _("Something is missing")})
    reason = Text(_("Reason"), format="long")


class EveryField(Service):
    slug = "every-field"
    title = _("Every field")
    agency = house
    law = _("Rules of the House of Questions")
    purpose = _("Ask every kind of question there is.")
    keywords = "sual вопрос question"
    life_events = ("business",)
    keep_years = 1
    form = Application
    applicant = applicant
    columns = (Application.name,)
    appeal = Appeal(_("The House of Questions"), days=30, law=_("Law on administrative proceedings"))

    draft = State(_("Being filled in"), waits_for=applicant)
    sent = State(_("Sent"), waits_for=clerk, working_days=5)
    accepted = State(_("Accepted"))
    returned = State(_("Returned"))
    starts = draft

    send = Transition(
        _("Send"), draft, sent, by=applicant, tells=[Notice(applicant, _("Application {number} was received."))]
    )
    accept = Transition(
        _("Accept"),
        sent,
        accepted,
        by=clerk,
        asks=Decision,
        tells=[Notice(applicant, _("Application {number} was accepted: {reason}"))],
    )
    send_back = Transition(
        _("Return"),
        sent,
        returned,
        by=clerk,
        asks=Decision,
        tells=[Notice(applicant, _("Application {number} was returned: {reason}"))],
    )
