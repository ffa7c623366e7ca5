"""Who keeps what a permit rests on: regimes, zones, fields, limits; and the registers of others."""

from xidmet import (
    Agency,
    Codelist,
    Date,
    Form,
    LegalTerms,
    Lookup,
    Moment,
    Money,
    Number,
    Officer,
    Organisation,
    Register,
    Text,
    _,
)

services_agency = Agency(
    "asan", _("State Agency for Public Service and Social Innovations"), site="asan.gov.az", phone="108"
)
police = Agency("interior", _("Ministry of Internal Affairs"), site="mia.gov.az", phone="102")
authority = Officer("permit-authority", _("Permit authority"), services_agency)
inspector = Officer("inspector", _("Inspector"), police)

territories = Codelist("territories", _("Cities and districts"), kept_by=authority)
activities = Codelist("permitted-fields", _("Fields of activity"), kept_by=authority)
grounds = Codelist("revocation-grounds", _("Grounds of revocation"), kept_by=authority)


class Regime(Form):
    """taken_from: permits are activated before it opens, so that nobody stands in the street in its first hour."""

    act = Text(_("Legal act"))
    taken_from = Moment(_("Permits are activated from"))
    opens = Moment(_("From"))
    closes = Moment(_("To"))
    hour_from = Text(_("Daily from"), format="time")
    hour_to = Text(_("Daily to"), format="time", hint=_("From 00:00 to 00:00 is the whole day."))
    territories = Lookup(_("Territories"), territories).many()
    permitted = Lookup(_("Permitted fields"), activities).many()


class Staff(Form):
    voen = Text(_("Tax number"), format="voen")
    most = Number(_("Most employees on the move at a time"), least=0)


class AgeLimit(Form):
    """Who has reached this age stays at home, as long as the row is in force."""

    code = Text(_("Code"))
    age = Number(_("Age from which people stay at home"), least=1, most=150)
    law = Text(_("Legal act"), most=500)
    since = Date(_("Since")).optional()
    until = Date(_("Until")).optional()


class Employment(Form):
    """A notification of an employment contract, with the columns that the register has."""

    number = Text(_("Contract number"))
    signed = Date(_("Signed on"))
    fin = Text(_("FIN"), format="fin")
    surname = Text(_("Surname"))
    given_name = Text(_("Name"))
    patronymic = Text(_("Father's name")).optional()
    employer = Text(_("Employer"))
    voen = Text(_("Tax number"), format="voen")
    position = Text(_("Position"))
    workplace = Text(_("Workplace"))
    since = Date(_("Works since"))
    ends = Date(_("Contract ends")).optional()
    salary = Money(_("Salary"))


regimes = Register(
    "movement.regimes", _("Regimes"), Regime, kept_by=authority, valid=(Regime.taken_from, Regime.closes)
)
age_limits = Register(
    "movement.age-limits", _("Age limits"), AgeLimit, kept_by=authority, valid=(AgeLimit.since, AgeLimit.until)
)
limits = Register("movement.staff-limits", _("Staff limits"), Staff, kept_by=authority)
contracts = Register(
    "labour.contracts", _("Employment contracts"), Employment, valid=(Employment.since, Employment.ends)
)
organisations = Register("organisations", _("Organisations"), Organisation)
legal = LegalTerms("movement.legal-terms", _("Terms of complaints and of keeping"), kept_by=authority)
