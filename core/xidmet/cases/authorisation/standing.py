"""Everybody who may stand in front of a case, as its service's declaration tells them apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal
from uuid import UUID, uuid5

from xidmet import clock
from xidmet.auth import Actor, organisation_key, party_named, person_key
from xidmet.auth.actor import STRONGEST, Program, Ward, counted
from xidmet.auth.may import Mover
from xidmet.auth.tokens import SCOPES
from xidmet.cases.case import Done
from xidmet.cases.find import officers_of
from xidmet.contract.attestation import Attestation
from xidmet.contract.fields import Text
from xidmet.contract.form import Form
from xidmet.contract.levels import LEVELS, Level
from xidmet.contract.registers import Register
from xidmet.contract.roles import ORGANISATIONS, PERSONS, Agency, Kind, Officer, Party
from xidmet.contract.service import Service
from xidmet.store.accounts import Power

NOBODY: Literal["nobody"] = "nobody"  # no session; not to be taken for None, which is time
NAMES = UUID("6f1c0b5e-5a57-4f0e-9d4c-3f5f3d0c7a11")
OWNER, OTHER, WARD, NAMED = "OWNER00", "OTHER00", "WARD000", "NAMED00"  # in place of FIN or VÖEN
ELSEWHERE = Agency("somewhere-else", "Another agency")


@dataclass(frozen=True)
class Standing:
    """who: in words. done: what they did in the case before."""

    who: str
    mover: Mover | Literal["nobody"]
    done: tuple[Done, ...] = ()


@dataclass(frozen=True)
class Side:
    """One kind of party that may apply. party: the key of the one whose case it is; standing: everybody, in order."""

    whose: str
    party: str
    standing: tuple[Standing, ...]


def sides(service: type[Service]) -> list[Side]:
    """A case of a person, a case of an organisation, or both, as the service's applicant says."""
    found: list[Side] = []
    persons = [kind for kind in service.applicant.kinds if kind in PERSONS]
    bodies = [kind for kind in service.applicant.kinds if kind in ORGANISATIONS]
    if persons:
        around = (*_persons(service, persons), *_others(service))
        found.append(Side("a person", person_key(OWNER), around))
    if bodies:
        around = (*_holders(service, bodies[0]), *_others(service))
        found.append(Side("an organisation", organisation_key(OWNER), around))
    return found


def _persons(service: type[Service], kinds: list[Kind]) -> Iterator[Standing]:
    yield Standing("nobody who is signed in", NOBODY)
    owner = _person(OWNER, kinds[0])
    yield Standing("the applicant", owner)
    for level in _too_low(service):
        yield Standing(f"the applicant, known at level {level} only", replace(owner, level=level))
    yield Standing("the applicant, whose registration is not confirmed", replace(owner, confirmed=False))
    yield Standing("the applicant, who acts for an organisation just now", _acting(owner, "head", ORGANISATIONS[0]))
    ward = Ward(OWNER, "Ward", None)
    guardian = replace(_person(OTHER, kinds[0]), kind="citizen", party=person_key(OWNER), ward=ward, wards=(ward,))
    yield Standing("the applicant's parent or guardian, who acts for them", guardian)
    yield Standing("another person", _person(OTHER, kinds[0]))
    for kind in [one for one in PERSONS if one not in kinds][:1]:
        yield Standing(f"another person, of a kind that may not apply ({kind})", _person(OTHER, kind))


def _holders(service: type[Service], kind: Kind) -> Iterator[Standing]:
    yield Standing("nobody who is signed in", NOBODY)
    person = _person(OTHER, "citizen")
    for role in STRONGEST:
        yield Standing(f"{role.replace('_', ' ')} of the organisation", _acting(person, role, kind))
    for level in _too_low(service):
        yield Standing(f"head of the organisation, known at level {level} only", _acting(person, "head", kind, level))
    within = _acting(person, "operator", kind, services=frozenset({service.slug}))
    yield Standing("operator for this service only", within)
    outside = _acting(person, "seal_holder", kind, services=frozenset({"another-service"}))
    yield Standing("seal holder for other services only", outside)
    head = _acting(person, "head", kind)
    yield Standing("head of the organisation, who acts for themselves just now", _at_home(head))
    yield Standing("a program of the organisation, by a token with every scope", _program(person, kind))
    yield Standing("head of another organisation", _acting(person, "head", kind, voen=OTHER))


def _others(service: type[Service]) -> Iterator[Standing]:
    """Those who are named, the officers, registers and time."""
    yield from _named(service)
    yield from _officers(service)
    registers = {a.name: a for t in service.transitions for a in t.actors if isinstance(a, Register)}
    for register in registers.values():
        yield Standing(f"the register “{register.label}”", register)
    if any(t.at is not None or t.after for t in service.transitions):
        yield Standing("time, or the last of several acts", None)


