"""Complaints about a decision: the term, filed on the portal, heard by others than those who decided, and told."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from xidmet import clock, journal
from xidmet.auth import Actor, could_open
from xidmet.auth.beyond import turned_down
from xidmet.cases.about_me import complains, concerned_in, readable
from xidmet.cases.along import MOST_FILES, chosen, digest_of, take_back
from xidmet.cases.case import Case, Done, case_of
from xidmet.cases.consequences import Given, write
from xidmet.cases.dispute import decision_of, last_day
from xidmet.cases.find import case_for
from xidmet.cases.once import USED_ELSEWHERE, Posted
from xidmet.cases.site import Site
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.service import Appeal
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused, Stale, UsedElsewhere, WrongAnswers
from xidmet.store import cases, complaints, transaction
from xidmet.store.along import OF_COMPLAINTS
from xidmet.store.bound import is_unique_violation
from xidmet.store.complaints import Kept
from xidmet.store.effects import write_effect

__all__ = [
    "Disputed",
    "Kept",
    "decide",
    "decision_of",
    "disputed",
    "file",
    "hears_in",
    "to_be_heard",
]

Facts = dict[str, str | int | bool | None]
LONGEST, AT_ONCE = 4_000, 50
FILED, DECIDED = "complaint filed", "complaint decided"  # in the place of what a form's token moved
NO_TEXT = _("Write what you want to say.")
MANY_FILES = _("At most {most} files can go along with one complaint.")
LONG = _("This is longer than {most} characters.")
NOT_HERE = Refusal(
    why=_("The portal takes no complaints about this decision."),
    mend=_("File it where the page says."),
)
TOO_LATE = Refusal(why=_("The term for a complaint ended on {date}."), mend=_("Go to court, or ask a lawyer."))
ONE_ALREADY = Refusal(
    why=_("There is a complaint about this decision already."), mend=_("Its page says how far it has come.")
)
HAD_A_HAND = Refusal(why=_("You had a hand in this case yourself."), mend=_("A colleague must hear the complaint."))
IS_DECIDED = Refusal(why=_("This complaint was decided already."), mend=_("Look at the page as it is now."))


@dataclass(frozen=True)
class Disputed:
    """A decision that can be disputed. until: the last day. complaint: about it, or about the one before, if any.

    hears: the reader hears complaints of this service. may_not: why they can't file or hear; None when they can.
    readable: the reader may read what the complaint says.
    """

    case: Case
    appeal: Appeal
    decided: Done | None
    until: dt.date | None
    complaint: Kept | None
    hears: bool
    may_not: Refusal | None
    readable: bool = True


def number_of(case: Case) -> str:
    """One for each decision: the case's, and the place of the decision among its moves."""
    return f"{case.number}-{len(case.done)}"


async def disputed(site: Site, actor: Actor, number: str) -> Disputed:
    """For the party, and for officers who see the case. Raises NotFound where nothing was decided against anybody."""
    case = await concerned_in(site, actor, number) or await case_for(site, actor, number)
    appeal, decided = case.service.appeal, decision_of(case)
    filed = await complaints.of_case(case.record.id) if appeal else []
    if appeal is None or (decided is None and not filed):
        raise NotFound
    mine = next((one for one in filed if decided and one.number == number_of(case)), None)
    complaint = mine or (filed[-1] if filed and decided is None else None)
    hears = not complains(actor, case) and any(role.key in actor.offices for role in appeal.heard_by)
    may_not = _hearing(actor, case, complaint) if hears else _filing(actor, case, decided, complaint)
    until = last_day(case, decided.at) if decided else None
    may_read = complaint is None or hears or await readable(actor, case, complaint.account)
    return Disputed(case, appeal, decided, until, complaint, hears, may_not, may_read)


def _filing(actor: Actor, case: Case, decided: Done | None, complaint: Kept | None) -> Refusal | None:
    appeal = case.service.appeal
    if appeal is None or appeal.reopens is None or not complains(actor, case) or decided is None:
        return NOT_HERE
    if case.party == actor.party and (refusal := could_open(actor, case.service)):
        return refusal
    if complaint is not None:
        return ONE_ALREADY
    until = last_day(case, decided.at)
    if clock.today() > until:
        return Refusal(why=TOO_LATE.why, mend=TOO_LATE.mend, date=until)
    return None


def _hearing(actor: Actor, case: Case, complaint: Kept | None) -> Refusal | None:
    if str(actor.account) in {done.by for done in case.done}:
        return HAD_A_HAND
    return IS_DECIDED if complaint is None or complaint.decided_at else None


