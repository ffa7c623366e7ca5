"""What must hold before a permit is activated, and when it is checked in the street."""

import datetime as dt

from xidmet import Facts, Refusal, _, rule

from .form import Activation, Here, Pass, Permit, Regime, contracts, limits

employment = contracts.where(fin=Permit.fin, voen=Permit.voen)
limit = limits.where(voen=Permit.voen)


@rule(law=_("Labour Code, article 7"), reads=(employment,))
def employed_here(permit: Permit, facts: Facts) -> Refusal | None:
    if not facts[employment]:
        return Refusal(
            Permit.fin,
            why=_("No employment contract with you is registered for {fin}."),
            mend=_("Register the contract, then try again."),
            fin=permit.fin,
        )
    return None


@rule(law=_("Cabinet decision 120 of 2020"))
def not_over_65(permit: Permit, facts: Facts) -> Refusal | None:
    if _age(permit.born, facts.now.date()) >= 65:
        return Refusal(
            Permit.born, why=_("Persons over 65 stay at home under this regime."), mend=_("Leave this person out.")
        )
    return None


@rule(law=_("Cabinet decision on the regime"))
def field_permitted(permit: Permit, facts: Facts) -> Refusal | None:
    regime = facts.asked(Activation).regime
    if permit.field not in regime.permitted:
        return Refusal(
            Permit.field,
            why=_("{field} is not permitted by {act}."),
            mend=_("Correct the field, or wait until it is permitted."),
            field=permit.field.name,
            act=regime.act,
        )
    return None


@rule(law=_("Cabinet decision on the regime"))
def territory_restricted(permit: Permit, facts: Facts) -> Refusal | None:
    if permit.territory not in facts.asked(Activation).regime.territories:
        return Refusal(
            Permit.territory,
            why=_("No permit is needed in {zone}."),
            mend=_("Leave this person out."),
            zone=permit.territory.name,
        )
    return None


@rule(law=_("Cabinet decision on the regime"), reads=(limit,))
def within_staff_limit(permit: Permit, facts: Facts) -> Refusal | None:
    most = facts[limit][0].most if facts[limit] else None
    if most is not None and facts.others >= most:
        return Refusal(
            why=_("{most} employees are already on the move."), mend=_("Cancel another permit first."), most=most
        )
    return None


@rule(law=_("Cabinet decision on the regime"))
def right_place(permit: Pass, facts: Facts) -> Refusal | None:
    if facts.asked(Here).place != permit.territory:
        return Refusal(
            Here.place,
            why=_("The permit is for {zone}."),
            mend=_("It does not allow this place."),
            zone=permit.territory.name,
        )
    return None


@rule(law=_("Cabinet decision on the regime"))
def right_time(permit: Pass, facts: Facts) -> Refusal | None:
    regime = permit.regime
    if not (regime.opens <= facts.now < regime.closes and _within(facts.now.strftime("%H:%M"), regime)):
        return Refusal(
            why=_("The permit allows {start} to {end} daily."),
            mend=_("It does not allow this time."),
            start=regime.hour_from,
            end=regime.hour_to,
        )
    return None


def _age(born: dt.date, today: dt.date) -> int:
    """In full years; somebody born on 29 February has a birthday on 1 March in other years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _within(hour: str, regime: Regime) -> bool:
    """Daily hours may cross midnight: from 21:00 to 06:00."""
    if regime.hour_from <= regime.hour_to:
        return regime.hour_from <= hour < regime.hour_to
    return hour >= regime.hour_from or hour < regime.hour_to
