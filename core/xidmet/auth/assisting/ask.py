"""An officer of a service centre says whom they have before them; the person is asked whether they agree.

Whether there is an account is told nobody: the page that follows is the same, and a code goes only to the address of an
account whose FIN or passport is proved.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.auth import throttle
from xidmet.auth.actor import Actor
from xidmet.auth.assisting.record import known_by
from xidmet.auth.assisting.told import tell
from xidmet.auth.assisting.words import digest_of
from xidmet.auth.identity import CARD, FOREIGN, WholeIdentity, need_foreign, passport_of
from xidmet.auth.may import surer_for_office
from xidmet.auth.offices.agencies import AgencyHere, agencies
from xidmet.auth.parties import person_key
from xidmet.contract.fields import Choice, Text
from xidmet.contract.mistake import Mistake
from xidmet.contract.roles import ASSISTANT
from xidmet.contract.texts import _
from xidmet.errors import NotFound, WrongAnswers
from xidmet.language import translator
from xidmet.notifications import send_account_letter
from xidmet.plugins import Catalogue
from xidmet.store import accounts, assisting, transaction
from xidmet.store.accounts import Person
from xidmet.store.assisting import Visit
from xidmet.store.sessions import Kept

__all__ = ["CARD", "FOREIGN", "Presented", "ask", "centres"]

PROOFS = {
    "card": _("Identity card"),
    "passport": _("Passport"),
    "permit": _("Residence card (MYİ or DYİ)"),
    "other": _("Another document with a photo"),
}
SEXES = {"f": _("Woman"), "m": _("Man")}
YOURSELF = _("This is you. Nobody assists themselves.")
WANTS = (
    _("A service centre asks whether it may fill in for you"),
    _(
        "{who}, {agency}, asks to fill in an application with you. If you stand there now, agree on this page or tell "
        "the code from our e-mail. If you do not, say so on this page."
    ),
)
CODE = _("Code for filling in with you: {code}")
CODE_TEXT = _(
    "{who}, {agency}, asks to fill in an application with you. If you stand there now, tell them this code: {code}. It "
    "holds 15 minutes. If you do not, tell it to nobody, and say so on this page."
)


class Presented(WholeIdentity):
    """Who stands before the officer, as on the document that they show."""

    surname = Text(_("Surname"), most=100)
    given_name = Text(_("Name"), most=100)
    patronymic = Text(
        _("Father's name"), most=90, hint=_("Without oğlu or qızı; leave it empty if there is none.")
    ).optional()
    sex = Choice(_("Sex"), SEXES)
    proof = Choice(_("Which document did you see?"), PROOFS)
    proof_last = Text(_("The last four signs of its number"), most=4)


def centres(catalogue: Catalogue, actor: Actor) -> list[AgencyHere]:
    """The agencies at whose centres this person assists. Raises NotFound for anybody else, SurerNeeded."""
    every = agencies(catalogue)
    held = [here for code, here in every.items() if f"{code}:{ASSISTANT}" in actor.offices]
    if not held and any(key.rpartition(":")[2] == ASSISTANT for key in actor.unproved_offices):
        raise surer_for_office()
    if not held or actor.assistant or actor.program:
        raise NotFound
    return held


async def ask(
    catalogue: Catalogue, actor: Actor, session: Kept, agency: str, answers: Any, language: str, everywhere: bool
) -> UUID:
    """The visit that waits for the person's agreement. answers: as Presented asks. language: of the page.

    Raises NotFound, SurerNeeded, WrongAnswers, TooMany.
    """
    here = next((one for one in centres(catalogue, actor) if one.code == agency), None)
    if here is None:
        raise NotFound
    given = vars(answers)
    visit = _visit(here, actor, session, given, language, everywhere)
    await throttle.take(throttle.ASSIST, str(actor.account))
    await throttle.take(throttle.ASSISTED, visit.fin or visit.passport)
    await _not_oneself(actor, visit)
    person = await known_by(visit.fin, visit.passport)
    async with transaction():
        if person is None:
            await assisting.add(visit)
        else:
            await _send(here, visit, person)
    return visit.id


def _visit(
    here: AgencyHere, actor: Actor, session: Kept, given: dict[str, Any], language: str, everywhere: bool
) -> Visit:
    foreign = given["kind"] != "citizen"
    if foreign:
        need_foreign(given["kind"], given["country"], given["born"])
    fin = (given.get("fin_of_card") if foreign else given.get("fin")) or ""
    return Visit(
        id=uuid4(),
        agency=here.code,
        agency_name=here.agency.name,
        everywhere=everywhere,
        clerk=actor.account,
        clerk_name=actor.name,
        session=session.digest,
        party=person_key(fin) if fin else "",
        kind=given["kind"],
        fin=fin,
        passport=passport_of(given["country"], given["passport"]) if foreign else "",
        surname=given["surname"],
        given_name=given["given_name"],
        patronymic=_patronymic(given, foreign),
        sex=given["sex"],
        born=given.get("born") if foreign else None,
        language=language,
        proof=given["proof"],
        proof_last=given["proof_last"],
        code="",
        asked_at=clock.now(),
    )


def _patronymic(given: dict[str, Any], foreign: bool) -> str:
    said = given.get("patronymic") or ""
    return f"{said} {'qızı' if given['sex'] == 'f' else 'oğlu'}" if said and not foreign else said


async def _not_oneself(actor: Actor, visit: Visit) -> None:
    mine = await accounts.person(actor.account)
    fins = {mine.fin, mine.claimed_fin} if mine else set()
    passports = {mine.passport, mine.claimed_passport} if mine else set()
    if (visit.fin and visit.fin in fins) or (visit.passport and visit.passport in passports):
        where = "fin_of_card" if visit.kind != "citizen" and visit.fin in fins else "fin" if visit.fin else "passport"
        raise WrongAnswers({where: Mistake(YOURSELF)})


async def _send(here: AgencyHere, visit: Visit, person: Person) -> None:
    """The code is in the e-mail alone, which is forgotten once it has left; the inbox leads to a page to agree on."""
    code = f"{secrets.randbelow(10**6):06}"
    made = {"party": person_key(person.fin, person.id), "code": digest_of(visit.id, code)}
    await assisting.add(Visit(**{**vars(visit), **made}))
    names = {"who": visit.clerk_name, "agency": here.name(person.language)}
    await tell((made["party"], "", person.language), visit.id, WANTS, f"assist:{visit.id}", **names)
    subject = translator(person.language).text(CODE, code=code)
    page, once = f"/assisted/{visit.id}", f"assist-code:{visit.id}"
    await send_account_letter(person, subject, CODE_TEXT, page, once, last=True, code=code, **names)


HOLDS = dt.timedelta(minutes=15)  # the code
WAITS = dt.timedelta(minutes=60)  # the question: long enough to print, sign and scan a consent
