"""The administrators of an agency, who alone give and end its roles; and its own record of what was done."""

from __future__ import annotations

import datetime as dt

from xidmet import clock
from xidmet.auth.actor import Actor
from xidmet.auth.may import surer_for_office
from xidmet.auth.offices.agencies import AgencyHere, agencies
from xidmet.auth.parties import person_key
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed, NotFound
from xidmet.language import translator
from xidmet.notifications import Addressee, send_directly
from xidmet.plugins import Catalogue
from xidmet.store import accounts, office_acts, offices
from xidmet.store.accounts import Person
from xidmet.store.office_offers import Offered
from xidmet.store.offices import Held

THE_OPERATOR = _("The operator of the portal")
OPERATOR = "operator"  # in place of an account's id: the one who runs the portal, at its command line
ACCEPTING = dt.timedelta(days=7)  # the link in the letter
CONFIRMING = dt.timedelta(days=30)  # after that: an agency whose administrators are away is not a dead one


def administered(catalogue: Catalogue, actor: Actor, code: str) -> AgencyHere:
    """The agency, for its administrators. Raises NotFound for a stranger, NotAllowed for its other officers,
    SurerNeeded for an administrator who must first prove who they are.
    """
    here = office_in(catalogue, actor, code)
    if here.administrator in actor.unproved_offices:
        raise surer_for_office()
    if here.administrator not in actor.offices:
        raise not_administrator()
    return here


def office_in(catalogue: Catalogue, actor: Actor, code: str) -> AgencyHere:
    """The agency, for whoever holds anything in it, counted or not. Raises NotFound, as if there were none."""
    here = agencies(catalogue).get(code)
    held = {key.rpartition(":")[0] for key in actor.offices | actor.unproved_offices}
    if here is None or code not in held:
        raise NotFound
    return here


def not_administrator() -> NotAllowed:
    return NotAllowed(
        why=_("Only an administrator of the agency may give and end its roles."),
        mend=_("Ask an administrator of your agency."),
    )


async def administrators_now(here: AgencyHere) -> list[Held]:
    return [one for one in await offices.of_agency(here.code, clock.now()) if one.officer == here.administrator]


async def still_administrator(actor: Actor, here: AgencyHere) -> None:
    """Inside the transaction, behind the lock. Raises NotAllowed for whoever is an administrator no more."""
    if actor.account not in {one.account for one in await administrators_now(here)}:
        raise not_administrator()


def could_confirm(offered: Offered, administrators: list[Held]) -> list[Held]:
    """The second pair of eyes: never who proposed it, never who receives it."""
    return [
        one
        for one in administrators
        if one.account not in (offered.proposed_by, offered.accepted_by) and one.email_key != offered.recipient
    ]


def lapses_at(offered: Offered) -> dt.datetime:
    return offered.accepted_at + CONFIRMING if offered.accepted_at else offered.proposed_at + ACCEPTING


async def note(here: AgencyHere, kind: str, who: Actor | None, **facts: str) -> None:
    """One more line of the agency's record, inside the transaction. who: None for the operator."""
    said = {name: value for name, value in facts.items() if value}
    account, name = (who.account, who.name) if who else (None, "")
    await office_acts.add_act(here.code, kind, account, name, said, clock.now())


async def tell(
    person: Person | None, here: AgencyHere, key: str, subject: str, text: str, link: str, once: str, /, **values: str
) -> None:
    """To somebody's own inbox and e-mail, inside the transaction. The texts may name {agency} and {role}.

    who, among the values: "" for the operator.
    """
    if person is None:
        return
    named = {"agency": here.name(person.language), "role": here.label(key, person.language)}
    named["who"] = values.pop("who", "") or translator(person.language).text(THE_OPERATOR)
    to = Addressee(person_key(person.fin, person.id), person.email, person.language)
    await send_directly(to, subject, text, link, f"{once}:{person.id}", **named, **values)


async def tell_each(
    held: list[Held], here: AgencyHere, key: str, subject: str, text: str, link: str, once: str, /, **values: str
) -> None:
    for account in dict.fromkeys(one.account for one in held):
        await tell(await accounts.person(account), here, key, subject, text, link, once, **values)
