"""What must hold before residence is asked for, and before it is granted."""

from datetime import timedelta

from xidmet import Facts, Refusal, _, months_later, rule

from .application import Application
from .decisions import Refusing
from .form import Extension, Request, Settlement
from .permits import Grant
from .registers import Terms, terms

Asked = Request | Extension | Settlement
current_terms = terms.where()
CODE = _("Migration Code, articles 44 to 52")


@rule(law=CODE)
def no_citizen(request: Application, facts: Facts) -> Refusal | None:
    if request.citizenship and request.citizenship.code == "AZ":
        return Refusal(
            Application.citizenship,
            why=_("Citizens of Azerbaijan need no permit to live here."),
            mend=_("Choose another citizenship, if the person has one and not ours."),
        )
    return None


@rule(law=CODE, reads=(current_terms,))
def age_is_true(request: Application, facts: Facts) -> Refusal | None:
    """Duties and documents depend on the age that was said; it must be the age on the day of application."""
    today, term, born = facts.now.date(), _terms(facts, "temporary"), request.person.born
    if not term.adult_from:
        return None
    is_minor, is_child = (months_later(born, 12 * age) > today for age in (term.adult_from, term.consent_from))
    if is_minor == (request.age == "minor") and is_child == (request.minor_age == "child"):
        return None
    return Refusal(
        Application.age if is_minor != (request.age == "minor") else Application.minor_age,
        why=_("This is not the age of somebody who was born on {born}."),
        mend=_(
            "Choose the age of today, or correct the date of birth. Full age begins at {adult_from}; who is younger "
            "must consent as well from {consent_from} on."
        ),
        born=born,
        adult_from=term.adult_from,
        consent_from=term.consent_from,
    )


@rule(law=CODE)
def represented(request: Application, facts: Facts) -> Refusal | None:
    if (request.whose, request.age) in {("self", "minor"), ("child", "adult")}:
        return Refusal(
            Application.whose,
            why=_("A parent or guardian applies for a minor, an adult applies for themselves."),
            mend=_("Choose whom you apply for, or correct the age."),
        )
    return None


@rule(law=_("Migration Code, article 46"), reads=(current_terms,))
def passport_outlasts(request: Asked, facts: Facts) -> Refusal | None:
    last = request.must_outlast(facts.now.date())
    needed = months_later(last, _terms(facts, request.act).passport_months)
    if request.passport and request.passport.valid_until < needed:
        return Refusal(
            Application.passport,
            why=_("The passport must be valid until {needed}."),
            mend=_("Choose a shorter period if there is one, or renew the passport first."),
            needed=needed,
        )
    return None


@rule(law=_("Migration Code, articles 39, 46 and 51"), reads=(current_terms,))
def in_time(request: Asked, facts: Facts) -> Refusal | None:
    term, ends = _terms(facts, request.act), request.held_until()
    last = months_later(ends, -term.before_months) - timedelta(days=term.before_days)
    if facts.now.date() > last:
        return Refusal(
            why=_("This could be asked for until {last}; what you have now ends on {ends}."),
            mend=_("Ask the State Migration Service what is still possible."),
            last=last,
            ends=ends,
        )
    return None


@rule(law=_("Migration Code, article 45"))
def within_ground(request: Request | Extension, facts: Facts) -> Refusal | None:
    most = request.most_months()
    if most is not None and request.tariff and request.tariff.months > most:
        return Refusal(
            Request.tariff,
            why=_("On this ground a permit is for at most {most} months."),
            mend=_("Choose a shorter period."),
            most=most,
        )
    return None


@rule(law=_("Migration Code, article 45"))
def relative_is_named(request: Request, facts: Facts) -> Refusal | None:
    return _no_kin() if request.right.of_citizen and request.citizen_kin == "none" else None


@rule(law=_("Migration Code, article 52"), reads=(current_terms,))
def may_settle(request: Settlement, facts: Facts) -> Refusal | None:
    """Two years without break on a ground that leads there, or a father, mother, spouse, child, sister or brother."""
    if request.basis == "kin" and request.citizen_kin == "none":
        return _no_kin()
    if request.basis != "lived" or not (request.permit and request.lived_since):
        return None
    if not request.permit.right.permanent:
        return Refusal(
            Settlement.permit,
            why=_("The ground of this permit does not lead to permanent residence."),
            mend=_("Extend the temporary permit, or apply as a close relative of a citizen."),
        )
    earliest = months_later(request.lived_since, _terms(facts, "permanent").lived_months)
    if earliest > facts.now.date():
        return Refusal(
            Settlement.lived_since,
            why=_("A permanent permit can be asked for from {earliest} on."),
            mend=_("Apply then; extend the temporary permit until that day."),
            earliest=earliest,
        )
    return None


@rule(law=CODE)
def same_person(request: Extension | Settlement, facts: Facts) -> Refusal | None:
    held = request.held()
    if held and held.person.born != request.person.born:
        return Refusal(
            Extension.permit,
            why=_("This permit is of somebody who was born on another day."),
            mend=_("Choose the permit of the person you apply for, or correct the date of birth."),
        )
    return None


@rule(law=_("Migration Code, article 48"))
def spouse_is_spared(request: Application, facts: Facts) -> Refusal | None:
    if facts.asked(Refusing).ground.spares_spouses and request.citizen_kin == "spouse":
        return Refusal(
            Refusing.ground,
            why=_("This is no ground against the spouse of a citizen."),
            mend=_("Choose another ground, or propose to grant."),
        )
    return None


@rule(law=_("Migration Code, articles 39, 45 and 52"))
def as_asked(request: Asked, facts: Facts) -> Refusal | None:
    """For no longer than was asked and is paid for."""
    grant = facts.asked(Grant)
    longest = request.longest(grant.valid_from)
    if not grant.valid_from < grant.valid_until <= longest:
        return Refusal(
            Grant.valid_until,
            why=_("The period that was asked for ends by {longest}."),
            mend=_("Choose a date after the first day and not after that."),
            longest=longest,
        )
    return None


@rule(law=_("Migration Code, articles 39, 45 and 52"))
def without_gap(request: Extension | Settlement, facts: Facts) -> Refusal | None:
    ends = request.held_until()
    if facts.asked(Grant).valid_from > ends + timedelta(days=1):
        return Refusal(
            Grant.valid_from,
            why=_("What the person has now ends on {ends}."),
            mend=_("Let the next one begin on the day after it, at the latest."),
            ends=ends,
        )
    return None


@rule(law=_("Migration Code, articles 39 and 45"))
def of_stay(request: Extension, facts: Facts) -> Refusal | None:
    if request.act != "stay":
        return Refusal(why=_("A residence permit was asked for."), mend=_("Grant the permit, not the stay."))
    return None


@rule(law=_("Migration Code, articles 39 and 45"))
def of_permit(request: Extension, facts: Facts) -> Refusal | None:
    if request.act == "stay":
        return Refusal(why=_("An extension of the stay was asked for."), mend=_("Grant the stay, not a permit."))
    return None


def _terms(facts: Facts, act: str) -> Terms:
    """The row of this act; without one nothing is demanded."""
    none = Terms(before_months=0, before_days=0, passport_months=0, adult_from=0, consent_from=0, lived_months=0)
    return next((row for row in facts[current_terms] if row.act == act), none)


def _no_kin() -> Refusal:
    return Refusal(
        Application.citizen_kin,
        why=_("This ground needs a close relative who is a citizen."),
        mend=_("Say who the relative is, or choose another ground."),
    )