async def file(site: Site, actor: Actor, number: str, text: str, token: str, files: Sequence[UUID] = ()) -> Kept:
    """The complaint as it was received. files: that were kept for it.

    Raises NotFound, Refused, WrongAnswers beside "text" and "files", UsedElsewhere.
    """
    found, text = await disputed(site, actor, number), text.strip()
    if found.hears:
        raise NotFound
    if first := await _first(found, token, FILED):
        await take_back(site, OF_COMPLAINTS, first.case, actor.account, files)
        return first
    if found.may_not:
        raise turned_down(found.may_not)
    _need_text("text", text)
    _need_few(files)
    case, moment = found.case, clock.now()
    name = ", ".join(one for one in (actor.name, actor.party_name if actor.acts_for_other else "") if one)[:300]
    kept = Kept(uuid4(), case.record.id, case.service.slug, number_of(case), actor.account, name, text, moment)
    along = await chosen(OF_COMPLAINTS, case.record.id, actor.account, files)
    try:
        async with transaction():
            await complaints.add(kept)
            await OF_COMPLAINTS.send(kept.case, actor.account, [one.stored.id for one in along], kept.id)
            facts: Facts = {**actor.marks, "complaint": kept.number, "files": len(along)}
            await journal.append(kept.case, "complaint", facts, {**actor.signature, "said": digest_of(text, along)})
            await _tells(kept, "filed")
            await cases.spend(token, kept.case, f"{FILED} {kept.id}", "", moment)
    except Exception as error:
        if not is_unique_violation(error):
            raise
        first = await _first(found, token, FILED)
        if first is None:
            raise Refused(ONE_ALREADY) from error
        await take_back(site, OF_COMPLAINTS, first.case, actor.account, files)
        return first
    site.wake.ring()
    return kept


def _need_text(name: str, text: str) -> None:
    if not text:
        raise WrongAnswers({name: Mistake(NO_TEXT)})
    if len(text) > LONGEST:
        raise WrongAnswers({name: Mistake(LONG, {"most": LONGEST})})


def _need_few(files: Sequence[UUID]) -> None:
    if len(set(files)) > MOST_FILES:
        raise WrongAnswers({"files": Mistake(MANY_FILES, {"most": MOST_FILES})})


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def _first(found: Disputed, token: str, what: str) -> Kept | None:
    """What this very form did before. Raises UsedElsewhere."""
    spent = await cases.submission(token)
    if spent is None:
        return None
    kept = await complaints.one(UUID(spent[1].rpartition(" ")[2])) if spent[1].startswith(f"{what} ") else None
    if kept is None or kept.case != found.case.record.id:
        raise UsedElsewhere(USED_ELSEWHERE)
    return kept


async def decide(site: Site, actor: Actor, number: str, upheld: bool | None, reason: str, token: str) -> Kept:
    """Upheld: the case is opened again by the declared move, in the same transaction. Not: it stays as it is.

    Raises NotFound for who does not hear complaints, Refused, WrongAnswers, Stale, UsedElsewhere.
    """
    found, reason = await disputed(site, actor, number), reason.strip()
    if not found.hears:
        raise NotFound
    if first := await _first(found, token, DECIDED):
        return first
    if found.may_not or found.complaint is None:
        raise turned_down(found.may_not or IS_DECIDED)
    if upheld is None:
        raise WrongAnswers({"upheld": Mistake(_("Choose from the list."))})
    _need_text("reason", reason)
    try:
        async with transaction():
            await _decided(site, actor, found, found.complaint, upheld, reason, token)
    except Exception as error:
        if not isinstance(error, Stale) and not is_unique_violation(error):
            raise
        if first := await _first(found, token, DECIDED):  # this very form, posted twice at the same time
            return first
        if isinstance(error, Stale):
            raise
        raise Refused(IS_OPEN) from error
    site.wake.ring()
    kept = await complaints.one(found.complaint.id)
    assert kept is not None
    return kept


IS_OPEN = Refusal(
    why=_("The applicant has another application like this one, so that this case can't be opened again."),
    mend=_("Decide when that one is over."),
)


async def _decided(
    site: Site, actor: Actor, found: Disputed, complaint: Kept, upheld: bool, reason: str, token: str
) -> None:
    case, moment, reopens = found.case, clock.now(), found.appeal.reopens
    if not await complaints.decide(complaint.id, upheld, reason, actor.account, actor.name, moment):
        raise Stale(case.number)
    facts = {**actor.marks, "complaint": complaint.number, "upheld": "yes" if upheld else "no"}
    await journal.append(complaint.case, "complaint-decided", facts, {**actor.signature, "said": _digest(reason)})
    if upheld and reopens is not None and found.decided is not None:
        await write(site, actor, case, reopens, Given(case.answers, {}, False, None), Posted(""))
    await _tells(complaint, "decided")
    await cases.spend(token, complaint.case, f"{DECIDED} {complaint.id}", "", moment)


async def _tells(complaint: Kept, what: str) -> None:
    payload = {"complaint": str(complaint.id), "what": what}
    await write_effect("complaint", payload, f"complaint-{what}:{complaint.id}", case=complaint.case)


def hears_in(site: Site, actor: Actor) -> list[str]:
    """The services whose complaints somebody in these offices hears."""
    return [
        slug
        for slug, service in site.catalogue.services.items()
        if service.appeal and any(role.key in actor.offices for role in service.appeal.heard_by)
    ]


async def to_be_heard(site: Site, actor: Actor, page: int) -> tuple[list[tuple[Case, Kept]], bool]:
    """Those that wait, the oldest first; and whether there is another page."""
    found = await complaints.undecided(hears_in(site, actor), AT_ONCE + 1, (page - 1) * AT_ONCE)
    rows = []
    for kept in found[:AT_ONCE]:
        record = await cases.by_id(kept.case)
        case = case_of(site, record) if record else None
        if case is not None:
            rows.append((case, kept))
    return rows, len(found) > AT_ONCE
