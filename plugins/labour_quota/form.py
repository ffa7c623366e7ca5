"""What is asked in the yearly forecast of foreign labour."""

import datetime as dt

from xidmet import (
    Agency,
    Form,
    LegalTerms,
    Lookup,
    Moment,
    Number,
    Officer,
    Organisation,
    Part,
    Register,
    Step,
    Text,
    _,
    countries,
    derived,
    occupations,
)

migration_service = Agency("migration", _("State Migration Service"), site="migration.gov.az", phone="919")
ministry_of_labour = Agency(
    "labour", _("Ministry of Labour and Social Protection of the Population"), site="sosial.gov.az", phone="142"
)
ministry = Officer("quota-analyst", _("Ministry of Labour"), ministry_of_labour)

organisations = Register("organisations", _("Organisations"), Organisation)


class Year(Form):
    year = Number(_("Forecast for the year"))
    opens = Moment(_("Taken from"))
    closes = Moment(_("Taken until"))


years = Register("labour-quota.years", _("Forecast years"), Year, kept_by=ministry, valid=(Year.opens, Year.closes))
legal = LegalTerms("labour-quota.legal-terms", _("Terms of keeping"), kept_by=ministry)


class Need(Form):
    occupation = Lookup(_("Occupation"), occupations)
    people = Number(_("Number of people"), least=1)
    countries = Lookup(_("Countries"), countries).many()
    months = Number(_("Months"), least=1, most=12)
    reason = Text(_("Why no local worker can be found"), format="long")


class Forecast(Form):
    about = Step(_("The employer"))
    year = Lookup(_("Year"), years)
    employer = Lookup(_("Employer"), organisations, own=True)
    staff = Number(_("Employees in all"), least=0)
    foreigners = Number(_("Foreigners among them"), least=0)

    needed = Step(_("Foreign workers needed"))
    needs = Part(_("Occupations"), Need).many(most=500)

    @derived(_("People in all"))
    def people(self) -> int:
        return sum(need.people for need in self.needs)

    @derived(_("Economic activity"))
    def activity(self) -> str:
        return self.employer.activity

    @derived(_("Taken until"))
    def closes(self) -> dt.datetime:
        return self.year.closes
