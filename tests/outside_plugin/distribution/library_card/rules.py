"""What must hold for a library card."""

from xidmet import Facts, Refusal, _, rule

from .form import Request

LEAST_AGE, LONGEST = 6, 3 * 366  # years, days


@rule(law=_("Rules of the House of Books, clause 2"))
def old_enough(request: Request, facts: Facts) -> Refusal | None:
    if facts.now.year - request.born.year < LEAST_AGE:
        return Refusal(
            Request.born,
            why=_("A reader is at least {age} years old."),
            mend=_("Come back when the reader goes to school."),
            age=LEAST_AGE,
        )
    return None


@rule(law=_("Rules of the House of Books, clause 3"))
def not_for_ever(request: Request, facts: Facts) -> Refusal | None:
    if not 0 < (request.valid_until - facts.now.date()).days <= LONGEST:
        return Refusal(
            Request.valid_until,
            why=_("A card is valid for three years at most."),
            mend=_("Choose a day in the next three years."),
        )
    return None
