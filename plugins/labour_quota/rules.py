"""What must hold for a forecast."""

from xidmet import Facts, Refusal, _, rule

from .form import Forecast


@rule(law=_("Cabinet decision 124 of 14.03.2016"))
def each_occupation_once(forecast: Forecast, facts: Facts) -> Refusal | None:
    codes = [need.occupation.code for need in forecast.needs]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        return Refusal(
            Forecast.needs,
            why=_("Occupation {code} is listed twice."),
            mend=_("Put its people in one row."),
            code=twice,
        )
    return None


@rule(law=_("Cabinet decision 124 of 14.03.2016"))
def foreigners_among_staff(forecast: Forecast, facts: Facts) -> Refusal | None:
    if forecast.foreigners > forecast.staff:
        return Refusal(
            Forecast.foreigners,
            why=_("There are {staff} employees in all."),
            mend=_("Correct one of the numbers."),
            staff=forecast.staff,
        )
    return None
