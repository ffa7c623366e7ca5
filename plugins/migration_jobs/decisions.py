"""What is asked on the way: result of the exam, dispute, assessment, appointment."""

from xidmet import Choice, Date, Form, Lookup, Marks, Number, Text, _

from .registers import endings, grounds


class Deficiencies(Form):
    reasons = Marks(_("What is wrong, missing or contradictory"))


class Corrections(Form):
    what = Marks(_("What must be corrected"))


class Result(Form):
    points = Number(_("Points"), least=0)


class Missed(Form):
    noted = Text(_("What was noted"), format="long", hint=_("The candidate reads this text."))


class Dispute(Form):
    disputed = Text(_("What is wrong with the result"), format="long")


class Upheld(Form):
    answer = Text(_("Answer to the dispute"), format="long", hint=_("The candidate reads this text."))


class Assessment(Form):
    assessment = Choice(_("Assessment"), {"suitable": _("Suitable"), "unsuitable": _("Not suitable")})
    remarks = Text(_("Remarks"), format="long").optional()


class Refusing(Form):
    ground = Lookup(_("Ground"), grounds)
    reason = Text(_("Reason in full"), format="long", hint=_("The candidate reads this text."))


class Appointing(Form):
    order_number = Text(_("Number of the order"), most=50)
    order_date = Date(_("Date of the order"))
    begins = Date(_("First day of the traineeship"))
    months = Number(_("Traineeship, in months"), least=1)


class Ending(Form):
    ground = Lookup(_("Ground"), endings)
    reason = Text(_("Reason in full"), format="long", hint=_("The candidate reads this text."))
