"""Is this attestation in force? What a checker is told, and what is kept of the question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from xidmet import clock, journal
from xidmet.attestations.number import parse
from xidmet.attestations.render import declared
from xidmet.auth import Actor
from xidmet.auth.parties import voen_of
from xidmet.contract.answers import from_json
from xidmet.contract.attestation import Attestation
from xidmet.contract.form import Form
from xidmet.contract.roles import Officer
from xidmet.errors import SignInNeeded
from xidmet.plugins import Catalogue
from xidmet.store import issued, transaction
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
    if not in_force(attested):
        told = attestation.when_inactive == "state" and _may_check(attestation, checker)
        return CheckResult(False, attested, attestation) if told else NOTHING
    if not _may_check(attestation, checker):
        if checker is None:
            raise SignInNeeded
        return NOTHING
    if record:
        await _keep(attested, checker, way)
    return CheckResult(True, attested, attestation)


def in_force(attested: Attested) -> bool:
    """Also false in the moments between its last day and the transition that ends it."""
    return attested.in_force and (attested.valid_until is None or clock.now() < attested.valid_until)


def _may_check(attestation: Attestation[Any], checker: Actor | None) -> bool:
    if attestation.checked_by == "anyone":
        return True
    if checker is None or attestation.checked_by == "signed in":
        return checker is not None
    return any(isinstance(role, Officer) and role.key in checker.offices for role in attestation.checked_by)


async def _keep(attested: Attested, checker: Actor | None, way: Way) -> None:
    """The check log and the journal; the case itself and its version stay as they are."""
    account = checker.account if checker else None
    voen = voen_of(checker.party) if checker else ""
    who = checker.name if checker else ""
    if checker and voen:
        who = f"{checker.name}, {checker.party_name}"
    async with transaction():
        await issued.record_check(attested.id, account, who, voen, way, clock.now())
        await journal.append(
            attested.case, "checked", {"way": way, "signed_in": checker is not None}, {"who": who} if who else {}
        )


def told_record(result: CheckResult) -> Form | None:
    """What the attestation shows, as its form."""
    if result.attested is None or result.attestation is None:
        return None
    record: Form = from_json(result.attestation.of, result.attested.record)
    return record
