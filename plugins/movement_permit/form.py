"""What is asked for an employee's permit in a restricted regime, and what the permit shows."""

import datetime as dt

from xidmet import Form, Lookup, Person, Text, _, derived

from .registers import Regime, activities, grounds, organisations, regimes, territories


class Permit(Form):
    """The FIN comes first: by it the contract is found, and one person is entered once."""

    fin = Text(_("FIN"), format="fin", search=True)
    surname = Text(_("Surname"), format="name", search=True)
    given_name = Text(_("Name"), format="name", search=True)
    patronymic = Person.patronymic
    born = Person.born
    employer = Lookup(_("Employer"), organisations, own=True)
    position = Text(_("Position"))
    field = Lookup(
        _("Field of activity"), activities, hint=_("What the employee does, not what the company is called.")
    )
    territory = Lookup(_("Zone"), territories, hint=_("The city or district in which the employee moves."))
    phone = Text(_("Phone"), format="phone").optional()
    vehicle = Text(_("Vehicle plate"), most=20, example="10-AA-123").optional()

    @derived(_("Employer's tax number"))
    def voen(self) -> str:
        return self.employer.voen


class Activation(Form):
    regime = Lookup(_("Regime"), regimes)

    @derived(_("In force until"))
    def ends(self) -> dt.datetime:
        return self.regime.closes

    @derived(_("Hours of each day"))
    def hours(self) -> str:
        """From 00:00 to 00:00 is the whole day, which nobody reads out of it."""
        opens, closes = self.regime.hour_from, self.regime.hour_to
        return f"{opens}–{'24:00' if closes == '00:00' else closes}"


class Pass(Form):
    """What an inspector reads. Of the regime only what the paper needs: its lists would make each permit heavy."""

    number = Text(_("Permit number"))
    fin = Permit.fin
    surname = Permit.surname
    given_name = Permit.given_name
    patronymic = Permit.patronymic
    employer = Permit.employer
    position = Permit.position
    field = Permit.field
    territory = Permit.territory
    vehicle = Permit.vehicle
    act = Activation.regime.column(Regime.act)
    opens = Activation.regime.column(Regime.opens)
    ends = Activation.ends
    hour_from = Activation.regime.column(Regime.hour_from)
    hour_to = Activation.regime.column(Regime.hour_to)


class Here(Form):
    place = Lookup(_("Where are you?"), territories)


class Revocation(Form):
    ground = Lookup(_("Ground"), grounds)
    explanation = Text(_("Explanation"), format="long", hint=_("The organisation and the employee read this text."))
