"""A program brings a list that a person signed: whoever signed it makes the moves, by their own power.

A token proves no person; a signature over the very list does, as surely as a sign-in with the same certificate.
"""

from __future__ import annotations

from dataclasses import replace

from xidmet import clock
from xidmet.auth import Actor, acting_now, could_open, throttle
from xidmet.auth.beyond import turned_down
from xidmet.cases.lists.found import TheList
from xidmet.cases.lists.sign import ListToSign, keep_signed
from xidmet.cases.signed import Judged
from xidmet.cases.signing.judge import passed
from xidmet.cases.signing.returned import NOTHING, kind_of
from xidmet.cases.site import Site
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.documents.files import one_piece
from xidmet.errors import NotFound, Refused
from xidmet.signatures.manifest import HEAD_NAME
from xidmet.store import accounts, organisation_acts
from xidmet.store import lists as store

MEANS, LEVEL = "e-signature", "high"
NOT_A_PERSON = Refusal(
    why=_("This was sealed by an organisation; a list that a program brings is signed by a person."),
    mend=_("Have it signed with the certificate of somebody who holds the mandate for it."),
)
NO_MANDATE = Refusal(
    why=_("This was signed by {name}, who holds no mandate of {organisation}."),
    mend=_("Have it signed by somebody who holds the mandate for it."),
)


async def sign_with_brought(site: Site, program: Actor, found: TheList, file: bytes, language: str) -> None:
    """file: signed with any tool. The same again, after the work began: nothing more happens.

    Raises Refused with the reason, Stale when the list was changed or its time is over, TooMany; then it waits on.
    """
    listed = found.listed
    if listed.state in (store.WORKING, store.DONE, store.STOPPED):
        return
    ListToSign(found).need_open()
    if program.party != listed.party or program.program is None:
        raise NotFound
    if not file:
        raise Refused(NOTHING)
    await throttle.take(throttle.SIGNED_FILE, str(program.account))
    judgement = await passed(site, listed.head.encode(), file, language)
    signer = await _signer(found, judgement, program)
    kind, media = kind_of(file)
    stored = await site.files.store(one_piece(file), f"{HEAD_NAME}.{kind}", media, party=listed.party, case=None)

    async def brought() -> None:
        """Inside the transaction in which the work begins."""
        assert program.organisation is not None and program.program is not None
        facts = {"program": program.program.name, "token": program.program.prefix, "whom": signer.name}
        facts |= {"services": found.service.slug}
        moment = clock.now()
        await organisation_acts.add_act(
            program.organisation, "list-brought", program.account, program.name, facts, moment
        )

    await keep_signed(site, signer, found, replace(stored, kind=kind), judgement, brought)


async def _signer(found: TheList, judgement: Judged, program: Actor) -> Actor:
    """The person, as they may act for the organisation now. Raises Refused."""
    if judgement.report["signers"][0]["kind"] != "person" or not judgement.fin:
        raise Refused(NOT_A_PERSON)
    person = await accounts.by_fin(judgement.fin)
    actor = await acting_now(person.id, found.listed.party, LEVEL, MEANS) if person else None
    if actor is None or not actor.organisation:
        whose = {"name": judgement.name, "organisation": program.party_name}
        raise Refused(Refusal(None, why=NO_MANDATE.why, mend=NO_MANDATE.mend, **whose))
    if refusal := could_open(actor, found.service):
        raise turned_down(refusal)
    return actor
