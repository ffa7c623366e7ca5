"""Hand cases over to a colleague, with a word why. It gives them no power: they must hold a role whose work it is."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from xidmet import clock, journal
from xidmet.auth import Actor, person_key
from xidmet.cases.case import Case
from xidmet.cases.desk.look import need_desk, office_keys
from xidmet.cases.desk.queues import is_shared, services_of
from xidmet.cases.desk.take import AT_ONCE, AT_REST, SHARED, Outcome, case_on_desk, fitting, has_it, role_in
from xidmet.cases.site import Site
from xidmet.contract.mistake import Mistake
from xidmet.contract.roles import ADMINISTRATOR
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused, WrongAnswers
from xidmet.notifications import Addressee, send_directly
from xidmet.store import absences, accounts, office_acts, taking, transaction
from xidmet.store.absences import Colleague

LONGEST = 300  # signs of the word why
NOBODY = _("Choose who is to have them.")
NO_WORD = _("Say in a word why: your colleague reads it.")
TOO_LONG = _("At most {most} signs.")
NO_ROLE = _("{who} holds no role that acts in this case now.")
HANDED = _("Cases were handed over to you")
HANDED_TEXT = _("{who} handed over to you: {numbers}. Why: {why}")
LOST = _("Cases of yours were handed over")
LOST_TEXT = _("{who} handed over to {whom}: {numbers}. Why: {why}")


@dataclass(frozen=True)
class _Handed:
    """A case that was handed over. role: in which it is had from now on. before: who had it."""

    number: str
    role: str
    before: UUID | None


async def recipients(site: Site, actor: Actor) -> list[Colleague]:
    """Everybody else who holds a role in the services of this person. Raises NotAllowed, SurerNeeded."""
    need_desk(actor)
    found = await absences.colleagues(office_keys(services_of(site, actor)), clock.now())
    return [one for one in found if one.account != actor.account]


async def hand_over(site: Site, actor: Actor, numbers: Sequence[str], to: UUID | None, why: str) -> Outcome:
    """All at once, each for itself: what can't be handed over stays where it is, and it is said why.

    Raises WrongAnswers for nobody, for nobody's word, or a long one; SurerNeeded.
    """
    colleague = await _colleague(site, actor, to, why)
    away = {one.account for one in await absences.stood_in_for(actor.account, clock.today())}
    done, refused = list[_Handed](), list[tuple[str, Refusal]]()
    async with transaction():
        for number in list(dict.fromkeys(numbers))[:AT_ONCE]:
            try:
                done.append(await _hand(site, actor, number, colleague, away))
            except Refused as error:
                refused.append((number, error.refusal))
            except NotFound as error:
                refused.append((number, Refusal(why=error.why, mend=error.mend)))
        if done:
            await _say(actor, colleague, done, why.strip())
    site.wake.ring()
    return Outcome(tuple(one.number for one in done), tuple(refused))


async def hand_over_case(site: Site, actor: Actor, number: str, to: UUID | None, why: str) -> Case:
    """One alone, as it is then. What the colleague has already they go on having, and are told nothing.

    Raises NotFound, NotAllowed, SurerNeeded, WrongAnswers as handing over many does, and Refused where it can't be.
    """
    colleague = await _colleague(site, actor, to, why)
    case = await case_on_desk(site, actor, number)
    if case.record.officer == colleague.account:
        return case
    outcome = await hand_over(site, actor, [number], to, why)
    if outcome.refused:
        raise Refused(outcome.refused[0][1])
    return await case_on_desk(site, actor, number)


async def _colleague(site: Site, actor: Actor, to: UUID | None, why: str) -> Colleague:
    """Whom it goes to. Raises WrongAnswers beside "to" and "why"."""
    colleague = next((one for one in await recipients(site, actor) if one.account == to), None)
    errors = {"to": Mistake(NOBODY)} if colleague is None else {}
    if not why.strip() or len(why) > LONGEST:
        errors["why"] = Mistake(TOO_LONG, {"most": LONGEST}) if why.strip() else Mistake(NO_WORD)
    if colleague is None or errors:
        raise WrongAnswers(errors)
    return colleague


async def _hand(site: Site, actor: Actor, number: str, to: Colleague, away: set[UUID]) -> _Handed:
    case = await case_on_desk(site, actor, number)
    role = next((key for key in fitting(case) if key in to.roles), "")
    if not case.state.waiting or is_shared(case.state):
        raise Refused(SHARED if case.state.waiting else AT_REST)
    if not _may(case, actor, away):
        raise Refused(await has_it(case))
    if not role:
        raise Refused(Refusal(why=NO_ROLE, mend=NOBODY, who=to.name))
    record = case.record
    if not await taking.hand_over(record.id, record.version, record.officer, to.account, role, clock.now()):
        raise Refused(Refusal(why=_("Somebody took or changed it just now."), mend=_("Look at who has it now.")))
    facts = {**actor.marks, "office": role, "to": str(to.account)}
    await journal.append(record.id, "handed-over", facts, {**actor.signature, "whom": to.name})
    return _Handed(number, role, record.officer)


def _may(case: Case, actor: Actor, away: set[UUID]) -> bool:
    """What one has, what somebody has for whom one stands in, what nobody has; an administrator hands over any."""
    officer = case.record.officer
    if officer is None:
        return bool(role_in(case, actor))
    agencies = {key.rpartition(":")[0] for key in fitting(case)}
    heads = any(f"{agency}:{ADMINISTRATOR}" in actor.offices for agency in agencies)
    return officer == actor.account or officer in away or heads


async def _say(actor: Actor, to: Colleague, done: list[_Handed], why: str) -> None:
    """To whoever has them now, to whoever had them, and in the agency's record. One message, however many."""
    once, numbers = secrets.token_hex(12), ", ".join(one.number for one in done)
    said = {"who": actor.name, "whom": to.name, "numbers": numbers, "why": why}
    await _tell(to.account, HANDED, HANDED_TEXT, f"handed:{once}", said)
    for before in {one.before for one in done} - {None, actor.account, to.account}:
        theirs = ", ".join(one.number for one in done if one.before == before)
        assert before is not None
        await _tell(before, LOST, LOST_TEXT, f"lost:{once}", {**said, "numbers": theirs})
    for agency in sorted({one.role.rpartition(":")[0] for one in done}):
        facts = {"whom": to.name, "number": numbers[:1000], "why": why}
        await office_acts.add_act(agency, "cases-handed", actor.account, actor.name, facts, clock.now())


async def _tell(account: UUID, subject: str, text: str, once: str, said: dict[str, str]) -> None:
    person = await accounts.person(account)
    if person is not None:
        addressee = Addressee(person_key(person.fin, person.id), person.email, person.language)
        await send_directly(addressee, subject, text, "/desk?queue=mine", f"{once}:{person.id}", **said)
