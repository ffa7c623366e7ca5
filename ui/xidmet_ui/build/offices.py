"""Offices in words: who holds which role, what an offer still waits for, and what was done about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xidmet.auth import Actor
from xidmet.auth.offices import Act, AgencyHere, Held, Offered, Waits, lapses_at, refusal_of
from xidmet.contract.roles import ADMINISTRATOR, ASSISTANT
from xidmet.contract.texts import _
from xidmet.language import Translator, translator
from xidmet.plugins import Catalogue

from xidmet_ui.build.catalogue import domain_of

ACTS = {
    "offered": _("offered the role “{role}” to {whom}. Offer {number}"),
    "accepted": _("accepted the role “{role}”. Offer {number}"),
    "declined": _("declined the role “{role}”. Offer {number}"),
    "confirmed": _("confirmed the role “{role}” for {whom}. Offer {number}"),
    "reopened": _("left, so that the role “{role}” for {whom} waits for another confirmation. Offer {number}"),
    "holds": _("holds the role “{role}” from now on. Offer {number}"),
    "withdrawn": _("withdrew the role “{role}” that was offered to {whom}. Offer {number}"),
    "ended": _("ended the role “{role}” of {whom}"),
    "cases-handed": _("handed over to {whom}: {number}. Why: {why}"),
    "absent": _("entered that {substitute} stands in for {whom} from {first} to {last}"),
    "absence-ended": _("ended it that {substitute} stands in for {whom}"),
    "table-changed": _("changed the table “{table}” ({law}). Change {number}"),
    "table-proposed": _("proposed to change the table “{table}” ({law}). Change {number}"),
    "table-confirmed": _("put a change of the table “{table}” in force ({law}). Change {number}"),
    "table-declined": _("declined a change of the table “{table}” ({law}). Change {number}"),
    "worded": _("changed the text of a notice of “{table}” ({law})"),
    "assisted objected": _("says that they were not there when {whom} filled in at a service centre"),
    "day-off": _("entered that {day} is a day off ({law})"),
    "day-worked": _("entered that {day} is a working day ({law})"),
    "place-added": _("added the place “{place}” for appointments"),
    "place-changed": _("changed the place “{place}” for appointments"),
    "place-day": _("entered how the place “{place}” is open on {day}"),
    "day-official": _("entered that {day} is as in the official calendar ({law})"),
}
OPERATOR = _("The operator of the portal")
ASSISTS = _("Fills in applications for people who are present at a service centre, with their agreement.")
GIVES = _("Gives and ends the roles of the agency, each together with a second administrator.")


@dataclass(frozen=True)
class RoleLine:
    """about: what it allows."""

    value: str
    label: str
    about: str


@dataclass(frozen=True)
class HeldLine:
    """end: address of the page that ends it."""

    name: str
    role: str
    about: str
    since: dt.datetime
    own: bool
    end: str


@dataclass(frozen=True)
class OfferLine:
    """whom: the address, with the name of who accepted. waits: for what, as sentences; none once it is closed.

    path: its page. confirms: this administrator may confirm it.
    """

    number: int
    role: str
    about: str
    whom: str
    proposer: str
    proposed_at: dt.datetime
    lapses_at: dt.datetime
    waits: tuple[str, ...]
    outcome: str
    path: str
    confirms: bool


OUTCOMES = {
    "": _("Waits"),
    "held": _("The role holds"),
    "declined": _("It was declined"),
    "withdrawn": _("It was withdrawn"),
    "lapsed": _("Its time has passed"),
}


def role_lines(catalogue: Catalogue, here: AgencyHere, words: Translator) -> list[RoleLine]:
    """Every role of an agency, the administrator's last: it is the one that is given least often."""
    keys = sorted(here.roles, key=lambda key: key == here.administrator)
    return [RoleLine(key.rpartition(":")[2], *_role(catalogue, here, key, words)) for key in keys]


