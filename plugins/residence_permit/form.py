"""What is asked for each act besides (application form of Cabinet decision 40, annex 2; Migration Code, article 46)."""

from datetime import date, timedelta
from decimal import Decimal

from xidmet import (
    Choice,
    Consent,
    Date,
    Form,
    Lookup,
    Number,
    Part,
    Step,
    Text,
    Upload,
    YesNo,
    _,
    derived,
    months_later,
)

from .application import Application, Relative, Residence, Work
from .permits import Document, TemporaryPermit, permanent, temporary
from .registers import Ground, legal, permanent_tariffs, stay_tariffs, tariffs

PRICE = _("Period, speed and state duty")
TRUTH = _("Everything I have said is true and complete.")


class Request(Residence):
    ground_step = Step(_("Ground of residence"))
    act = "temporary"
    right = TemporaryPermit.right
    document = right.column(Ground.document)
    student = right.column(Ground.student)
    proof = Upload(_("Document that proves the ground, notarised"), original=True).many(1, 5)
    kin_identity = Upload(_("Copy of the relative's identity document"), keep_days=legal["copies"]).when(
        document == "kinship"
    )
    body = Text(_("Inviting or employing body, or place of study")).when(
        document.one_of("invitation", "appointment", "work", "study", "religion")
    )
    staff = Number(_("Employees of the business"), least=0).when(document == "business")
    aim = Text(_("What you will do in Azerbaijan"), format="long")

    entry = Step(_("Entry and stay"))
    entered_on = Date(_("Day of the last entry"))
    entered_at = Text(_("Point of entry"))
    stay_document = Text(_("Series and number of the visa or of the document that allows to stay"))
    stay_until = Date(_("It allows to stay until"))
    stay_copy = Upload(_("Copy of the document that allows to stay"))
    health = Upload(_("Medical certificate"), keep_days=legal["copies"], hint=_("HIV, hepatitis B and C."))
    refused_before = YesNo(_("Was refused or expelled before"))
    refusals = Text(_("When and why"), format="long").when(refused_before)

    so_far = Step(_("Education, work and family"))
    education = Choice(
        _("Education"), {"higher": _("Higher"), "vocational": _("Vocational"), "secondary": _("Secondary or less")}
    )
    speciality = Text(_("Speciality")).optional()
    work = Part(_("Work in the last five years"), Work, each=_("Workplace")).many(0, 20)
    companions = Part(_("Family members who come along"), Relative, each=_("Family member")).many(0, 20)
    relatives = Part(_("Close relatives in Azerbaijan"), Relative, each=_("Relative")).many(0, 20)

    wanted = Step(PRICE)
    tariff = Lookup(PRICE, tariffs, match={"age": Application.age, "student": student})
    truth = Consent(TRUTH)

    @derived(_("Working days"))
    def days(self) -> int:
        return self.tariff.working_days

    @derived(_("State duty"))
    def fee(self) -> Decimal:
        return self.tariff.amount

    def held_until(self) -> date:
        """The last day that the person may be here as it is now."""
        return self.stay_until

    def longest(self, start: date) -> date:
        """The last day of what is asked for, when it begins on this one."""
        return months_later(start, self.tariff.months)

    def must_outlast(self, today: date) -> date:
        """The day that the passport must outlast."""
        return self.longest(today)

    def most_months(self) -> int:
        return self.right.longest


class Act(Form):
    first = Step(_("What is extended"))
    act = Choice(
        _("I want to extend"),
        {
            "stay": _("My stay, without a permit to reside"),
            "temporary": _("My temporary residence permit"),
        },
    )


class Present(Form):
    """The permit in force, and what it already says."""

    permit = Lookup(_("Permit to extend"), temporary, own=True, hint=_("Your residence permits that are in force."))
    right = permit.column(TemporaryPermit.right)


STAY, PERMIT = Act.act == "stay", Act.act == "temporary"


