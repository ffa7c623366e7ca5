"""What is asked."""

from decimal import Decimal

from xidmet import (
    Address,
    Choice,
    Codelist,
    Consent,
    Date,
    DateRange,
    Form,
    Lookup,
    Money,
    Number,
    Organisation,
    Part,
    Person,
    Register,
    Step,
    Text,
    Upload,
    YesNo,
    _,
    countries,
    derived,
    occupations,
)

organisations = Register("organisations", _("Organisations"), Organisation)
purposes = Codelist("every-field.purposes", _("Purposes"))


class Worker(Form):
    fin = Text(_("FIN"), format="fin")
    surname = Text(_("Surname"), format="name")
    salary = Money(_("Salary"))
    since = Date(_("Employed since"))
    employer = Lookup(_("Sent by"), organisations).optional()
    foreign = YesNo(_("Foreign citizen"))
    passport = Text(_("Passport"), format="passport").when(foreign)
    scan = Upload(_("Picture of the passport"), kinds=("jpg", "png")).when(foreign).optional()


class Application(Form):
    plain = Step(_("Plain answers"), hint=_("Whatever fits into one line, and a little more."))
    name = Text(_("Title of the project"), hint=_("A few words, as they will stand in the register."), search=True)
    about = Text(
        _("What is it about?"),
        format="long",
        help=_("Write **what** is done and *for whom*.\n\n- one\n- two\n\n[More](https://example.gov.az)"),
    ).optional()
    people = Number(_("How many people take part?"), least=1, most=500)
    budget = Money(_("Budget"))
    starts = Date(_("First day"))
    lasts = DateRange(_("From when until when?"), most_days=366)
    hour = Text(_("Opens at"), format="time")
    public = YesNo(_("Is it open to everybody?"))
    where = Text(_("Where do people enter?")).when(public)

    chosen = Step(_("Answers to choose"))
    kind = Choice(_("Kind"), {"fair": _("Fair"), "course": _("Course"), "other": _("Something else")})
    other = Text(_("What is it?")).when(kind == "other")
    month = Choice(
        _("Season"),
        {name: name.title() for name in ("spring", "summer", "autumn", "winter", "rain", "snow", "wind", "heat")},
    )
    topics = Choice(
        _("Topics"), {"art": _("Art"), "work": _("Work"), "school": _("School"), "health": _("Health")}
    ).many(1, 3)
    purpose = Lookup(_("Purpose"), purposes)
    employer = Lookup(_("Organisation"), organisations)
    partners = Lookup(_("Partners"), organisations).many(0, 5)
    contact = Text(_("E-mail of the organisation"), format="email", prefill=employer.column(Organisation.email))
    fee_due = YesNo(_("Is a fee due?"))
    reduced = YesNo(_("Does a reduction apply?")).when(fee_due & (kind == "course"))

    @derived(_("Fee"))
    def fee(self) -> Decimal:
        return Decimal(0) if not self.fee_due else Decimal(5 if self.reduced else 10) * self.people

    identity = Step(_("Who you are"))
    leader = Part(_("Leader"), Person)
    fin = Text(_("FIN"), format="fin")
    card = Text(_("Identity card"), format="identity-card")
    residence = Text(_("Residence card"), format="residence-card").optional()
    passport = Text(_("Passport"), format="passport").optional()
    voen = Text(_("Tax number (VÖEN)"), format="voen")
    account = Text(_("Bank account (IBAN)"), format="iban")
    email = Text(_("E-mail"), format="email", remember=True)
    phone = Text(_("Mobile phone"), format="phone", remember=True)
    home = Part(_("Address"), Address)

    lists = Step(_("From the lists of the state"))
    country = Lookup(_("Country"), countries)
    occupation = Lookup(_("Occupation"), occupations)

    documents = Step(_("Documents"))
    plan = Upload(_("Plan of the project"), hint=_("The plan as one file."), kinds=("pdf",)).optional()
    photos = Upload(_("Photos"), kinds=("jpg", "png")).many(least=0, most=5)

    staff = Step(_("Workers"))
    workers = Part(_("Workers"), Worker, key=Worker.fin, each=_("Worker")).many(least=1, most=10_000)

    @derived(_("Salaries in all"))
    def salaries(self) -> Decimal:
        return sum((worker.salary for worker in self.workers), Decimal(0))

    agreed = Step(_("Declaration"))
    truth = Consent(_("I confirm that what I wrote is true."))
