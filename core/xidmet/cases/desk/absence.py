"""While somebody is away a colleague stands in: their cases stand among the colleague's, reminders go to both.

No power comes with it. Who stands in holds a role at the agency already, and acts in their own name; the journal says
for whom.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor, person_key
from xidmet.auth.may import Mover
from xidmet.auth.offices import administered
from xidmet.auth.offices.agencies import agencies
from xidmet.cases.case import Case
from xidmet.cases.desk.look import need_desk
from xidmet.cases.desk.take import office_of
from xidmet.cases.site import Site
from xidmet.contract.mistake import Mistake
from xidmet.contract.roles import APART
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed, NotFound, WrongAnswers
from xidmet.language import translator
from xidmet.notifications import Addressee, send_directly
from xidmet.store import absences, accounts, office_acts, offices, transaction
from xidmet.store.absences import Absence, Colleague

__all__ = [
    "Absence",
    "Asked",
    "Colleague",
    "at_agency",
    "be_away",
    "colleagues_at",
    "end",
    "own",
    "own_agencies",
    "stands_in",
]

YEAR = 366
STANDS_IN = _("You stand in for a colleague")
STANDS_IN_TEXT = _(
    "From {first} to {last} you stand in for {whom} at {agency}. Their cases stand among yours. {who} entered it."
)
AWAY = _("Somebody stands in for you")
AWAY_TEXT = _("From {first} to {last} {whom} stands in for you at {agency}. {who} entered it.")
OVER = _("Standing in has ended")
OVER_TEXT = _("{who} ended it that {whom} stands in for {away} at {agency}.")


@dataclass(frozen=True)
class Asked:
    """Who is away from which agency, who stands in, from the first to the last day."""

    agency: str
    account: UUID
    substitute: UUID | None
    first: dt.date
    last: dt.date


def own_agencies(site: Site, actor: Actor) -> list[str]:
    """Where somebody decides; administering alone is nothing to stand in for."""
    here = agencies(site.catalogue)
    held = (key.rpartition(":") for key in sorted(actor.offices))
    return list(dict.fromkeys(agency for agency, _colon, role in held if role not in APART and agency in here))


async def colleagues_at(site: Site, *codes: str) -> list[Colleague]:
    """Everybody who holds a role at one of these agencies that decides."""
    known = agencies(site.catalogue)
    here = [known[code] for code in codes if code in known]
    roles = [key for agency in here for key in agency.roles if key != agency.administrator]
    return await absences.colleagues(roles, clock.now())


async def own(site: Site, actor: Actor) -> list[Absence]:
    """Somebody's own absences that are not over. Raises SurerNeeded, NotAllowed for who decides nowhere."""
    _need_own(site, actor)
    return await absences.of_account(actor.account, clock.today())


def _need_own(site: Site, actor: Actor) -> None:
    need_desk(actor)
    if not own_agencies(site, actor):
        raise NotAllowed


async def at_agency(site: Site, actor: Actor, agency: str) -> list[Absence]:
    """Those of an agency, for its administrators. Raises NotFound, NotAllowed, SurerNeeded."""
    administered(site.catalogue, actor, agency)
    return await absences.of_agency(agency, clock.today())


async def be_away(site: Site, actor: Actor, asked: Asked) -> None:
    """Enter an absence: one's own, or as an administrator anybody's at the agency.

    Raises NotFound, NotAllowed, SurerNeeded; WrongAnswers for days that can't be, or a substitute who holds no role.
    """
    if asked.account == actor.account:
        _need_own(site, actor)
        if asked.agency not in own_agencies(site, actor):
            raise NotFound
    else:
        administered(site.catalogue, actor, asked.agency)
    held = {one.account: one for one in await colleagues_at(site, asked.agency)}
    _check(asked, held)
    async with transaction():
        await offices.lock(asked.agency)  # of two that overlap one is refused
        for one in await absences.of_account(asked.account, clock.today()):
            if one.agency == asked.agency and one.first <= asked.last and asked.first <= one.last:
                if (one.substitute, one.first, one.last) == (asked.substitute, asked.first, asked.last):
                    return  # the same once more
                raise WrongAnswers({"first": Mistake(_("Somebody stands in on these days already."))})
        assert asked.substitute is not None
        days = (asked.first, asked.last, actor.account, clock.now())
        made = await absences.add(asked.agency, asked.account, asked.substitute, *days)
        found = await absences.by_id(made, clock.today())
        assert found is not None
        await _say_away(site, actor, found)
    site.wake.ring()


