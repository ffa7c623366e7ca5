"""What must hold before a permit is activated, and when it is checked in the street."""

import datetime as dt

from xidmet import Code, Facts, Refusal, _, rule

from .form import Activation, Here, Pass, Permit
from .registers import age_limits, contracts, limits

employment = contracts.where(fin=Permit.fin, voen=Permit.voen)
limit = limits.where(voen=Permit.voen)
ages = age_limits.where()


@rule(law=_("Labour Code, article 7"), reads=(employment,), label=_("An employment contract with this employer"))
def employed_here(permit: Permit, facts: Facts) -> Refusal | None:
    """An entrepreneur has no contract with themself: the tax register knows them by their own name."""
    if facts[employment] or _is_the_entrepreneur(permit):
        return None
    return Refusal(
        Permit.fin,
        why=_("No employment contract with you is registered for {fin}."),
        mend=_("Register the contract, then try again."),
        fin=permit.fin,
    )


@rule(law=_("Labour Code, article 7"), reads=(employment,), label=_("The same name as in the contract"))
def named_as_in_the_contract(permit: Permit, facts: Facts) -> Refusal | None:
    """A FIN with somebody else's name would make a paper that another person could show."""
    names = [f"{one.surname} {one.given_name}" for one in facts[employment]]
    if not names or any(_same(name, f"{permit.surname} {permit.given_name}") for name in names):
        return None
    return Refusal(
        Permit.surname,
        why=_("The contract of {fin} is with {name}."),
        mend=_("Correct the FIN or the name."),
        fin=permit.fin,
        name=names[0],
    )


@rule(law=_("Cabinet decision 120 of 2020"), reads=(ages,), label=_("Under the age limit"))
def under_age_limit(permit: Permit, facts: Facts) -> Refusal | None:
    limit = min((row.age for row in facts[ages]), default=None)
    if limit is not None and _age(permit.born, facts.now.date()) >= limit:
        return Refusal(
            Permit.born,
            why=_("Persons of {age} and older stay at home under this regime."),
            mend=_("Leave this person out."),
            age=limit,
        )
    return None


@rule(law=_("Cabinet decision on the regime"), label=_("A field of activity that is permitted"))
def field_permitted(permit: Permit, facts: Facts) -> Refusal | None:
    """A regime names whole groups or single fields of them. Codes are compared: their names may be corrected."""
    regime = facts.asked(Activation).regime
    if {permit.field.code, permit.field.parent} & {one.code for one in regime.permitted}:
        return None
    return Refusal(
        Permit.field,
        why=_("{field} is not permitted by {act}."),
        mend=_("Correct the field, or wait until it is permitted."),
        field=permit.field,
        act=regime.act,
    )


@rule(law=_("Cabinet decision on the regime"), label=_("A zone with restrictions"))
def territory_restricted(permit: Permit, facts: Facts) -> Refusal | None:
    regime = facts.asked(Activation).regime
    if any(_is(one, permit.territory) for one in regime.territories):
        return None
    return Refusal(
        Permit.territory,
        why=_("No permit is needed in {zone}."),
        mend=_("Leave this person out."),
        zone=permit.territory,
    )


@rule(law=_("Cabinet decision on the regime"), reads=(limit,), label=_("Within the staff limit"))
def within_staff_limit(permit: Permit, facts: Facts) -> Refusal | None:
    most = facts[limit][0].most if facts[limit] else None
    if most is not None and facts.others >= most:
        return Refusal(
            why=_("{most} employees are already on the move."), mend=_("Cancel another permit first."), most=most
        )
    return None


@rule(law=_("Cabinet decision on the regime"))
def right_place(permit: Pass, facts: Facts) -> Refusal | None:
    if _is(facts.asked(Here).place, permit.territory):
        return None
    return Refusal(
        Here.place,
        why=_("The permit is for {zone}."),
        mend=_("It does not allow this place."),
        zone=permit.territory,
    )


@rule(law=_("Cabinet decision on the regime"))
def right_day(permit: Pass, facts: Facts) -> Refusal | None:
    if permit.opens <= facts.now < permit.ends:
        return None
    return Refusal(
        why=_("The permit is for {start} to {end}."),
        mend=_("It does not allow this time."),
        start=permit.opens,
        end=permit.ends,
    )


@rule(law=_("Cabinet decision on the regime"))
def right_hour(permit: Pass, facts: Facts) -> Refusal | None:
    if _within(facts.now.strftime("%H:%M"), permit.hour_from, permit.hour_to):
        return None
    return Refusal(
        why=_("The permit allows {start} to {end} daily."),
        mend=_("It does not allow this time."),
        start=permit.hour_from,
        end=permit.hour_to,
    )


def _is(one: Code, other: Code) -> bool:
    """The same code: what stands beside it may have been corrected since."""
    return one.code == other.code


def _is_the_entrepreneur(permit: Permit) -> bool:
    if permit.employer.kind != "entrepreneur":
        return False
    return _same(" ".join(permit.employer.name.split()[:2]), f"{permit.surname} {permit.given_name}")


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    """Capital or small, as in Azerbaijani: İ is i, I is ı."""
    return " ".join(name.replace("İ", "i").replace("I", "ı").lower().split())


def _age(born: dt.date, today: dt.date) -> int:
    """In full years; somebody born on 29 February has a birthday on 1 March in other years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _within(hour: str, start: str, end: str) -> bool:
    """Daily hours may cross midnight: from 21:00 to 06:00. From 00:00 to 00:00 is the whole day."""
    if start < end:
        return start <= hour < end
    return hour >= start or hour < end
