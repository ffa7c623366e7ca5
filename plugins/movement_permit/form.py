"""What is asked for an employee's permit in a restricted regime."""

import datetime as dt

from xidmet import (
    Agency,
    Codelist,
    Form,
    Lookup,
    Moment,
    Number,
    Officer,
    Organisation,
    Person,
    Register,
    Text,
    _,
    derived,
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
    act = Text(_("Legal act"))
    opens = Moment(_("From"))
    closes = Moment(_("To"))
    hour_from = Text(_("Daily from"), format="time")
    hour_to = Text(_("Daily to"), format="time")
    territories = Lookup(_("Territories"), territories).many()
    permitted = Lookup(_("Permitted fields"), activities).many()


class Staff(Form):
    voen = Text(_("Tax number"), format="voen")
    most = Number(_("Most employees on the move at a time"))


class Employment(Form):
    number = Text(_("Contract number"))
    fin = Text(_("FIN"), format="fin")
    voen = Text(_("Tax number"), format="voen")


regimes = Register("movement.regimes", _("Regimes"), Regime, kept_by=authority, valid=(Regime.opens, Regime.closes))
limits = Register("movement.staff-limits", _("Staff limits"), Staff, kept_by=authority)
contracts = Register("labour.contracts", _("Employment contracts"), Employment)
organisations = Register("organisations", _("Organisations"), Organisation)


class Permit(Person):
    fin = Text(_("FIN"), format="fin")
    employer = Lookup(_("Employer"), organisations, own=True)
    position = Text(_("Position"))
    field = Lookup(_("Field of activity"), activities)
    territory = Lookup(_("Zone"), territories)
    phone = Text(_("Phone"), format="phone").optional()
    vehicle = Text(_("Vehicle plate")).optional()

    @derived(_("Employer's tax number"))
    def voen(self) -> str:
        return self.employer.voen


class Activation(Form):
    regime = Lookup(_("Regime"), regimes)

    @derived(_("In force until"))
    def ends(self) -> dt.datetime:
        return self.regime.closes


class Pass(Form):
    number = Text(_("Permit number"))
    fin = Permit.fin
    surname = Permit.surname
    given_name = Permit.given_name
    employer = Permit.employer
    field = Permit.field
    territory = Permit.territory
    vehicle = Permit.vehicle
    regime = Activation.regime
    ends = Activation.ends


class Here(Form):
    place = Lookup(_("Where are you?"), territories)


class Revocation(Form):
    ground = Lookup(_("Ground"), grounds)
    explanation = Text(_("Explanation"), format="long")
