"""What must hold before a work permit is asked for, and before it is granted."""

from datetime import date, timedelta

from xidmet import Facts, Refusal, _, months_later, rule

from .form import Application, Extension, Grant, Request
from .registers import terms

current_terms = terms.where(zone=Application.zone)


@rule(law=_("Migration Code, article 61"), reads=(current_terms,))
def of_age(request: Request, facts: Facts) -> Refusal | None:
    least = max((row.least_age for row in facts[current_terms]), default=0)
    if _birthday(request.foreigner.born, least) > facts.now.date():
        return Refusal(
            Request.foreigner,
            why=_("The foreigner is under {least}."),
            mend=_("A permit can be asked for from that age on."),
            least=least,
        )
    return None


@rule(law=_("Migration Code, articles 61 to 71"))
def passport_lasts(request: Request, facts: Facts) -> Refusal | None:
    needed = months_later(facts.now.date(), request.tariff.months)
    if request.passport.valid_until < needed:
        return Refusal(
            Request.passport,
            why=_("The passport must be valid until {needed}, as long as the permit."),
            mend=_("Choose a shorter period, or renew the passport first."),
            needed=needed,
        )
    return None


@rule(law=_("Migration Code, articles 61 to 71"))
def foreigners_among_staff(request: Application, facts: Facts) -> Refusal | None:
    if request.foreigners > request.staff:
        return Refusal(
            Application.foreigners,
            why=_("There are {staff} employees in all."),
            mend=_("Correct one of the numbers."),
            staff=request.staff,
        )
    return None


@rule(law=_("Migration Code, article 67"), reads=(current_terms,))
def in_time(request: Extension, facts: Facts) -> Refusal | None:
    before = max((row.apply_before for row in facts[current_terms]), default=0)
    last = request.permit.valid_until - timedelta(days=before)
    if facts.now.date() > last:
        return Refusal(
            Extension.permit,
            why=_("The extension of this permit could be asked for until {last}."),
            mend=_("Apply for a new permit."),
            last=last,
        )
    return None


@rule(law=_("Migration Code, article 66"))
def within_period(request: Application, facts: Facts) -> Refusal | None:
    grant = facts.asked(Grant)
    longest = months_later(grant.valid_from, request.tariff.months)
    if not grant.valid_from < grant.valid_until <= longest:
        return Refusal(
            Grant.valid_until,
            why=_("The period that was asked for ends by {longest}."),
            mend=_("Choose a date after the first day and not after that."),
            longest=longest,
        )
    return None


def _birthday(born: date, years: int) -> date:
    """Of somebody born on 29 February on 1 March; a year that no calendar has is never reached."""
    year = born.year + years
    if year > date.max.year:
        return date.max
    return date(year, 3, 1) if (born.month, born.day) == (2, 29) else born.replace(year=year)
