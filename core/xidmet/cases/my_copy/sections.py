"""What the portal keeps about a person besides their cases, part by part."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from xidmet.attestations import written
from xidmet.attestations.check import in_force
from xidmet.auth import Actor, door, sessions
from xidmet.auth.identity import KINDS
from xidmet.auth.my_means import title_of
from xidmet.cases.consents import consents_of
from xidmet.cases.looks import Look, looks_at
from xidmet.cases.my_copy.appointments import booked
from xidmet.cases.my_copy.complaints import disputed_elsewhere
from xidmet.cases.my_copy.section import Column, Section
from xidmet.cases.my_copy.sms import number_for_sms
from xidmet.cases.my_copy.visits import helped
from xidmet.cases.site import Site
from xidmet.contract.texts import _
from xidmet.language import Translator, translator
from xidmet.store import cases, data_copies, doors, issued, means, messages
from xidmet.store import mandates as mandates_store
from xidmet.store.issued import Attested

PIECE = 500  # rows in one question to the store
EVERY = 1_000_000  # more than anybody has
LEVELS = {"low": _("Low"), "substantial": _("Substantial"), "high": _("High")}
ROLES = {"head": _("Head"), "seal_holder": _("Seal holder"), "operator": _("Operator")}
OUTCOMES = {"granted": _("Granted"), "declined": _("Declined"), "withdrawn": _("Withdrawn")}
WHEN, WHO = Column("at", _("When")), Column("who", _("Who"))
Row = Mapping[str, Any]


async def account(site: Site, actor: Actor, words: Translator) -> Section:
    columns = (
        Column("surname", _("Surname")),
        Column("given_name", _("Name")),
        Column("patronymic", _("Father's name")),
        Column("fin", _("FIN, proved")),
        Column("claimed_fin", _("FIN, as it was typed")),
        Column("passport", _("Passport, proved")),
        Column("claimed_passport", _("Passport, as it was typed")),
        Column("kind", _("Kind of person"), KINDS),
        Column("sex", _("Sex"), {"f": _("Woman"), "m": _("Man")}),
        Column("born", _("Born")),
        Column("email", _("E-mail")),
        Column("phone", _("Mobile phone")),
        Column("language", _("Language of letters")),
        Column("created_at", _("Registered")),
        Column("confirmed_at", _("Registration completed")),
    )
    return Section("account", _("Account"), columns, [await data_copies.account(actor.account)], single=True)


async def proved(site: Site, actor: Actor, words: Translator) -> Section:
    columns = (
        Column("name", _("What")),
        Column("value", _("Value")),
        Column("source", _("Source")),
        Column("means", _("Way to sign in"), printed=False),
        Column("level", _("Level"), LEVELS),
        Column("proved_at", _("When")),
    )
    rows = [vars(one) for one in await means.proved(actor.account)]
    return Section("proved", _("What is proved about me"), columns, rows)


async def ways_in(site: Site, actor: Actor, words: Translator) -> Section:
    titles = {name: title_of(site.entrance, name, words.language) for name in site.entrance.means}
    columns = (
        Column("name", _("Way to sign in"), titles),
        Column("label", _("Own name for it")),
        Column("level", _("Level"), LEVELS),
        Column("added_at", _("Added")),
        Column("used_at", _("Last used")),
    )
    rows: list[Row] = [vars(one) for one in await means.of_account(actor.account)]
    return Section("means", _("Ways to sign in"), columns, rows)


async def open_sessions(site: Site, actor: Actor, words: Translator) -> Section:
    columns = (
        Column("agent", _("Browser")),
        Column("means", _("Way to sign in"), printed=False),
        Column("level", _("Level"), LEVELS),
        Column("created_at", _("Begun")),
        Column("seen_at", _("Last used")),
        Column("ends_at", _("Ends")),
    )
    rows = [vars(one) for one in await sessions.open_ones(actor.account)]
    return Section("sessions", _("Open sessions"), columns, rows)


async def devices(site: Site, actor: Actor, words: Translator) -> Section:
    columns = (Column("agent", _("Browser")), Column("first_at", _("First used")), Column("seen_at", _("Last used")))
    return Section("devices", _("Browsers that my account knows"), columns, await data_copies.devices(actor.account))


async def sign_ins(site: Site, actor: Actor, words: Translator) -> Section:
    columns = (
        Column("happened_at", _("When")),
        Column("kind", _("What"), door.HAPPENED),
        Column("means", _("Way to sign in"), printed=False),
        Column("level", _("Level"), LEVELS),
        Column("agent", _("Browser")),
    )
    rows: list[Row] = []
    while found := await doors.happened(actor.account, len(rows), PIECE):
        rows += [vars(one) for one in found]
    return Section("sign_ins", _("What happened at my sign-in"), columns, rows)


async def papers(site: Site, actor: Actor, words: Translator) -> Section:
    columns = (
        Column("number", _("Number")),
        Column("attestation", _("Document"), shown="label"),
        Column("service", _("Service"), printed=False),
        Column("holder_name", _("Holder")),
        Column("in_force", _("In force")),
        Column("issued_at", _("Issued")),
        Column("valid_until", _("Valid until")),
        Column("ended_at", _("Ended"), printed=False),
        Column("record", _("What it says"), printed=False),
    )
    found = await issued.about(actor.own_party, EVERY)
    rows = [
        {**vars(one), "number": written(one.number), "in_force": in_force(one), "label": _label(site, one, words)}
        for one in found
    ]
    return Section("papers", _("Documents about me"), columns, rows)


def _label(site: Site, one: Attested, words: Translator) -> str:
    """What the document is called; its inner name where its service is switched off."""
    service = site.catalogue.services.get(one.service)
    found = [each for each in service.attestations() if each.name == one.attestation] if service else []
    return _own_words(site, one.service, words).text(found[0].label) if found else one.attestation


def _own_words(site: Site, slug: str, words: Translator) -> Translator:
    """A service's texts are in its plugin's catalogue."""
    known = slug in site.catalogue.services
    return translator(words.language, site.catalogue.plugin_of(slug).name) if known else words


async def looks(site: Site, actor: Actor, words: Translator) -> Section:
    columns = (
        WHEN,
        WHO,
        Column("agency", _("Agency"), shown="agency_named"),
        Column("what", _("What"), {"looked": _("Looked at by an official"), "checked": _("Checked")}),
        Column("number", _("Case or document")),
        Column("why", _("Why")),
        Column("fin", _("FIN"), printed=False),
        Column("voen", _("VÖEN"), printed=False),
        Column("service", _("Service"), printed=False),
    )
    rows = [_look(one, _own_words(site, one.service, words)) async for one in _looks(site, actor)]
    return Section("looks", _("Who looked at my file"), columns, rows)


async def _looks(site: Site, actor: Actor) -> AsyncIterator[Look]:
    page, more = 1, True
    while more:
        found = await looks_at(site, actor, page)
        for one in found.looks:
            yield one
        page, more = page + 1, found.more


def _look(one: Look, words: Translator) -> Row:
    agency = one.agency.name if one.agency else ""
    return {
        "at": one.happened_at,
        "who": one.who,
        "agency": agency,
        "agency_named": words.text(agency),
        "what": "looked" if one.staff else "checked",
        "number": one.number if one.staff else written(one.paper),
        "why": one.why,
        "fin": one.fin,
        "voen": one.voen,
        "service": one.service,
    }


async def checks(site: Site, actor: Actor, words: Translator) -> Section:
    columns = (
        Column("happened_at", _("When")),
        Column("number", _("Document")),
        Column("holder_name", _("Holder")),
        Column("voen", _("For the organisation with this VÖEN")),
    )
    found = await issued.checks_by(actor.account, EVERY)
    rows = [{**vars(one), "number": written(one.number)} for one in found]
    return Section("checks", _("Documents I checked"), columns, rows)


async def mandates(site: Site, actor: Actor, words: Translator) -> Section:
    columns = (
        Column("organisation", _("Organisation")),
        Column("voen", _("VÖEN")),
        Column("role", _("Role"), ROLES),
        Column("services", _("Services; none means all"), printed=False),
        Column("starts", _("From")),
        Column("ends", _("Until")),
        Column("revoked_at", _("Ended")),
    )
    return Section("mandates", _("Mandates for organisations"), columns, await data_copies.mandates(actor.account))


async def asked(site: Site, actor: Actor, words: Translator) -> Section:
    columns = (
        Column("organisation_name", _("Organisation")),
        Column("voen", _("VÖEN")),
        Column("role", _("Role"), ROLES),
        Column("asked_at", _("When")),
        Column("outcome", _("Answer"), OUTCOMES),
        Column("reason", _("Reason")),
    )
    rows = [vars(one) for one in await mandates_store.requests_by(actor.account)]
    return Section("mandate_requests", _("Mandates I asked for"), columns, rows)


async def told(site: Site, actor: Actor, words: Translator) -> Section:
    columns = (
        Column("created_at", _("When")),
        Column("subject", _("Subject")),
        Column("text", _("Text")),
        Column("read_at", _("Read")),
    )
    rows = [vars(one) for one in await messages.inbox([actor.own_party], limit=EVERY)]
    return Section("messages", _("Messages in the portal"), columns, rows)


async def consents(site: Site, actor: Actor, words: Translator) -> Section:
    columns = (
        Column("given_at", _("When")),
        Column("number", _("Case")),
        Column("text", _("Text")),
        Column("withdrawn_at", _("Withdrawn")),
        Column("service", _("Service"), printed=False),
    )
    rows: list[Row] = []
    page, more = 1, True
    while more:
        found = await consents_of(actor, page)
        rows += [{**vars(one), "text": one.texts.get(words.language, "")} for one in found.given]
        page, more = page + 1, found.more
    return Section("consents", _("My consents"), columns, rows)


async def remembered(site: Site, actor: Actor, words: Translator) -> Section:
    columns = (Column("name", _("Question")), Column("value", _("Answer")), Column("used_at", _("Last used")))
    found = await cases.every_remembered(actor.account)
    rows = [dict(zip(("name", "value", "used_at"), one, strict=True)) for one in found]
    return Section("remembered", _("Remembered answers"), columns, rows)


Gather = Callable[[Site, Actor, Translator], Awaitable[Section]]
EVERY_SECTION: tuple[Gather, ...] = (
    account,
    proved,
    ways_in,
    open_sessions,
    devices,
    sign_ins,
    mandates,
    asked,
    papers,
    booked,
    helped,
    looks,
    checks,
    disputed_elsewhere,
    consents,
    remembered,
    number_for_sms,
    told,
)
