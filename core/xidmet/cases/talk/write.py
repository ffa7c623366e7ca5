"""Write a message: the text, its row in the journal, its files and the effect that tells the other side, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID, uuid4

from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases.along import MOST_FILES, chosen, digest_of, take_back
from xidmet.cases.once import USED_ELSEWHERE
from xidmet.cases.site import Site
from xidmet.cases.talk.rules import A_DAY, LONGEST, Place, may_write, place_of
from xidmet.contract.mistake import Mistake
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import Refused, UsedElsewhere, WrongAnswers
from xidmet.store import cases, talk, transaction
from xidmet.store.along import OF_MESSAGES, Along
from xidmet.store.bound import is_unique_violation
from xidmet.store.effects import write_effect
from xidmet.store.talk import Said

BY_MESSAGE = "message "  # and its id, in the place of the transition that a form's token made
NO_TEXT = _("Write what you want to say.")
LONG = _("This is longer than {most} characters. Shorten it, or send it as two messages.")
MANY_FILES = _("At most {most} files can go along with one message.")
ENOUGH = Refusal(
    why=_("There were {most} messages in this case within a day already; more are not taken."),
    mend=_("Your text is still here: send it tomorrow, or call the agency."),
    most=A_DAY,
)


async def write(
    site: Site, actor: Actor, number: str, text: str, files: Sequence[UUID], token: str, digest: str = ""
) -> Said:
    """The message as it stands. files: that were kept for it. token: of the form; the same one again gives the first.

    Raises NotFound, NotAllowed, WrongAnswers (beside "text" or "files"), Refused when the conversation is over or a
    day's number is reached, UsedElsewhere.
    """
    place = await place_of(site, actor, number)
    if first := await _first(place, token, digest):
        await _take_back(site, place, files)
        return first
    text = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n"))
    along = await _fitting(place, text, files)
    try:
        async with transaction():
            said = await _written(place, text, along, token, digest)
    except Exception as error:
        first = await _first(place, token, digest) if is_unique_violation(error) else None
        if first is None:
            raise
        await _take_back(site, place, files)
        return first
    site.wake.ring()
    return said


async def _take_back(site: Site, place: Place, files: Sequence[UUID]) -> None:
    await take_back(site, OF_MESSAGES, place.case.record.id, place.actor.account, files)


async def _first(place: Place, token: str, digest: str) -> Said | None:
    """What this very form sent before. Raises UsedElsewhere."""
    spent = await cases.submission(token) if token else None
    if spent is None:
        return None
    case, move, before = spent
    said = await talk.one(UUID(move.removeprefix(BY_MESSAGE))) if move.startswith(BY_MESSAGE) else None
    if said is None or case != place.case.record.id or said.account != place.actor.account or before != digest:
        raise UsedElsewhere(USED_ELSEWHERE)
    return said


async def _fitting(place: Place, text: str, files: Sequence[UUID]) -> list[Along]:
    if refusal := may_write(place.case):
        raise Refused(refusal)
    wrong: dict[str, Mistake] = {}
    if not text:
        wrong["text"] = Mistake(NO_TEXT)
    elif len(text) > LONGEST:
        wrong["text"] = Mistake(LONG, {"most": LONGEST})
    if len(set(files)) > MOST_FILES:
        wrong["files"] = Mistake(MANY_FILES, {"most": MOST_FILES})
    if wrong:
        raise WrongAnswers(wrong)
    since = clock.now() - dt.timedelta(days=1)
    most = A_DAY * 5 if place.by_officer else A_DAY
    if await talk.count_since(place.case.record.id, place.by_officer, since) >= most:
        raise Refused(ENOUGH)
    return await chosen(OF_MESSAGES, place.case.record.id, place.actor.account, files)


async def _written(place: Place, text: str, along: Sequence[Along], token: str, digest: str) -> Said:
    case, actor, moment, wanted = place.case.record.id, place.actor, clock.now(), uuid4()
    facts: dict[str, str | int | bool | None] = {
        **actor.marks,
        "message": str(wanted),
        "office": place.office,
        "files": len(along),
    }
    row = await journal.append(case, "message", facts, {**actor.signature, "said": digest_of(text, along)})
    said = Said(wanted, case, row, actor.account, _named(actor), place.office, text, moment, None)
    await talk.add(said)
    await talk.read(case, place.by_officer, moment)  # whoever answers has read
    await OF_MESSAGES.send(case, actor.account, [one.stored.id for one in along], wanted)
    await write_effect("case-message", {"message": str(wanted)}, f"case-message:{wanted}", case=case)
    if token:
        await cases.spend(token, case, f"{BY_MESSAGE}{wanted}", digest, moment)
    return said


def _named(actor: Actor) -> str:
    names = [actor.name, actor.party_name if actor.acts_for_other else ""]
    return ", ".join(name for name in names if name)[:300]
