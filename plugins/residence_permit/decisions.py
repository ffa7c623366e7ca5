"""What officers are asked when they decide, and what a holder tells of a change or a loss."""

from xidmet import Address, Choice, Date, Form, Lookup, Marks, Part, Passport, Text, Upload, _

from .registers import annulments, refusals

READ = _("The applicant reads this text.")


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


class Refusing(Form):
    ground = Lookup(_("Ground"), refusals, hint=_("A virus is no ground against the spouse of a citizen."))
    reason = Text(_("Reason in full"), format="long", hint=READ)


class Annulling(Form):
    ground = Lookup(_("Ground"), annulments)
    reason = Text(_("Reason in full"), format="long", hint=READ)


class TestResult(Form):
    __test__ = False  # no class of tests

    language = Choice(_("State language"), {"knows": _("Knows it"), "not": _("Does not know it")})
    rights = Choice(_("Rights and duties"), {"knows": _("Knows them"), "not": _("Does not know them")})
    protocol = Text(_("Number of the protocol"))


class Exemption(Form):
    reason = Text(_("Why no test is needed"), format="long", hint=READ)


class Change(Form):
    """To be told within ten working days. Permits take what is newest under the names of the application's answers."""

    what = Choice(_("What has changed"), {"passport": _("Passport"), "address": _("Address in Azerbaijan")})
    passport = Part(_("New passport"), Passport).when(what == "passport")
    address = Part(_("New address in Azerbaijan"), Address).when(what == "address")
    proof = Upload(_("Document that shows the change"))


class Loss(Form):
    lost_on = Date(_("Lost or damaged on"))
    circumstances = Text(_("What happened"), format="long")