def held_lines(
    catalogue: Catalogue, here: AgencyHere, held: Iterable[Held], me: UUID, words: Translator
) -> list[HeldLine]:
    return [
        HeldLine(
            one.name,
            *_role(catalogue, here, one.officer, words),
            since=one.starts,
            own=one.account == me,
            end=f"/offices/{here.code}/held/{one.id}/end",
        )
        for one in held
    ]


def offer_line(catalogue: Catalogue, here: AgencyHere, one: Waits, actor: Actor, words: Translator) -> OfferLine:
    offered = one.offered
    label, about = _role(catalogue, here, offered.officer, words)
    return OfferLine(
        number=offered.number,
        role=label,
        about=about,
        whom=f"{offered.holder}, {offered.address}" if offered.holder else offered.address,
        proposer=offered.proposer or words.text(OPERATOR),
        proposed_at=offered.proposed_at,
        lapses_at=lapses_at(offered),
        waits=_waits(one, words) if not offered.closed_at else (),
        outcome=words.text(OUTCOMES[offered.outcome]),
        path=f"/offices/{here.code}/offers/{offered.number}",
        confirms=not offered.closed_at and not offered.confirmed_by and refusal_of(offered, actor) is None,
    )


def _waits(one: Waits, words: Translator) -> tuple[str, ...]:
    found = [] if one.offered.accepted_by else [words.text(_("The person has not accepted it yet."))]
    if not one.offered.confirmed_by and one.able:
        names = ", ".join(dict.fromkeys(one.able))
        found.append(words.text(_("It waits for a second administrator: {names}."), names=names))
    elif not one.offered.confirmed_by:
        said = _("No second administrator can confirm it: tell the operator of the portal “{agency} {number}”.")
        found.append(words.text(said, agency=one.offered.agency, number=str(one.offered.number)))
    return tuple(found)


def offer_rows(catalogue: Catalogue, here: AgencyHere, offered: Offered, words: Translator) -> list[tuple[str, str]]:
    """What is offered, for who receives it."""
    label, about = _role(catalogue, here, offered.officer, words)
    return [
        (words.text(_("Agency")), here.name(words.language)),
        (words.text(_("Role")), label),
        (words.text(_("What it allows")), about),
        (words.text(_("Offered by")), offered.proposer or words.text(OPERATOR)),
        (words.text(_("Offered")), words.moment(offered.proposed_at)),
        (words.text(_("To be answered before")), "" if offered.accepted_by else words.moment(lapses_at(offered))),
    ]


def _role(catalogue: Catalogue, here: AgencyHere, key: str, words: Translator) -> tuple[str, str]:
    """What it is called, and what it allows."""
    role = here.roles.get(key)
    if key.rpartition(":")[2] == ADMINISTRATOR:
        return here.label(key, words.language), words.text(GIVES)
    if key.rpartition(":")[2] == ASSISTANT:
        return here.label(key, words.language), words.text(ASSISTS)
    services = [catalogue.services[slug] for slug in role.services if slug in catalogue.services] if role else []
    titles = [translator(words.language, domain_of(catalogue, one)).text(one.title) for one in services]
    return here.label(key, words.language), ", ".join(titles) or words.text(_("Keeps registers of the agency."))


def act_text(here: AgencyHere, act: Act, words: Translator) -> str:
    role = here.label(act.facts.get("officer", ""), words.language)
    said: dict[str, object] = {name: act.facts.get(name, "") for name in ("whom", "number", "law", "place")}
    said["table"] = words.text(act.facts.get("table", ""))
    said["day"] = dt.date.fromisoformat(act.facts["day"]) if "day" in act.facts else ""
    return words.text(ACTS[act.kind], role=role, **said)


def act_lines(here: AgencyHere, acts: Iterable[Act], words: Translator) -> list[tuple[dt.datetime, str, str]]:
    return [(act.happened_at, act.who or words.text(OPERATOR), act_text(here, act, words)) for act in acts]
