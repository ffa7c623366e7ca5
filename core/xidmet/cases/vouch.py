"""An officer confirms by other proof what a register did not: it is silent for long, or it is wrong itself."""

from __future__ import annotations

from dataclasses import replace

from xidmet import clock, journal
from xidmet.auth import Actor, is_role
from xidmet.cases.at_desk import worked_on
from xidmet.cases.case import Case
from xidmet.cases.site import Site
from xidmet.cases.unconfirmed import UNCONFIRMED, plain
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed, NotFound, Refused, Stale, WrongAnswers
from xidmet.store import cases, transaction

LONGEST = 1000  # characters
MISSING = Mistake(_("Write what proves it, such as an extract that you saw."))
TOO_LONG = _("Use at most {most} characters; there are {length}.")
TOO_EARLY = Refusal(
    why=_("The register is still being asked about this answer."),
    mend=_("You can confirm it yourself when the register says something else, or stays silent for long."),
)
OWN = Refusal(why=_("You filled in this application with the applicant."), mend=_("A colleague must take it."))


def may_vouch(actor: Actor, case: Case, name: str) -> Refusal | None:
    """For whoever would make a decision that waits for it. Raises NotFound, NotAllowed for anybody else."""
    entry = case.unconfirmed.get(name)
    if entry is None:
        raise NotFound
    roles = [role for move in case.service.transitions if move.confirmed for role in move.actors]
    if not any(is_role(role, actor, case) for role in roles) or not case.service.leaving(case.state):
        raise NotAllowed
    if str(actor.account) in case.assistants:
        return OWN
    return None if entry.late or entry.state == "differs" else TOO_EARLY


async def vouch(site: Site, actor: Actor, number: str, name: str, why: str, version: int) -> Case:
    """Raises NotFound, NotAllowed, Refused, WrongAnswers, and Stale when the case changed meanwhile. What somebody
    vouched for before stays as it is: the same press again changes nothing.
    """
    case, office = await worked_on(site, actor, number)
    refusal, entry = may_vouch(actor, case, name), case.unconfirmed[name]
    if entry.state == "vouched":
        return case
    if refusal:
        raise Refused(refusal)
    if case.version != version or not entry.is_open:
        raise Stale(number)
    said = why.strip()
    if not said or len(said) > LONGEST:
        long = Mistake(TOO_LONG, {"most": LONGEST, "length": len(said)})
        raise WrongAnswers({"why": long if said else MISSING})
    settled = replace(entry, state="vouched", at=clock.now(), who=actor.name, why=said)
    kept = {**case.record.asked[UNCONFIRMED], name: plain(settled)}
    async with transaction():
        asked = {**case.record.asked, UNCONFIRMED: kept}
        if not await cases.change(case.record.id, case.version, clock.now(), asked=asked):
            raise Stale(number)
        facts: dict[str, str | int | bool | None] = {**actor.marks, "office": office.key, "question": name}
        facts["version"] = case.version + 1
        await journal.append(case.record.id, "answer-vouched", facts, {**actor.signature, "why": said})
    return case
