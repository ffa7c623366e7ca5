"""Issue and end an attestation, inside the transaction of the move that does it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, Protocol
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric import ec

from xidmet import clock, journal
from xidmet.attestations import qr, status
from xidmet.attestations.number import new_number
from xidmet.auth import party_named
from xidmet.contract.attestation import Attestation
from xidmet.contract.form import Form
from xidmet.contract.plain import from_json, to_store
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
    index = await status.draw() if attestation.listed else None
    plain, record = drawn(case, case_id, attestation, clock.now())
    unsigned = replace(plain, record=to_store(record), status_index=index)
    name = await _name(unsigned.holder) or unsigned.holder_name
    attested = replace(unsigned, holder_name=name, qr=signed_qr(unsigned, attestation, key, origin, domain))
    await end_in(case_id, "reissued")
    await issued.issue(attested)
    return attested


def drawn(case: CaseIssued, case_id: UUID, attestation: Attestation[Any], moment: dt.datetime) -> tuple[Attested, Form]:
    """An attestation of a case as its answers have it, and what it shows. Nothing is written.

    Without that as data, without a QR and a place on the lists; holder_name: as the attestation itself says it, for
    somebody who has no account.
    """
    number = new_number()
    record = drawn_record(case, attestation, number)
    holder = holder_of(case, attestation)
    attested = Attested(
        id=uuid4(),
        number=number,
        attestation=attestation.name,
        service=case.service.slug,
        case=case_id,
        holder=holder,
        holder_name=said_name(holder, record),
        record={},
        language=LANGUAGE,
        in_force=True,
        issued_at=moment,
        valid_until=until_of(case, attestation),
        ended_at=None,
        ended_by="",
        qr="",
        document=None,
    )
    return attested, record


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
    key = attestation.key
    values = {name: case.value_of(field) for name, field in attestation.of.fields.items() if name != key}
    record: Form = attestation.of(**{key: number, **values})
    return record


def until_of(case: CaseIssued, attestation: Attestation[Any]) -> dt.datetime | None:
    if attestation.valid_until is None:
        return None
    value = case.value_of(attestation.valid_until)
    return value if isinstance(value, dt.datetime) or value is None else clock.end_of(value)


def holder_of(case: CaseIssued, attestation: Attestation[Any]) -> str:
    if attestation.holder is None or attestation.holder.who is None:
        return case.party
    return party_named(attestation.holder.who, case.value_of(attestation.holder.who))


async def _name(holder: str) -> str:
    """As the account or the organisation has it; "" for somebody without."""
    kind, _sep, key = holder.partition(":")
    if kind == "o":
        known = await accounts.organisation(key)
        return str(known["name"]) if known else ""
    person = await accounts.by_fin(key) if kind == "p" else await accounts.person(UUID(key))
    return person.name if person else ""


def said_name(holder: str, record: Form) -> str:
    kind, _sep, key = holder.partition(":")
    if kind == "o":
        return key
    said = vars(record)
    return " ".join(str(said[name]) for name in ("surname", "given_name", "patronymic") if said.get(name))


def signed_qr(
    attested: Attested, attestation: Attestation[Any], key: ec.EllipticCurvePrivateKey, origin: str, domain: str
) -> str:
    """Out of what was issued alone, so that it says the same whenever it is made."""
    words = translator(LANGUAGE, domain)
    record = vars(from_json(attestation.of, attested.record))
    carried = {field.name: show(field, record.get(field.name), words) for field in attestation.carries}
    said = (attested.number, attested.attestation, attested.issued_at, attested.valid_until)
    return qr.fitting_address(qr.Claims(origin, *said, carried, attested.status_index), key)