def _check(asked: Asked, held: dict[UUID, Colleague]) -> None:
    errors = dict[str, Mistake]()
    if asked.account not in held:
        errors["account"] = Mistake(_("They hold no role here that decides."))
    if asked.substitute not in held or asked.substitute == asked.account:
        errors["substitute"] = Mistake(_("Choose a colleague who holds a role here."))
    today = clock.today()
    if asked.last < asked.first:
        errors["last"] = Mistake(_("It ends before it begins."))
    elif asked.last < today:
        errors["last"] = Mistake(_("This day has passed."))
    elif (asked.last - asked.first).days > YEAR or (asked.first - today).days > YEAR:
        errors["last"] = Mistake(_("Not more than a year."))
    if errors:
        raise WrongAnswers(errors)


async def end(site: Site, actor: Actor, wanted: UUID, agency: str = "") -> None:
    """By whoever is away, or an administrator. Again: nothing new. agency: as whose administrator; "" for one's own.

    Raises NotFound, NotAllowed, SurerNeeded.
    """
    if agency:
        administered(site.catalogue, actor, agency)
    else:
        _need_own(site, actor)
    found = await absences.by_id(wanted, clock.today())
    if found is None:
        return
    if found.agency != agency if agency else found.account != actor.account:
        raise NotFound
    async with transaction():
        if not await absences.end(wanted, clock.now()):
            return
        said = {"who": actor.name, "whom": found.substitute_name, "away": found.name}
        for account in (found.substitute, found.account):
            await _tell(site, account, found.agency, OVER, OVER_TEXT, f"stood:{found.id}", said)
        await _note(actor, found, "absence-ended")
    site.wake.ring()


async def _say_away(site: Site, actor: Actor, made: Absence) -> None:
    said = {"who": actor.name, "first": made.first, "last": made.last}
    away, stands = {**said, "whom": made.name}, {**said, "whom": made.substitute_name}
    await _tell(site, made.substitute, made.agency, STANDS_IN, STANDS_IN_TEXT, f"stands:{made.id}", away)
    if made.account != actor.account:
        await _tell(site, made.account, made.agency, AWAY, AWAY_TEXT, f"away:{made.id}", stands)
    await _note(actor, made, "absent")


async def _tell(
    site: Site, account: UUID, agency: str, subject: str, text: str, once: str, said: Mapping[str, object]
) -> None:
    person, here = await accounts.person(account), agencies(site.catalogue).get(agency)
    if person is None:
        return
    words = translator(person.language)
    named = {name: words.date(value) if isinstance(value, dt.date) else value for name, value in said.items()}
    named["agency"] = here.name(person.language) if here else agency
    to = Addressee(person_key(person.fin, person.id), person.email, person.language)
    await send_directly(to, subject, text, "/desk/absence", f"{once}:{person.id}", **named)


async def _note(actor: Actor, absence: Absence, kind: str) -> None:
    days = {"first": absence.first.isoformat(), "last": absence.last.isoformat()}
    facts = {"whom": absence.name, "substitute": absence.substitute_name, **days}
    await office_acts.add_act(absence.agency, kind, actor.account, actor.name, facts, clock.now())


async def stands_in(case: Case, transition: Transition, mover: Mover) -> str:
    """The name of whoever has the case and is away, when a colleague who stands in for them moves it; else ""."""
    officer = case.record.officer
    if officer is None or not isinstance(mover, Actor) or officer == mover.account or not office_of(transition, mover):
        return ""
    found = await absences.of_accounts([officer], clock.today())
    return next((one.name for one in found if one.substitute == mover.account), "")
