"""What is asked besides, for each of the three: residence, the decision that ended citizenship, what is still owed."""

from xidmet import Choice, Date, Lookup, Part, Step, Text, Upload, YesNo, _, countries

from .form import Absence, Application, Papers
from .registers import Terms, admission_terms, legal, restoration_terms, withdrawal_terms


class Residence(Application):
    residence = Step(_("Residence in Azerbaijan"))
    basis = Choice(
        _("You live here"), {"permanent": _("On a permanent residence permit"), "refugee": _("As a refugee")}
    )
    residence_number = Text(_("Number of the permit or refugee certificate"), most=30)
    resident_since = Date(_("Since when"), hint=_("The first day of the permanent permit, or of refugee status."))
    absences = Part(
        _("Stays abroad in the years of residence"), Absence, each=_("Stay abroad"), hint=_("All, also short ones.")
    ).many(0, 200)
    undertakes = YesNo(_("Do you undertake to keep the Constitution and the laws of the Republic of Azerbaijan?"))
    term = Lookup(_("Duty and terms"), admission_terms)
    fee = term.column(Terms.amount)
    days = term.column(Terms.working_days)


class AdmissionRequest(Papers, Residence):
    language = Upload(_("Document on knowledge of the state language"), original=True)
    income = Upload(_("Document on lawful income")).many(1, 5)


class FormerCitizen(Application):
    ended = Step(_("How citizenship ended"))
    ended_by = Text(_("Body that decided"))
    ended_on = Date(_("Date of the decision"))
    ended_number = Text(_("Number of the decision"), most=50)
    reasons = Text(_("Why it should be restored"), format="long", most=10000, hint=_("In your own words."))
    left_country = YesNo(_("Has the person lived outside Azerbaijan?"))
    term = Lookup(_("Duty and terms"), restoration_terms)
    fee = term.column(Terms.amount)
    days = term.column(Terms.working_days)


class RestorationRequest(Papers, FormerCitizen):
    hiv_test = Upload(_("AIDS test"), keep_days=legal["copies"]).when(FormerCitizen.left_country)
    health = (
        Upload(
            _("Health certificate"),
            keep_days=legal["copies"],
            hint=_("A mission may ask for tuberculosis and hepatitis too."),
        )
        .many(1, 5)
        .when(FormerCitizen.left_country)
    )


class Leaving(Application):
    leaving = Step(_("Another citizenship, and what is owed"))
    reasons = Text(_("Why you withdraw"), format="long", most=10000, hint=_("In your own words."))
    other = Choice(
        _("Another citizenship"), {"held": _("It is held"), "promised": _("It is promised"), "none": _("There is none")}
    )
    other_country = Lookup(_("Country"), countries).when(other.one_of("held", "promised"))
    owes_state = YesNo(_("Are any obligations to the state open?"), hint=_("Taxes, fines, military service."))
    owes_others = YesNo(_("Are any property obligations to persons or organisations in Azerbaijan open?"))
    prosecuted = YesNo(_("Are criminal proceedings open, or a sentence not served?"))
    conscript = YesNo(_("Is or was the person liable for military service?"))
    term = Lookup(_("Duty and terms"), withdrawal_terms)
    fee = term.column(Terms.amount)
    days = term.column(Terms.working_days)


class WithdrawalRequest(Papers, Leaving):
    other_proof = Upload(_("Document on the other citizenship, held or promised"), original=True).when(
        Leaving.other.one_of("held", "promised")
    )
    no_debt_to_state = Upload(_("Document that no obligations to the state are open"), original=True).many(1, 5)
    no_debt_to_others = Upload(_("Document that no property obligations to others are open"), original=True).many(1, 5)
    military_ticket = Upload(_("Military ticket"), original=True).when(Leaving.conscript)
