"""Is this attestation in force? What a checker is told, and what is kept of the question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from xidmet import clock
from xidmet.attestations import check_log
from xidmet.attestations.check_log import Asked, Kept
from xidmet.attestations.number import parse
from xidmet.attestations.render import declared
from xidmet.auth import Actor, could_be, party_named
from xidmet.auth.parties import voen_of
from xidmet.contract.answers import row_key
from xidmet.contract.attestation import Attestation
from xidmet.contract.fields import Moment
from xidmet.contract.form import Form
from xidmet.contract.plain import from_json
from xidmet.contract.registers import Lookup, Register
from xidmet.contract.roles import Officer, Party
from xidmet.errors import SignInNeeded
from xidmet.plugins import Catalogue
from xidmet.registers.periods import as_now
from xidmet.registers.validity import in_force as in_force_at
from xidmet.store import issued, registers
from xidmet.store.issued import Attested

Way = Literal["number", "qr", "api"]


@dataclass(frozen=True)
class CheckResult:
    """active: it exists and is in force. attested: given only when the checker may be told about it."""

    active: bool
    attested: Attested | None = None
    attestation: Attestation[Any] | None = None


NOTHING = CheckResult(False)


async def check(
    catalogue: Catalogue, typed: str, checker: Actor | None, way: Way, *, record: bool = True
) -> CheckResult:
    """Ask about a number. An unknown and a deactivated one get the same answer by the same path: one search by number.

    Each answer "active" is kept for both sides. record=False: the same checker goes on with what was just recorded.
    Raises SignInNeeded when the service wants checkers signed in.
    """
    attested = await issued.by_number(parse(typed) or "")
    service = catalogue.services.get(attested.service) if attested else None
    if attested is None or service is None:
        return NOTHING
    attestation = declared(service, attested.attestation)
    if not in_force(attested) or await is_over(attestation, attested):
        return _inactive(attested, attestation, checker)
    if not may_check(attestation, attested, checker):
        if checker is None:
            raise SignInNeeded
        return NOTHING
    if record:
        kept = await _keep(attested, attestation, checker, way)
        if not kept.active:  # it lost its force after it was looked up
            return _inactive(kept.now or attested, attestation, checker)
    return CheckResult(True, attested, attestation)


def _inactive(attested: Attested, attestation: Attestation[Any], checker: Actor | None) -> CheckResult:
    told = attestation.when_inactive == "state" and may_check(attestation, attested, checker)
    return CheckResult(False, attested, attestation) if told else NOTHING


def in_force(attested: Attested) -> bool:
    """Also false in the moments between its last day and the transition that ends it."""
    return attested.in_force and (attested.valid_until is None or clock.now() < attested.valid_until)


async def is_over(attestation: Attestation[Any], attested: Attested) -> bool:
    """A row of an agency's table that it shows has ended meanwhile: the agency let it end earlier than it said."""
    shown = from_json(attestation.of, attested.record)
    for name, field in attestation.of.fields.items():
        copied = vars(shown).get(name)
        if not (isinstance(field, Lookup) and isinstance(copied, Form) and by_moments(field.register)):
            continue
        rows = [
            from_json(field.register.of, row) for row in await registers.by_keys(field.register.name, [row_key(copied)])
        ]
        if not in_force_at(field.register, as_now(field.register, copied, rows), clock.now()):
            return True
    return False


def by_moments(register: Register[Any]) -> bool:
    return bool(register.kept_by and register.valid) and all(isinstance(one, Moment) for one in register.valid or ())


def may_check(attestation: Attestation[Any], attested: Attested, checker: Actor | None) -> bool:
    """May this checker be told about it? None: nobody is signed in."""
    if attestation.checked_by == "anyone":
        return True
    if checker is None or attestation.checked_by == "signed in":
        return checker is not None
    shown = vars(from_json(attestation.of, attested.record))
    return any(_is_one(role, shown, checker, attested.service) for role in attestation.checked_by)


def _is_one(role: Party | Officer, shown: Mapping[str, Any], checker: Actor, service: str) -> bool:
    """A party that an answer names is whom the attestation itself shows there."""
    if isinstance(role, Party) and role.who is not None:
        return bool(named := party_named(role.who, shown.get(role.who.name))) and named == checker.party
    return could_be(checker, role, service)


async def _keep(attested: Attested, attestation: Attestation[Any], checker: Actor | None, way: Way) -> Kept:
    """The check log and the journal; the case itself and its version stay as they are."""
    account = checker.account if checker else None
    voen = voen_of(checker.party) if checker else ""
    who = checker.name if checker else ""
    if checker and checker.acts_for_other:
        who = f"{checker.name}, {checker.party_name}"
    facts: dict[str, str | int | bool | None] = {"way": way, "signed_in": checker is not None}
    if checker:
        facts |= checker.marks
    personal = checker.signature if checker else {}

    async def active(now: Attested) -> bool:
        return in_force(now) and not await is_over(attestation, now)

    return await check_log.keep(Asked(attested, active, account, who, voen, way, facts, personal))


def told_record(result: CheckResult) -> Form | None:
    """What the attestation shows, as its form."""
    if result.attested is None or result.attestation is None:
        return None
    record: Form = from_json(result.attestation.of, result.attested.record)
    return record
