"""My ways to sign in: which there are, how surely I must show who I am before I change them, and their end."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from xidmet import clock
from xidmet.auth import sessions
from xidmet.auth.actor import Actor
from xidmet.auth.entrance import Entrance
from xidmet.auth.proof import PASSWORD
from xidmet.auth.sessions import Kept as Session
from xidmet.contract.levels import LEVELS, Level, reaches
from xidmet.contract.roles import OFFICE_LEVEL
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import NotFound, Refused
from xidmet.language import translator
from xidmet.notifications import send_account_letter
from xidmet.store import accounts, transaction
from xidmet.store import means as store
from xidmet.store.accounts import Person
from xidmet.store.means import Kept, Proved

LONGEST_LABEL = 60  # characters
LAST = Refusal(
    why=_("This is your last way to sign in, so it stays."), mend=_("Add another way first, or set a password.")
)

FOR_OFFICE = Refusal(
    why=_("You hold an office at an agency, which counts only with a second means, and this is your last one."),
    mend=_("Add another one first, or give up the office."),
)


@dataclass(frozen=True)
class Mine:
    """means: in the order they were added. password: there is one. way_in: a means that isn't the last way in."""

    means: Sequence[Kept]
    password: bool
    proved: Sequence[Proved]
    claimed_fin: str


async def mine(actor: Actor) -> Mine:
    person = await _person(actor)
    proved = await store.proved(actor.account)
    return Mine(await store.of_account(actor.account), bool(person.password), proved, person.claimed_fin)


async def one_of_mine(actor: Actor, wanted: UUID) -> Kept:
    """Raises NotFound."""
    found = next((one for one in await store.of_account(actor.account) if one.id == wanted), None)
    if found is None:
        raise NotFound
    return found


async def level_to_prove(entrance: Entrance, session: Session, actor: Actor) -> Level | None:
    """How surely the person must show once more who they are; None while they have just done so.

    As surely as the surest of their means can: a stolen password must not put a thief's passkey beside the owner's. An
    officer at least as surely as the office asks for, whatever their means: it may have been proved by a certificate.
    """
    kept = await store.of_account(actor.account)
    held = [one.level for one in kept if one.name in entrance.means]
    least = OFFICE_LEVEL if actor.offices or actor.unproved_offices else LEVELS[0]
    highest = max((level for level in LEVELS if level in (*held, least)), key=LEVELS.index)
    return None if sessions.is_fresh(session) and reaches(session.level, highest) else highest


async def able_to_prove(entrance: Entrance, actor: Actor, level: Level) -> list[str]:
    """Names of the means by which this person can show so surely who they are."""
    kept = {one.name for one in await store.of_account(actor.account)}
    person = await _person(actor)
    if person.password and (level == "low" or (level == "substantial" and "authenticator" in kept)):
        kept.add(PASSWORD)
    return [
        one.name
        for one in entrance.reaching(level)
        if "step-up" in one.purposes and (not one.added_first or one.name in kept)
    ]


async def rename(actor: Actor, wanted: UUID, label: str) -> None:
    """label: "" for the means' own title. Raises NotFound."""
    kept = await one_of_mine(actor, wanted)
    await store.rename(actor.account, kept.id, " ".join(label.split())[:LONGEST_LABEL])


async def remove(entrance: Entrance, session: Session, actor: Actor, wanted: UUID) -> None:
    """It opens the account no more; every other session ends, for it may have been opened with it.

    Raises NotFound, Refused for the last way in, and for the last second means of somebody who holds an office.
    """
    async with transaction():
        await accounts.lock(actor.account)  # of two who remove the last two at once, the second finds one left
        kept = await one_of_mine(actor, wanted)
        person = await _person(actor)
        if not await _another_way(entrance, person, kept):
            raise Refused(LAST)
        if await _office_rests_on(entrance, person, kept):
            raise Refused(FOR_OFFICE)
        await store.remove(actor.account, kept.id)
        await sessions.end_all(actor.account, but=session)
        await send_account_letter(
            person,
            _("A way to sign in was removed from your account"),
            _("Hello {name}, a way to sign in was removed from your account: {means}. If it was not you, tell us."),
            "/account/means",
            f"means-removed:{secrets.token_hex(16)}",
            name=person.given_name,
            means=kept.label or title_of(entrance, kept.name, person.language),
        )


def title_of(entrance: Entrance, name: str, language: str) -> str:
    """What a means is called; its name when the site offers it no more."""
    if name not in entrance.means:
        return name
    return translator(language, entrance.domain_of(name)).text(entrance.means[name].title)


async def _another_way(entrance: Entrance, person: Person, but: Kept) -> bool:
    if person.demo_key or (person.password and person.email):
        return True
    others = [one for one in await store.of_account(person.id) if one.id != but.id]
    return any("sign-in" in entrance.means[one.name].purposes for one in others if one.name in entrance.means)


async def _office_rests_on(entrance: Entrance, person: Person, but: Kept) -> bool:
    """Without it a password alone would be enough to add another means, and with that one the office's power."""
    if person.demo_key or not reaches(but.level, OFFICE_LEVEL) or not await accounts.offices(person.id, clock.now()):
        return False
    others = [one for one in await store.of_account(person.id) if one.id != but.id and one.name in entrance.means]
    return not any(reaches(one.level, OFFICE_LEVEL) for one in others)


async def _person(actor: Actor) -> Person:
    person = await accounts.person(actor.account)
    if person is None:
        raise NotFound
    return person
