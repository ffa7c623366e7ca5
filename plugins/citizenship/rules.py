"""What must hold before a request is sent, before it goes on, and before an order is recorded."""

from datetime import date, timedelta

from xidmet import Days, Facts, Refusal, _, rule

from .decisions import Order
from .form import Application
from .requests import AdmissionRequest, FormerCitizen, Leaving, Residence, RestorationRequest, WithdrawalRequest

Request = AdmissionRequest | RestorationRequest | WithdrawalRequest
OURS = "AZ"  # in the list of countries
LAW = _("Law on citizenship 527-IQ of 30.09.1998")
ARTICLE_14 = _("Law on citizenship 527-IQ of 30.09.1998, article 14")
ARTICLE_15 = _("Law on citizenship 527-IQ of 30.09.1998, article 15")
ARTICLE_17 = _("Law on citizenship 527-IQ of 30.09.1998, article 17")
DUTY = _("Law on State Duty")


@rule(law=LAW)
def age_fits(request: Request, facts: Facts) -> Refusal | None:
    full_age = request.term.full_age
    adult = anniversary(request.person.born, full_age) <= facts.now.date()
    if adult == (request.applies_for == "self"):
        return None
    return Refusal(
        Application.applies_for,
        why=_("The person is {full_age} or older.") if adult else _("The person is under {full_age}."),
        mend=_("Such a person applies with an account of their own.") if adult else _("Father or mother applies."),
        full_age=full_age,
    )


@rule(law=LAW)
def document_valid(request: Application, facts: Facts) -> Refusal | None:
    until = request.identity.valid_until
    if until is not None and until < facts.now.date():
        return Refusal(
            Application.identity,
            why=_("The identity document was valid until {until}."),
            mend=_("Renew it first, or give another one that is valid."),
            until=until,
        )
    return None


@rule(law=LAW)
def no_citizen_yet(request: Application, facts: Facts) -> Refusal | None:
    if _holds_ours(request):
        return Refusal(
            Application.person,
            why=_("The person is a citizen of Azerbaijan already."),
            mend=_("Correct the citizenships if this is wrong."),
        )
    return None


@rule(law=LAW)
def is_citizen(request: Application, facts: Facts) -> Refusal | None:
    if not _holds_ours(request):
        return Refusal(
            Application.person,
            why=_("The person is no citizen of Azerbaijan."),
            mend=_("Add Azerbaijan to the citizenships if it is missing there."),
        )
    return None


@rule(law=ARTICLE_14)
def lived_here(request: AdmissionRequest, facts: Facts) -> Refusal | None:
    years = request.term.years or 0
    first = anniversary(request.resident_since, years)
    if first > facts.now.date():
        return Refusal(
            Residence.resident_since,
            why=_("The last {years} years must be lived in Azerbaijan without a break."),
            mend=_("Apply on {first} or later."),
            years=years,
            first=first,
        )
    return None


@rule(law=ARTICLE_14)
def seldom_abroad(request: AdmissionRequest, facts: Facts) -> Refusal | None:
    """Years are counted back from today, so that each day of the last five years stands in exactly one of them."""
    most = request.term.abroad_days
    for back in range(request.term.years or 0 if most is not None else 0):
        last = years_before(facts.now.date(), back)
        first = years_before(facts.now.date(), back + 1) + timedelta(days=1)
        away = days_within([absence.days for absence in request.absences], first, last)
        if most is not None and away > most:
            return Refusal(
                Residence.absences,
                why=_(
                    "From {first} to {last} the person was abroad on {away} days; at most {most} a year are allowed."
                ),
                mend=_("Correct the days, or apply when the last years of residence hold no such year."),
                first=first,
                last=last,
                away=away,
                most=most,
            )
    return None


@rule(law=ARTICLE_14)
def undertakes(request: AdmissionRequest, facts: Facts) -> Refusal | None:
    if not request.undertakes:
        return Refusal(
            Residence.undertakes,
            why=_("Nobody is admitted who does not undertake to keep the Constitution and the laws."),
            mend=_("Answer yes if you undertake it."),
        )
    return None


@rule(law=ARTICLE_15)
def has_ended(request: RestorationRequest, facts: Facts) -> Refusal | None:
    if request.ended_on > facts.now.date():
        return Refusal(
            FormerCitizen.ended_on,
            why=_("The decision that ended citizenship cannot be later than today."),
            mend=_("Correct the date of the decision."),
        )
    return None


@rule(law=ARTICLE_17)
def not_left_stateless(request: WithdrawalRequest, facts: Facts) -> Refusal | None:
    if request.other == "none":
        return Refusal(
            Leaving.other,
            why=_("Withdrawal must leave nobody without citizenship."),
            mend=_("Apply when another citizenship is held or promised in writing."),
        )
    return None


@rule(law=ARTICLE_17)
def nothing_open(request: WithdrawalRequest, facts: Facts) -> Refusal | None:
    answers = (
        (Leaving.owes_state, request.owes_state),
        (Leaving.owes_others, request.owes_others),
        (Leaving.prosecuted, request.prosecuted),
    )
    at = next((field for field, answer in answers if answer), None)
    if at is None:
        return None
    return Refusal(
        at,
        why=_("Nobody may withdraw while obligations or criminal proceedings are open."),
        mend=_("Settle them, then apply with the documents that show it."),
    )


@rule(law=DUTY)
def nothing_due(request: Request, facts: Facts) -> Refusal | None:
    if not request.fee:
        return None
    return Refusal(why=_("A state duty of {fee} is due."), mend=_("Ask for the state duty instead."), fee=request.fee)


@rule(law=DUTY)
def duty_due(request: Request, facts: Facts) -> Refusal | None:
    if request.fee:
        return None
    return Refusal(why=_("No state duty is set for this."), mend=_("Ask for opinions without it."))


@rule(law=LAW)
def order_given(request: Application, facts: Facts) -> Refusal | None:
    if facts.asked(Order).order_date > facts.now.date():
        return Refusal(
            Order.order_date,
            why=_("An order cannot be recorded before its date."),
            mend=_("Correct the date of the order."),
        )
    return None


def _holds_ours(request: Application) -> bool:
    return any(country.code == OURS for country in request.person.citizenships)


def anniversary(day: date, years: int) -> date:
    """So many years later; of 29 February on 1 March. A year mistyped beyond the calendar stays in its last one."""
    year = min(day.year + years, date.max.year)
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def years_before(day: date, years: int) -> date:
    """So many years earlier; of 29 February on 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def days_within(stays: list[Days], first: date, last: date) -> int:
    """Days of these stays between two days, both included; a day in two stays counts once."""
    within = ((max(stay.first, first), min(stay.last, last)) for stay in stays)
    return len({start + timedelta(days=n) for start, end in within for n in range((end - start).days + 1)})
