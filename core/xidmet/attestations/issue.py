"""Issue and end an attestation, inside the transaction of the move that does it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Protocol
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric import ec

from xidmet import clock, journal
from xidmet.attestations import qr, status
from xidmet.attestations.number import new_number
from xidmet.auth import party_named
from xidmet.contract.attestation import Attestation
from xidmet.contract.form import Form
from xidmet.contract.plain import to_store
from xidmet.contract.service import Service
from xidmet.contract.shown import show
from xidmet.language import translator
from xidmet.store import accounts, issued
from xidmet.store.issued import Attested

LANGUAGE = "az"  # the state issues in the state language


class CaseIssued(Protocol):
    """What must be known of a case to issue from it."""

    @property
    def service(self) -> type[Service]: ...
    @property
    def party(self) -> str: ...
    def value_of(self, field: Any) -> Any: ...


async def issue_in(
    case: CaseIssued,
    case_id: UUID,
    attestation: Attestation[Any],
    key: ec.EllipticCurvePrivateKey,
    origin: str,
    domain: str,
) -> Attested:
    """A new attestation with its number, its record and its signed QR. An earlier one of the same case is replaced.

    origin: the portal's public address; domain: the plugin's name, whose texts the QR's values are shown in.
    """
    moment, number = clock.now(), new_number()
    index = await status.draw() if attestation.listed else None
    record = drawn_record(case, attestation, number)
    until = _until(case, attestation)
    holder = _holder(case, attestation)
    attested = Attested(
        id=uuid4(),
        number=number,
        attestation=attestation.name,
        service=case.service.slug,
        case=case_id,
        holder=holder,
        holder_name=await _name(holder, record),
        record=to_store(record),
        language=LANGUAGE,
        in_force=True,
        issued_at=moment,
        valid_until=until,
        ended_at=None,
        ended_by="",
        qr=_qr(attestation, record, number, moment, until, index, key, origin, domain),
        document=None,
        status_index=index,
    )
    await end_in(case_id, "reissued")
    await issued.issue(attested)
    return attested


async def end_in(case_id: UUID, by: str) -> list[str]:
    """Whatever was issued in this case is no longer in force, and the journal says so; which numbers were.

    by: the transition's name, or "reissued".
    """
    numbers = await issued.end(case_id, clock.now(), by)
    for number in numbers:
        await journal.append(case_id, "ended", {"transition": by}, {"number": number})
    return numbers


def drawn_record(case: CaseIssued, attestation: Attestation[Any], number: str) -> Form:
    """What an attestation of this case shows."""
    values = {name: case.value_of(field) for name, field in attestation.of.fields.items() if name != attestation.key}
    record: Form = attestation.of(**{attestation.key: number, **values})
    return record


def _until(case: CaseIssued, attestation: Attestation[Any]) -> dt.datetime | None:
    if attestation.valid_until is None:
        return None
    value = case.value_of(attestation.valid_until)
    return value if isinstance(value, dt.datetime) or value is None else clock.end_of(value)


def _holder(case: CaseIssued, attestation: Attestation[Any]) -> str:
    if attestation.holder is None or attestation.holder.who is None:
        return case.party
    return party_named(attestation.holder.who, case.value_of(attestation.holder.who))


async def _name(holder: str, record: Form) -> str:
    """As the account has it; for somebody without an account as the attestation itself says it."""
    kind, _sep, key = holder.partition(":")
    if kind == "o":
        known = await accounts.organisation(key)
        return str(known["name"]) if known else key
    person = await accounts.by_fin(key) if kind == "p" else await accounts.person(UUID(key))
    if person:
        return person.name
    said = vars(record)
    return " ".join(str(said[name]) for name in ("surname", "given_name", "patronymic") if said.get(name))


def _qr(
    attestation: Attestation[Any],
    record: Form,
    number: str,
    moment: dt.datetime,
    until: dt.datetime | None,
    index: int | None,
    key: ec.EllipticCurvePrivateKey,
    origin: str,
    domain: str,
) -> str:
    words = translator(LANGUAGE, domain)
    carried = {field.name: show(field, vars(record).get(field.name), words) for field in attestation.carries}
    claims = qr.Claims(origin, number, attestation.name, moment, until, carried, index)
    return qr.fitting_address(claims, key)
