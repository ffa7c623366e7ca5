"""Mandates in words: in which role, in which services, from when until when, and what was done about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from xidmet import clock
from xidmet.auth import MissingMandate
from xidmet.auth.mandates import Act, Held
from xidmet.contract.roles import ORGANISATIONS
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.journal import Deed
from xidmet.language import Translator, translator
from xidmet.plugins import Catalogue

from xidmet_ui.build.catalogue import domain_of

ROLES = {"head": _("Head"), "seal_holder": _("Seal holder"), "operator": _("Operator")}
STATES = {
    "in force": ("ok", _("In force")),
    "later": ("wait", _("Begins later")),
    "over": ("off", _("Its time has passed")),
    "ended": ("off", _("Ended")),
}
GRANTED = {
    "registration": _("by registration"),
    "seal certificate": _("by seal certificate"),
    "demonstration": _("by the demonstration"),
}
SCOPES = {"read": _("reading"), "fill": _("filling in"), "submit": _("sending")}
ACTS = {
    "registered": _("registered the organisation and became its head"),
    "sealed": _("proved with a seal certificate to act for it. {role}"),
    "offered": _("offered a mandate to {whom}. {role}; {services}"),
    "accepted": _("accepted a mandate. {role}; {services}"),
    "declined": _("declined a mandate. {role}; {services}"),
    "withdrawn": _("withdrew the offer to {whom}. {role}"),
    "asked": _("asked for a mandate. {role}; {services}"),
    "granted": _("granted what {whom} had asked for. {role}; {services}"),
    "refused": _("did not grant what {whom} had asked for: {reason}"),
    "ended": _("ended the mandate of {whom}. {role}"),
    "token-made": _("made a token for the program “{program}” ({token}): {scopes}; {services}"),
    "token-ended": _("ended the token of the program “{program}” ({token})"),
    "list-brought": _("brought, by the program “{program}” ({token}), a list that {whom} signed: {services}"),
    "webhook-made": _("added the address {address}: {services}"),
    "webhook-secret": _("made a new secret for the address {address}"),
    "webhook-secret-ended": _("ended the earlier secret of the address {address}"),
    "webhook-off": _("switched off the address {address}"),
    "webhook-on": _("switched on the address {address}"),
    "webhook-ended": _("ended the address {address}"),
    "webhook-test": _("had a test sent to the address {address}"),
    "webhook-again": _("had a message sent again to the address {address} ({message})"),
    "webhook-broken": _("stopped sending to the address {address}, because it did not answer"),
}
DEEDS = {
    "opened": _("Opened"),
    "removed": _("Removed the draft"),
    "rows-taken": _("Took rows from a file"),
    "checked": _("Checked the document"),
    "looked": _("Looked at it"),
    "message": _("Wrote a message"),
}


@dataclass(frozen=True)
class MandateLine:
    """end: address of the page that ends it, "" where this person may not."""

    name: str
    role: str
    services: str
    term: str
    state: tuple[str, str]
    granted: str
    end: str


@dataclass(frozen=True)
class DeedLine:
    at: dt.datetime
    who: str
    what: str
    number: str
    service: str


def named(catalogue: Catalogue, services: Iterable[str], words: Translator) -> str:
    """Services by their titles; none named means all."""
    titles = [_title(catalogue, slug, words) for slug in sorted(services)]
    return ", ".join(titles) or words.text(_("All services"))


def _title(catalogue: Catalogue, slug: str, words: Translator) -> str:
    service = catalogue.services.get(slug)
    return translator(words.language, domain_of(catalogue, service)).text(service.title) if service else slug


def scopes_named(scopes: Iterable[str], words: Translator) -> str:
    """What a token was made for, in the order of the declaration."""
    held = set(scopes)
    return ", ".join(words.text(name) for scope, name in SCOPES.items() if scope in held)


def for_organisations(catalogue: Catalogue, words: Translator) -> dict[str, str]:
    """Slug -> title of every service in which an organisation may apply."""
    able = [s for s in catalogue.services.values() if set(s.applicant.kinds) & set(ORGANISATIONS)]
    return {one.slug: _title(catalogue, one.slug, words) for one in able}


def term(starts: dt.datetime | None, ends: dt.datetime | None, words: Translator) -> str:
    """From and until, both days included."""
    first = words.date(clock.local(starts).date()) if starts else words.text(_("Acceptance"))
    if ends is None:
        return words.text(_("{first} – until it is ended"), first=first)
    last = words.date(clock.local(ends - dt.timedelta(seconds=1)).date())
    return words.text(_("{first} – {last}"), first=first, last=last)


def mandate_lines(
    catalogue: Catalogue, held: Sequence[Held], me: UUID, voen: str, words: Translator, *, is_head: bool
) -> tuple[MandateLine, ...]:
    """Those in force first, then those to come, then those that are over."""
    moment, names = clock.now(), {str(one.account): one.name for one in held}
    order = list(STATES)
    ordered = sorted(held, key=lambda one: order.index(one.state(moment)))
    return tuple(_line(catalogue, one, names, me, voen, words, is_head=is_head) for one in ordered)


def _line(
    catalogue: Catalogue,
    one: Held,
    names: Mapping[str, str],
    me: UUID,
    voen: str,
    words: Translator,
    *,
    is_head: bool,
) -> MandateLine:
    state = one.state(clock.now())
    kind, said = STATES[state]
    label = words.text(said)
    if one.ended_at:
        label = words.text(_("Ended {moment}"), moment=words.moment(one.ended_at))
    open_ = state in ("in force", "later")
    by = words.text(GRANTED[one.granted_by]) if one.granted_by in GRANTED else names.get(one.granted_by, "")
    return MandateLine(
        name=one.name,
        role=words.text(ROLES[one.role]),
        services=named(catalogue, one.services, words),
        term=term(one.starts, one.ends, words),
        state=(kind, label),
        granted=by,
        end=f"/organisations/{voen}/mandates/{one.id}/end" if open_ and (is_head or one.account == me) else "",
    )


def act_text(catalogue: Catalogue, act: Act, words: Translator) -> str:
    role = words.text(ROLES.get(act.facts.get("role", ""), ""))
    services = named(catalogue, act.facts.get("services", "").split(), words)
    said = {name: act.facts.get(name, "") for name in ("whom", "reason", "program", "token", "address", "message")}
    scopes = scopes_named(act.facts.get("scopes", "").split(), words)
    return words.text(ACTS[act.kind], role=role, services=services, scopes=scopes, **said)


def deed_lines(catalogue: Catalogue, found: Iterable[Deed], words: Translator) -> tuple[DeedLine, ...]:
    return tuple(_deed(catalogue, one, words) for one in found)


def _deed(catalogue: Catalogue, deed: Deed, words: Translator) -> DeedLine:
    service, entry = catalogue.services.get(deed.service), deed.entry
    what = words.text(DEEDS.get(entry.kind, ""))
    if entry.kind == "moved" and service is not None:
        move = service.transition(str(entry.facts.get("transition")))
        own = translator(words.language, domain_of(catalogue, service))
        what = own.text(move.label) if move else ""
    title = _title(catalogue, deed.service, words)
    who, program = entry.personal.get("who", ""), entry.personal.get("program", "")
    if program:
        who = words.text(_("{who}, by the program “{program}”"), who=who, program=program)
    return DeedLine(entry.happened_at, who, what, deed.number, title)


@dataclass(frozen=True)
class Lack:
    """What one press asks for."""

    voen: str
    role: str
    service: str


def lack_of(refusal: Refusal | None) -> Lack | None:
    """The mandate that a refusal says is missing, if it can be asked for."""
    if not isinstance(refusal, MissingMandate) or refusal.role == "head":
        return None
    return Lack(refusal.organisation, refusal.role, refusal.service)