class Extension(Residence, Act):
    stay_step = Step(_("The stay"))
    entered_on = Request.entered_on.when(STAY)
    stay_document = Request.stay_document.when(STAY)
    stay_until = Request.stay_until.when(STAY)
    stay_copy = Request.stay_copy.when(STAY)
    stay_reason = Text(_("Why the stay is extended"), format="long").when(STAY)
    reason_proof = Upload(_("Document that proves the reason")).when(STAY)

    present_step = Step(_("The present permit"))
    permit = Present.permit.when(PERMIT)
    right = Present.right.when(PERMIT)
    document = Request.document.when(PERMIT)
    student = Request.student.when(PERMIT)
    proof = Upload(_("Document that proves the ground still stands, notarised"), original=True).when(PERMIT)
    card = Upload(_("Copy of the residence card")).when(PERMIT)
    health = Request.health.when(PERMIT)

    wanted = Step(PRICE)
    stay_tariff = Lookup(PRICE, stay_tariffs, match={"age": Application.age}).when(STAY)
    tariff = Lookup(PRICE, tariffs, match={"age": Application.age, "student": Request.student}).when(PERMIT)
    truth = Consent(TRUTH)

    @derived(_("Working days"))
    def days(self) -> int:
        chosen = self.stay_tariff or self.tariff
        return chosen.working_days if chosen else 0

    @derived(_("State duty"))
    def fee(self) -> Decimal:
        chosen = self.stay_tariff or self.tariff
        return chosen.amount if chosen else Decimal()

    def held(self) -> TemporaryPermit | None:
        return self.permit

    def held_until(self) -> date:
        return self.permit.valid_until if self.permit else self.stay_until or date.min

    def longest(self, start: date) -> date:
        if self.stay_tariff:
            return start + timedelta(days=self.stay_tariff.days - 1)  # the first day counts
        return months_later(start, self.tariff.months) if self.tariff else start

    def must_outlast(self, today: date) -> date:
        return self.longest(self.held_until() + timedelta(days=1))

    def most_months(self) -> int | None:
        return self.right.extended if self.right else None


class Basis(Form):
    first = Step(_("What is asked for"))
    basis = Choice(
        _("I ask for"),
        {
            "lived": _("A permanent permit, after years on a temporary one"),
            "kin": _("A permanent permit, as a close relative of a citizen"),
            "extension": _("More years of my permanent permit"),
        },
    )


class Settlement(Residence, Basis):
    act = "permanent"
    present_step = Step(_("The present permit"))
    permit = Lookup(_("Temporary permit"), temporary, own=True, hint=Present.permit.hint).when(
        Basis.basis != "extension"
    )
    present = Lookup(_("Permit to extend"), permanent, own=True, hint=Present.permit.hint).when(
        Basis.basis == "extension"
    )
    lived_since = Date(_("Lives in Azerbaijan without break since")).when(Basis.basis == "lived")
    card = Upload(_("Copy of the residence card"))
    proof = Upload(_("Document that proves the ground still stands, notarised"), original=True).when(
        Basis.basis != "kin"
    )
    kin_proof = Upload(_("Notarised proof of kinship or marriage"), original=True).when(Basis.basis == "kin")
    health = Request.health

    living = Step(_("Means of subsistence"))
    kept = YesNo(_("A relative who is a citizen or lives here permanently keeps the person"))
    keeper = Upload(_("Statement of that relative"), original=True).when(kept)
    means = Upload(_("Proof of the means of subsistence")).when(~kept)

    wanted = Step(_("Speed and state duty"))
    tariff = Lookup(_("Speed and state duty"), permanent_tariffs, match={"age": Application.age})
    truth = Consent(TRUTH)
    days = Request.days
    fee = Request.fee

    def held(self) -> Document | None:
        return self.present or self.permit

    def held_until(self) -> date:
        held = self.held()
        return held.valid_until if held else date.min

    def longest(self, start: date) -> date:
        return months_later(start, self.tariff.months)

    def must_outlast(self, today: date) -> date:
        """A permit for five years may outlive a passport, but not one that ends within the months of the law."""
        return today
