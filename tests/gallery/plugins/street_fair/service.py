"""Sent to the mayor's office, which grants or refuses."""

from xidmet import (
    Agency,
    Appeal,
    Choice,
    Facts,
    Form,
    Marks,
    Notice,
    Officer,
    Party,
    Refusal,
    Service,
    State,
    Text,
    Transition,
    _,
    rule,
)

from .form import Fair

office = Agency("mayor", _("Mayor's office"))
mayor = Officer("clerk", _("Clerk of the fairs"), office)
applicant = Party(_("Applicant"))


class Decision(Form):
    ground = Choice(_("Ground"), {"free": _("The square is free"), "taken": _("The square is taken")})
    reason = Text(_("Reason"), format="long")


class Corrections(Form):
    what = Marks(_("What must be mended"))


@rule(law=_("Rules of the fairs, 1"))
def in_the_future(fair: Fair, facts: Facts) -> Refusal | None:
    if fair.day <= facts.now.date():
        return Refusal(Fair.day, why=_("This day has passed."), mend=_("Choose a later day."))
    return None


@rule(law=_("Rules of the fairs, 2"))
def room_for_all(fair: Fair, facts: Facts) -> Refusal | None:
    if len(fair.stands) > fair.square.stands:
        return Refusal(
            Fair.square,
            why=_("There is room for {room} stands only."),
            mend=_("Choose a larger square, or fewer stands."),
            room=fair.square.stands,
        )
    return None


class StreetFair(Service):
    slug = "street-fair"
    title = _("Street fair")
    agency = office
    law = _("Rules of the fairs")
    purpose = _("Hold a fair in a square.")
    keywords = "yarmarka fair ярмарка"
    life_events = ("business",)
    keep_years = 1
    form = Fair
    applicant = applicant
    columns = (Fair.title,)
    fee = Fair.fee
    appeal = Appeal(_("The mayor"), days=30, law=_("Law on administrative proceedings"))

    draft = State(_("Being filled in"), waits_for=applicant)
    sent = State(_("Sent"), waits_for=mayor, working_days=10)
    mending = State(_("To be mended"), waits_for=applicant, working_days=10, pauses=True)
    lapsed = State(_("Not mended in time"))
    granted = State(_("Granted"))
    refused = State(_("Refused"))
    starts = draft

    send = Transition(
        _("Send"),
        draft,
        sent,
        by=applicant,
        needs=[in_the_future, room_for_all],
        tells=[
            Notice(applicant, _("Application {number} was received.")),
            Notice(Fair.email, _("A copy of application {number}.")),
        ],
    )
    ask_mending = Transition(
        _("Ask for corrections"),
        sent,
        mending,
        by=mayor,
        asks=Corrections,
        tells=[Notice(applicant, _("Mend application {number}: {what}"))],
    )
    mend = Transition(
        _("Send the corrections"),
        mending,
        sent,
        by=applicant,
        amends=Corrections.what,
        needs=[in_the_future, room_for_all],
    )
    lapse = Transition(_("Not mended"), mending, lapsed, at=mending.deadline)
    grant = Transition(
        _("Grant"),
        sent,
        granted,
        by=mayor,
        asks=Decision,
        tells=[Notice(applicant, _("Application {number} was granted: {reason}"))],
    )
    refuse = Transition(
        _("Refuse"),
        sent,
        refused,
        by=mayor,
        asks=Decision,
        tells=[Notice(applicant, _("Application {number} was refused: {reason}"))],
    )
