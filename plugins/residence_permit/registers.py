"""Who decides on residence, and the tables they decide by. What the law may change is a row, never a constant."""

from xidmet import (
    Agency,
    Appointment,
    Choice,
    Code,
    Codelist,
    Date,
    Form,
    LegalTerms,
    Money,
    Number,
    Officer,
    Register,
    StepTerms,
    Text,
    YesNo,
    _,
)

migration_service = Agency("migration", _("State Migration Service"), site="migration.gov.az", phone="919")
security_service = Agency("security", _("State Security Service"), site="dtx.gov.az", phone="110")
interior = Agency("interior", _("Ministry of Internal Affairs"), site="mia.gov.az", phone="102")

registrar = Officer("registrar", _("Registrar"), migration_service)
reviewer = Officer("reviewer", _("Reviewing officer"), migration_service)
head = Officer("head", _("Head of department"), migration_service)
commission = Officer("examiner", _("Examination commission"), migration_service)
security = Officer("migration-opinions", _("State Security Service"), security_service)
police = Officer("migration-opinions", _("Ministry of Internal Affairs"), interior)

language_test = Appointment(
    "migration.residence-test",
    _("Test of the state language and of rights and duties"),
    at=commission,
    minutes=60,
    bring=_("Bring your passport."),
)
collection = Appointment(
    "migration.card-collection",
    _("Collection of the card"),
    at=registrar,
    minutes=15,
    again=5,
    bring=_("Bring your passport."),
)

AGES = {"adult": _("Of full age"), "minor": _("Under age")}  # how old that is says the table of terms


class Tariff(Form):
    """The state duty by age, period and speed; rows end and begin as the law changes. note: how sure a row is."""

    code = Text(_("Code"))
    age = Choice(_("Age"), AGES)
    student = YesNo(_("Full-time student"))
    name = Text(_("Period and speed"), search=True)
    name_az = Text(_("Period and speed in Azerbaijani"))
    name_ru = Text(_("Period and speed in Russian"))
    months = Number(_("Months"), least=0)
    days = Number(_("Days"), least=0)
    working_days = Number(_("Working days"), least=1)
    amount = Money(_("State duty"))
    since = Date(_("Since"))
    until = Date(_("Until")).optional()
    note = Text(_("Note")).optional()


class Terms(Form):
    """Numbers of the law that change with it, for each act: stay, temporary, permanent."""

    act = Text(_("Act"))
    before_months = Number(_("Months before the end by which it is asked for"), least=0)
    before_days = Number(_("Days before the end by which it is asked for"), least=0)
    passport_months = Number(_("Months by which the passport outlasts it"), least=0)
    adult_from = Number(_("Age from which nobody needs to be represented"), least=0)
    consent_from = Number(_("Age from which a minor must consent"), least=0)
    lived_months = Number(_("Months of residence before it"), least=0)
    since = Date(_("Since"))
    until = Date(_("Until")).optional()
    note = Text(_("Note")).optional()


class Named(Code):
    name = Text(_("Name"), most=500, search=True)


class Ground(Named):
    """A ground of article 45, and the document that proves it. longest, extended: months of a first permit, of an
    extension. permanent: two years on this ground lead to permanent residence.
    """

    document = Choice(
        _("Document that proves it"),
        {
            "kinship": _("Proof of kinship or marriage"),
            "investment": _("Proof of the investment"),
            "property": _("Extract from the State Register of Real Estate"),
            "deposit": _("Bank's statement on the term deposit"),
            "securities": _("Statement on the state securities"),
            "invitation": _("Reasoned application of the inviting body"),
            "appointment": _("Decision on the appointment"),
            "business": _("Tax authority's statement on last year's turnover"),
            "work": _("Work permit"),
            "study": _("Statement on full-time study"),
            "religion": _("Application of the religious body"),
            "treaty": _("Document that the treaty provides for"),
            "court": _("Document of the court"),
        },
    )
    of_citizen = YesNo(_("Through a citizen"))
    student = YesNo(_("Full-time student"))
    longest = Number(_("Months of a first permit"), least=1)
    extended = Number(_("Months of an extension"), least=1)
    permanent = YesNo(_("Leads to permanent residence"))
    note = Text(_("Note")).optional()


class RefusalGround(Named):
    spares_spouses = YesNo(_("Not for the spouse of a citizen"))


VALID = (Tariff.since, Tariff.until)
tariffs = Register("residence-permit.tariffs", _("Duties of temporary residence"), Tariff, kept_by=head, valid=VALID)
stay_tariffs = Register("residence-permit.stay-tariffs", _("Duties of stay"), Tariff, kept_by=head, valid=VALID)
permanent_tariffs = Register(
    "residence-permit.permanent-tariffs", _("Duties of permanent residence"), Tariff, kept_by=head, valid=VALID
)
terms = Register("residence-permit.terms", _("Terms of the law"), Terms, kept_by=head, valid=(Terms.since, Terms.until))
grounds = Register(
    "residence-permit.grounds", _("Grounds of residence"), Ground, kept_by=head, valid=(Ground.since, Ground.until)
)
refusals = Register(
    "residence-permit.refusals",
    _("Grounds of refusal"),
    RefusalGround,
    kept_by=head,
    valid=(RefusalGround.since, RefusalGround.until),
)
annulments = Codelist("residence-permit.annulments", _("Grounds of annulment"), kept_by=head)
steps = StepTerms("residence-permit.steps", _("Terms of each step"), kept_by=head)
legal = LegalTerms("residence-permit.legal-terms", _("Terms of complaints, keeping and reminders"), kept_by=head)
