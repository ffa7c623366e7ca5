"""A seal certificate that names an organisation gives its holder a mandate, without anybody's grant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from xidmet import clock
from xidmet.auth.mandates.heads import tell_heads
from xidmet.contract.roles import Mandate
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused
from xidmet.store import accounts, mandates, organisation_acts, transaction
from xidmet.store.accounts import Person
from xidmet.store.bound import is_unique_violation

BY_SEAL = "seal certificate"
PROVEN = (BY_SEAL, "demonstration")  # a registration only says so
UNPROVED = Refusal(
    why=_("Your FIN is not proved yet, so nobody can be sure who would act for the organisation."),
    mend=_("Prove it on the page “Ways to sign in”, then show the seal."),
)
NOT_YOURS = Refusal(
    why=_("This certificate is in the name of another person."),
    mend=_("Sign in as that person, or use your own certificate."),
)


class SealIdentity(Protocol):
    """What a certificate that was checked says: intact, valid and trusted. fin: "" when it names no person."""

    @property
    def voen(self) -> str: ...
    @property
    def organisation(self) -> str: ...
    @property
    def fin(self) -> str: ...


@dataclass(frozen=True)
class Seal:
    """Implements SealIdentity, for the certificate of a seal: it names no person."""

    voen: str
    organisation: str
    fin: str = ""


@dataclass(frozen=True)
class Claimed:
    """role: held now. again: it was held before, and nothing was changed."""

    organisation: UUID
    role: Mandate
    again: bool


async def claim_by_seal(account: UUID, identity: SealIdentity) -> Claimed:
    """The account becomes the organisation's seal holder; its head, while nobody ever proved to be one.

    A head who only registered the organisation stays one beside: the two see each other, and can end each other.
    Raises Refused for a certificate in another person's name, and for somebody whose FIN is not proved.
    """
    person = await accounts.person(account)
    if person is None or not identity.voen:
        raise NotFound
    if not person.fin:
        raise Refused(UNPROVED)
    if identity.fin and identity.fin != person.fin:
        raise Refused(NOT_YOURS)
    try:
        return await _claimed(person, identity)
    except Exception as error:
        if not is_unique_violation(error):
            raise
        return await _claimed(person, identity)  # another one has just brought the organisation in


async def _claimed(person: Person, identity: SealIdentity) -> Claimed:
    moment = clock.now()
    async with transaction():
        organisation = await _organisation(identity)
        await mandates.lock(organisation)
        held = await mandates.held(organisation)
        proven = any(one.role == "head" and one.granted_by in PROVEN for one in held)
        mine = {
            one.role
            for one in held
            if one.account == person.id and one.state(moment) == "in force" and not one.services
        }
        role: Mandate = "head" if "head" in mine or not proven else "seal_holder"
        if role in mine and (role != "head" or proven):
            return Claimed(organisation, role, again=True)
        await _written(person, organisation, identity, role)
    return Claimed(organisation, role, again=False)


async def _organisation(identity: SealIdentity) -> UUID:
    known = await accounts.organisation(identity.voen)
    if known:
        return UUID(str(known["id"]))
    return await accounts.add_organisation(identity.voen, identity.organisation, "legal_entity", "", clock.now())


async def _written(person: Person, organisation: UUID, identity: SealIdentity, role: Mandate) -> None:
    moment = clock.now()
    text = _("{who} proved with a seal certificate to act for {organisation}.")
    link = f"/organisations/{identity.voen}"
    once = f"seal:{organisation}:{person.id}:{moment.timestamp()}"
    values = {"who": person.name, "organisation": identity.organisation}
    await tell_heads(organisation, _("A mandate by seal certificate"), text, link, once, **values)
    await accounts.add_mandate(person.id, organisation, role, BY_SEAL, moment)
    await organisation_acts.add_act(organisation, "sealed", person.id, person.name, {"role": role}, moment)
