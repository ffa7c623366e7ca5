"""What officers are asked: what is missing, what their body thinks, and what the President ordered."""

from xidmet import Choice, Date, Form, Lookup, Marks, Text, Upload, _

from .registers import grounds, withdrawal_grounds


class Outstanding(Form):
    originals = Marks(_("Originals still to be brought"), documents=True)


class Deficiencies(Form):
    reasons = Marks(_("What is wrong, missing or contradictory"))


class Corrections(Form):
    what = Marks(_("What must be corrected"))


class Opinion(Form):
    stand = Choice(_("Opinion"), {"for": _("No objection"), "against": _("Objection")})
    reason = Text(_("Reason"), format="long")
    paper = Upload(_("The opinion as a document")).optional()


class InteriorOpinion(Opinion):
    """Each body's opinion is a form of its own: a case keeps the last answers to each form."""


class SecurityOpinion(Opinion):
    pass


class CommissionOpinion(Opinion):
    minutes = Text(_("Number of the minutes"), most=50)


class Order(Form):
    """Signed outside the portal; an officer records it."""

    order_number = Text(_("Number of the President's order"), most=50)
    order_date = Date(_("Date of the President's order"))


class Refusal(Order):
    ground = Lookup(_("Ground"), grounds)
    reason = Text(_("Reason in full"), format="long", hint=_("The applicant reads this text."))


class WithdrawalRefusal(Order):
    ground = Lookup(_("Ground"), withdrawal_grounds)
    reason = Text(_("Reason in full"), format="long", hint=_("The applicant reads this text."))


class Repeal(Order):
    reason = Text(_("Reason in full"), format="long", hint=_("The applicant reads this text."))
