"""Forecast of foreign labour: one per employer and year, replaceable until the window ends, summed for the ministry."""

from xidmet import Notice, Party, Service, State, Totals, Transition, _

from .form import Forecast, Need, legal, migration_service, ministry
from .rules import each_occupation_once, foreigners_among_staff

employer = Party(
    _("Employer"), kinds=("legal_entity", "entrepreneur", "branch"), mandates=("head", "seal_holder", "operator")
)
checks = (each_occupation_once, foreigners_among_staff)


class LabourQuotaForecast(Service):
    slug = "labour-quota-forecast"
    title = _("Forecast of foreign labour for next year")
    agency = migration_service
    law = _("Cabinet decision 124 of 14.03.2016")
    purpose = _("To set the yearly quota of labour migration")
    keywords = "kvota əcnəbi işçi proqnoz quota foreign workers forecast квота иностранные работники прогноз"
    life_events = ("hiring",)
    keep_years = legal["keeping"]
    form = Forecast
    applicant = employer
    one_per = (Forecast.year,)
    columns = (Forecast.year, Forecast.employer, Forecast.people)

    draft = State(_("Being filled in"), waits_for=employer)
    filed = State(_("Filed"))
    counted = State(_("Counted"))
    withdrawn = State(_("Withdrawn"))
    starts = draft

    file = Transition(
        _("File"),
        draft,
        filed,
        by=employer,
        needs=checks,
        tells=(Notice(employer, _("Your forecast {number} was filed. You may replace it until {closes}.")),),
    )
    replace = Transition(
        _("Replace"),
        filed,
        filed,
        by=employer,
        needs=checks,
        amends=True,
        tells=(Notice(employer, _("Your forecast {number} was replaced.")),),
    )
    withdraw = Transition(_("Withdraw"), filed, withdrawn, by=employer)
    close = Transition(_("Close the year"), filed, counted, at=Forecast.closes)

    totals = (
        Totals(_("By occupation"), (Need.occupation,), (filed, counted), ministry, adds=Need.people),
        Totals(_("By economic activity"), (Forecast.activity,), (filed, counted), ministry, adds=Forecast.people),
    )