def _named(service: type[Service]) -> Iterator[Standing]:
    """Whoever an answer names."""
    for role in named_parties(service):
        person = _person(NAMED, role.kinds[0])
        if any(kind in ORGANISATIONS for kind in role.kinds):
            person = _acting(person, "head", role.kinds[0], voen=NAMED)
        yield Standing(f"{role.label}, named in the answers", person)


def named_parties(service: type[Service]) -> list[Party]:
    roles: list[object] = [actor for t in service.transitions for actor in t.actors]
    roles += [role for paper in service.attestations() for role in (paper.holder, *_checkers(paper))]
    return list(dict.fromkeys(role for role in roles if isinstance(role, Party) and role.who is not None))


def naming(service: type[Service], form: type[Form]) -> Form:
    """Answers of a form that name the party NAMED wherever a role of the service is named by one of them."""
    roles = {role.who: role for role in named_parties(service)}
    return form(**{field.name: _name_for(roles[field]) for field in form.fields.values() if field in roles})


def holder_named(role: Party) -> str:
    """The key of the party that such a role names."""
    return party_named(role.who, _name_for(role)) if role.who is not None else ""


def _name_for(role: Party) -> Any:
    if isinstance(role.who, Text):
        return NAMED
    return Form(voen=NAMED) if any(kind in ORGANISATIONS for kind in role.kinds) else Form(fin=NAMED)


def _officers(service: type[Service]) -> Iterator[Standing]:
    checkers = {role for one in service.attestations() for role in _checkers(one) if isinstance(role, Officer)}
    deciding = officers_of(service)
    roles = sorted(deciding | checkers, key=lambda role: role.key)
    for role in roles:
        yield Standing(f"{role.label} at {role.agency.name}", _officer(role))
        yield Standing(f"{role.label}, known by a password alone", _officer(role, "low"))
        yield from _after_own_act(service, role)
    taken = {role.key for role in roles}
    for agency in dict.fromkeys(role.agency for role in roles):
        other = Officer("another-role", "Another role", agency)
        if other.key not in taken:
            yield Standing(f"an officer with another role at {agency.name}", _officer(other))
    yield Standing("an officer of another agency", _officer(Officer("officer", "Officer", ELSEWHERE)))


def _after_own_act(service: type[Service], role: Officer) -> Iterator[Standing]:
    """Who prepared a decision must not take it."""
    for other in dict.fromkeys(one for t in service.transitions if role in t.actors for one in t.apart_from):
        if role in other.actors:
            actor = _officer(role)
            done = (Done(other.name, str(actor.account), clock.now()),)
            yield Standing(f"{role.label}, who did “{other.label}” before", actor, done)


def _checkers(paper: Attestation[Any]) -> tuple[Party | Officer, ...]:
    return () if isinstance(paper.checked_by, str) else paper.checked_by


def _too_low(service: type[Service]) -> list[str]:
    """Levels that do not reach the highest one that is asked for somewhere."""
    wanted = [service.applicant.level, *(t.level for t in service.transitions)]
    return list(LEVELS[: max(LEVELS.index(level) for level in wanted)])


def _person(fin: str, kind: Kind) -> Actor:
    party = person_key(fin)
    return Actor(
        account=uuid5(NAMES, fin),
        name=fin,
        given_name="",
        surname=fin,
        fin=fin,
        email="",
        language="en",
        kind=kind,
        party=party,
        party_name=fin,
        own_party=party,
        level="high",
    )


def _acting(
    person: Actor,
    role: str,
    kind: Kind,
    level: str = "high",
    services: frozenset[str] = frozenset(),
    voen: str = OWNER,
) -> Actor:
    power = Power(uuid5(NAMES, f"o:{voen}"), voen, voen, kind, role, services)
    party = organisation_key(voen)
    acting = replace(
        person, kind=kind, party=party, party_name="the organisation", organisation=power.organisation, level=level
    )
    return replace(acting, powers=(power,))


def _program(maker: Actor, kind: Kind) -> Actor:
    """As the API's door makes one of a token: an operator at most, known by nothing but the token, with no own case."""
    token = Program(uuid5(NAMES, "token"), "Program", "xmt_", frozenset(SCOPES), clock.now())
    return replace(_acting(maker, "operator", kind, "low"), own_party=f"t:{token.id}", program=token)


def _at_home(holder: Actor) -> Actor:
    return replace(holder, kind="citizen", party=holder.own_party, party_name=holder.name, organisation=None)


def _officer(role: Officer, level: Level = "high") -> Actor:
    offices, unproved = counted(frozenset({role.key}), level)
    person = _person(f"OFFICER {role.key}", "citizen")
    return replace(person, level=level, offices=offices, unproved_offices=unproved)
