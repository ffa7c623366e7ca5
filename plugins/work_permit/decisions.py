"""What officers are asked when they decide, and what an employer tells of a change."""

from xidmet import Choice, Form, Lookup, Marks, Part, Passport, Text, Upload, _

from .registers import annulments, grounds


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


class SecurityOpinion(Opinion):
    """A form of its own, so that the other body's opinion stands beside it."""


class EmploymentOpinion(Opinion):
    """The same, of the other body."""


class Refusing(Form):
    ground = Lookup(_("Ground"), grounds)
    reason = Text(_("Reason in full"), format="long", hint=_("The employer reads this text."))
    wrong = Marks(_("What was wrong"), hint=_("Whoever applies again is led to this alone.")).optional()


class Annulling(Form):
    ground = Lookup(_("Ground"), annulments)
    reason = Text(_("Reason in full"), format="long", hint=_("The employer reads this text."))


class Change(Form):
    passport = Part(_("New passport"), Passport)
