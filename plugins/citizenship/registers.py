"""Who takes part in a decision on citizenship, and the tables it is made by."""

from xidmet import Agency, Codelist, Date, Form, LegalTerms, Money, Number, Officer, Register, StepTerms, Text, _

migration_service = Agency("migration", _("State Migration Service"), site="migration.gov.az", phone="919")
security_service = Agency("security", _("State Security Service"), site="dtx.gov.az", phone="110")
interior_ministry = Agency("interior", _("Ministry of Internal Affairs"), site="mia.gov.az", phone="102")
citizenship_commission = Agency("citizenship-commission", _("Commission on Citizenship Issues"))

registrar = Officer("registrar", _("Registrar"), migration_service)
reviewer = Officer("reviewer", _("Reviewing officer"), migration_service)
head = Officer("head", _("Head of department"), migration_service)
security = Officer("migration-opinions", _("State Security Service"), security_service)
interior = Officer("migration-opinions", _("Ministry of Internal Affairs"), interior_ministry)
commission = Officer("secretary", _("Commission on Citizenship Issues"), citizenship_commission)


class Terms(Form):
    """What the law sets in numbers, from and until when. What nobody could say for sure is empty, or has a note."""

    code = Text(_("Code"))
    name = Text(_("Name"))
    name_az = Text(_("Name in Azerbaijani")).optional()
    name_ru = Text(_("Name in Russian")).optional()
    amount = Money(_("State duty")).optional()
    working_days = Number(_("Working days"), least=1).optional()
    full_age = Number(_("Full age, in years"), least=1)
    years = Number(_("Years of residence without a break"), least=0).optional()
    abroad_days = Number(_("Days abroad in a year at most"), least=0).optional()
    note = Text(_("What is uncertain"), most=500).optional()
    since = Date(_("Since")).optional()
    until = Date(_("Until")).optional()


def _terms(name: str, label: str) -> Register[Terms]:
    return Register(f"citizenship.{name}", label, Terms, kept_by=head, valid=(Terms.since, Terms.until))


admission_terms = _terms("admission", _("Duty and terms of admission to citizenship"))
restoration_terms = _terms("restoration", _("Duty and terms of restoration of citizenship"))
withdrawal_terms = _terms("withdrawal", _("Duty and terms of withdrawal from citizenship"))
grounds = Codelist("citizenship.refusals", _("Grounds of refusal of citizenship"), kept_by=head)
withdrawal_grounds = Codelist(
    "citizenship.withdrawal-refusals", _("Grounds of refusal of withdrawal from citizenship"), kept_by=head
)
steps = StepTerms("citizenship.steps", _("Terms of each step"), kept_by=head)
legal = LegalTerms("citizenship.legal-terms", _("Terms of complaints and of keeping"), kept_by=head)
