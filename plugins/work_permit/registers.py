"""Who decides on work permits, and the tables they decide by."""

from xidmet import (
    Agency,
    Codelist,
    Date,
    Form,
    LegalTerms,
    Money,
    Number,
    Officer,
    Organisation,
    Register,
    StepTerms,
    Text,
    _,
)

migration_service = Agency("migration", _("State Migration Service"), site="migration.gov.az", phone="919")
security_service = Agency("security", _("State Security Service"), site="dtx.gov.az", phone="110")
employment_agency = Agency("employment", _("State Employment Agency"), site="dma.gov.az", phone="142")

registrar = Officer("registrar", _("Registrar"), migration_service)
reviewer = Officer("reviewer", _("Reviewing officer"), migration_service)
head = Officer("head", _("Head of department"), migration_service)
council = Officer("council", _("Appeal Council"), migration_service)
security = Officer("migration-opinions", _("State Security Service"), security_service)
employment = Officer("migration-opinions", _("State Employment Agency"), employment_agency)


class Tariff(Form):
    """The state duty of Cabinet decision and law by period and speed; rows end and begin as the law changes."""

    code = Text(_("Code"))
    zone = Text(_("Zone"))
    name = Text(_("Period and speed"), search=True)
    name_az = Text(_("Period and speed in Azerbaijani"))
    name_ru = Text(_("Period and speed in Russian"))
    months = Number(_("Up to months"), least=1)
    working_days = Number(_("Working days"), least=1)
    amount = Money(_("State duty"))
    since = Date(_("Since"))
    until = Date(_("Until")).optional()


class Terms(Form):
    """Numbers of the law that change with it."""

    zone = Text(_("Zone"))
    least_age = Number(_("Least age"))
    apply_before = Number(_("Days before the end by which an extension is asked for"))
    since = Date(_("Since"))
    until = Date(_("Until")).optional()


tariffs = Register(
    "work-permit.tariffs", _("Duties and terms"), Tariff, kept_by=head, valid=(Tariff.since, Tariff.until)
)
terms = Register("work-permit.terms", _("Terms of the law"), Terms, kept_by=head, valid=(Terms.since, Terms.until))
grounds = Codelist("work-permit.refusals", _("Grounds of refusal"), kept_by=head)
annulments = Codelist("work-permit.annulments", _("Grounds of annulment"), kept_by=head)
organisations = Register("organisations", _("Organisations"), Organisation)
steps = StepTerms("work-permit.steps", _("Terms of each step"), kept_by=head)
legal = LegalTerms("work-permit.legal-terms", _("Terms of complaints, keeping and reminders"), kept_by=head)
