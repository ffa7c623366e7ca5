"""What is asked for a work permit and for its extension (application forms of Cabinet decision 40 of 07.02.2014)."""

from decimal import Decimal

from xidmet import (
    Address,
    Attestation,
    Choice,
    Code,
    Date,
    Form,
    Lookup,
    Money,
    Number,
    Part,
    Passport,
    Person,
    Step,
    Text,
    Upload,
    YesNo,
    _,
    countries,
    derived,
    occupations,
)

from .registers import legal, organisations, tariffs


class Foreigner(Person):
    sex = Choice(_("Sex"), {"f": _("Female"), "m": _("Male")})
    citizenship = Lookup(_("Citizenship"), countries)
    born_in = Lookup(_("Country of birth"), countries)
    lives_at = Text(_("Permanent address"))


class Work(Form):
    employer = Text(_("Employer"))
    position = Text(_("Position"))
    since = Date(_("From"))
    until = Date(_("Until")).optional()


class Application(Form):
    who = Step(_("The employer"))
    employer = Lookup(_("Employer"), organisations, own=True, unconfirmed=3)
    phone = Text(_("Mobile phone"), format="phone", remember=True)
    staff = Number(_("Employees in all"), least=1)
    foreigners = Number(_("Foreigners among them"), least=0)

    wanted = Step(_("Period, speed and state duty"))
    zone = Choice(
        _("The workplace is"),
        {
            "general": _("Anywhere but in the liberated territories"),
            "liberated": _("In the liberated territories"),
        },
    )
    tariff = Lookup(_("Period, speed and state duty"), tariffs, match={"zone": zone})

    @derived(_("Kind of employer"))
    def employer_kind(self) -> str:
        return self.employer.kind

    @derived(_("Working days"))
    def days(self) -> int:
        return self.tariff.working_days

    @derived(_("State duty"))
    def fee(self) -> Decimal:
        return self.tariff.amount


class Request(Application):
    person = Step(_("The foreigner"))
    foreigner = Part(_("The foreigner"), Foreigner)
    passport = Part(_("Passport"), Passport)
    in_country = YesNo(_("Is in Azerbaijan now"))
    stay_document = Text(_("Series and number of the document that allows to stay")).when(in_country)

    so_far = Step(_("Education and work so far"))
    education = Choice(
        _("Education"), {"higher": _("Higher"), "vocational": _("Vocational"), "secondary": _("Secondary")}
    )
    speciality = Text(_("Speciality by diploma"))
    work = Part(_("Work in the last five years"), Work, each=_("Workplace")).many(0, 20)

    job = Step(_("The job"))
    occupation = Lookup(_("Occupation"), occupations, hint=_("Type a word or a code of the classification."))
    position = Text(_("Position"))
    workplace = Part(_("Address of the workplace"), Address)
    salary = Money(_("Monthly salary"))
    need = Text(
        _("Why a foreigner is needed"),
        format="long",
        hint=_("Why no citizen can do this work."),
    )

    papers = Step(_("Documents"))
    passport_copy = Upload(_("Copy of the passport"), keep_days=legal["copies"])
    diploma = Upload(_("Notarised proof of qualification"), original=True).many(1, 5)
    justification = Upload(_("Letter that justifies the need"), hint=_("On the employer's letterhead."))
    health = Upload(_("Medical certificate"), keep_days=legal["copies"], hint=_("HIV, hepatitis B and C."))
    charter = Upload(_("Notarised charter"), original=True).when(Application.employer_kind == "legal_entity")
    registration = Upload(_("State registration")).when(Application.employer_kind == "legal_entity")
    identity = Upload(_("Identity document of the entrepreneur")).when(Application.employer_kind == "entrepreneur")
    tax_certificate = Upload(_("VÖEN certificate")).when(Application.employer_kind == "entrepreneur")
    regulations = Upload(_("Regulations of the branch")).when(Application.employer_kind == "branch")


class Grant(Form):
    valid_from = Date(_("Valid from"))
    valid_until = Date(_("Valid until"))


class Permit(Form):
    """The permit, electronic since the law of 08.11.2024."""

    number = Text(_("Permit number"))
    foreigner = Request.foreigner
    passport = Request.passport
    employer = Application.employer
    occupation = Request.occupation
    position = Request.position
    workplace = Request.workplace
    valid_from = Grant.valid_from
    valid_until = Grant.valid_until


permit = Attestation(
    name="work-permit.permits",
    label=_("Work permit"),
    of=Permit,
    template="permit.typ",
    valid_until=Permit.valid_until,
    checked_by="anyone",
    carries=[Permit.foreigner, Permit.employer, Permit.occupation, Permit.valid_until],
    when_inactive="state",
)


class Extension(Application):
    present = Step(_("The present permit"))
    permit = Lookup(_("Permit to extend"), permit, own=True, hint=_("Your work permits that are in force."))
    passport = Part(_("Passport"), Passport, hint=_("As it is now."))
    need = Text(_("Why the foreigner is still needed"), format="long")

    papers = Step(_("Documents"))
    justification = Upload(_("Letter that justifies the need"), hint=_("On the employer's letterhead."))
    health = Upload(_("Medical certificate"), keep_days=legal["copies"], hint=_("HIV, hepatitis B and C."))
    diploma = Upload(_("Notarised proof of qualification"), original=True).many(1, 5)

    @derived(_("The foreigner"))
    def foreigner(self) -> Foreigner:
        return self.permit.foreigner

    @derived(_("Occupation"))
    def occupation(self) -> Code:
        return self.permit.occupation

    @derived(_("Position"))
    def position(self) -> str:
        return self.permit.position

    @derived(_("Address of the workplace"))
    def workplace(self) -> Address:
        return self.permit.workplace
