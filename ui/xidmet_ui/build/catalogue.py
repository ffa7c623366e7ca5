"""Services as the catalogue shows and finds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from xidmet.contract.roles import ORGANISATIONS, PERSONS
from xidmet.contract.service import Service
from xidmet.contract.texts import _
from xidmet.language import LANGUAGES, Translator, fold, sort_key, translator
from xidmet.plugins import Catalogue

EVENTS = {
    "birth": (_("A child is born"), "baby"),
    "work": (_("I work"), "work"),
    "business": (_("I have a business"), "shop"),
    "hiring": (_("I hire people"), "hands"),
    "moving": (_("I move house"), "home"),
    "education": (_("I study"), "edu"),
    "health": (_("Health and disability"), "health"),
    "pension": (_("I retire"), "pension"),
    "arrival": (_("I come to live in Azerbaijan"), "home"),
    "citizenship": (_("Citizenship"), "seal"),
}
AUDIENCES = {"person": _("Persons"), "organisation": _("Organisations"), "foreigner": _("Foreigners")}


@dataclass(frozen=True)
class Card:
    slug: str
    title: str
    agency: str
    purpose: str
    term: str
    fee: str
    sign: str


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    title: str
    options: tuple[Choice, ...]


@dataclass(frozen=True)
class Asked:
    """What was searched for."""

    q: str = ""
    audience: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    event: tuple[str, ...] = ()


@dataclass(frozen=True)
class Event:
    key: str
    title: str
    icon: str
    titles: str


def domain_of(catalogue: Catalogue, service: type[Service]) -> str:
    return catalogue.plugin_of(service.slug).name


def cards(catalogue: Catalogue, services: Iterable[type[Service]], language: str) -> list[Card]:
    return [card(service, translator(language, domain_of(catalogue, service))) for service in services]


def card(service: type[Service], words: Translator) -> Card:
    return Card(
        slug=service.slug,
        title=words.text(service.title),
        agency=words.text(service.agency.name) if service.agency else "",
        purpose=words.text(service.purpose),
        term=term(service, words),
        fee=fee(service, words),
        sign=sign(service, words),
    )


def term(service: type[Service], words: Translator) -> str:
    if service.working_days is None:
        return words.text(_("At once"))
    if isinstance(service.working_days, int):
        return words.text(_("{days} working days"), days=service.working_days)
    return words.text(_("Depends on the speed you choose"))


def fee(service: type[Service], words: Translator) -> str:
    return words.text(_("Free of charge") if service.fee is None else _("As in the fee table"))


def sign(service: type[Service], words: Translator) -> str:
    own = [t for t in service.transitions if service.applicant in t.actors]
    if any(t.signed_alone for t in own):
        return words.text(_("By e-signature"))
    lists = any(t.signed for t in own)
    return words.text(_("For several at once: by e-signature") if lists else _("No signature needed"))


def audiences(service: type[Service]) -> set[str]:
    kinds = set(service.applicant.kinds)
    found = {"person"} if kinds & set(PERSONS) - {"foreigner", "stateless"} else set()
    found |= {"organisation"} if kinds & set(ORGANISATIONS) else set()
    return found | ({"foreigner"} if kinds & {"foreigner", "stateless"} else set())


def agency_code(service: type[Service]) -> str:
    return service.agency.code if service.agency else ""


def found(catalogue: Catalogue, asked: Asked) -> list[type[Service]]:
    """Those whose texts, in some language, hold every word, and of which each kind of filter has one that fits."""
    return [service for service in catalogue.services.values() if _fits(catalogue, service, asked)]


def _fits(catalogue: Catalogue, service: type[Service], asked: Asked) -> bool:
    if asked.audience and not audiences(service) & set(asked.audience):
        return False
    if asked.agency and agency_code(service) not in asked.agency:
        return False
    if asked.event and not set(service.life_events) & set(asked.event):
        return False
    text = _texts(catalogue, service)
    return all(_occurs(word, text) for word in fold(asked.q).split())


def _texts(catalogue: Catalogue, service: type[Service]) -> str:
    domain = domain_of(catalogue, service)
    said = [translator(language, domain).text(text) for language in LANGUAGES for text in _searched(service)]
    return fold(" ".join([service.keywords, *said]))


def _searched(service: type[Service]) -> Sequence[str]:
    return (service.title, service.purpose, service.agency.name if service.agency else "")


def _occurs(word: str, text: str) -> bool:
    """Azerbaijani and Russian words change at their end, so the last letters of a long one need not fit."""
    stem = word if len(word) < 5 else word[: max(4, len(word) - 2)]
    return stem in text


def facets(catalogue: Catalogue, asked: Asked, language: str) -> list[Facet]:
    words = translator(language)
    services = list(catalogue.services.values())
    agencies = {
        agency_code(s): translator(language, domain_of(catalogue, s)).text(s.agency.name) for s in services if s.agency
    }
    events: dict[str, str] = {e: words.text(EVENTS[e][0]) for s in services for e in s.life_events}
    return [
        _facet(
            "audience",
            words.text(_("For whom")),
            {k: words.text(v) for k, v in AUDIENCES.items()},
            lambda s: audiences(s),
            services,
            asked.audience,
        ),
        _facet("agency", words.text(_("Agency")), agencies, lambda s: {agency_code(s)}, services, asked.agency),
        _facet("event", words.text(_("Life events")), events, lambda s: set(s.life_events), services, asked.event),
    ]


def _facet(
    name: str, title: str, labels: dict[str, str], of: Any, services: list[type[Service]], chosen: Sequence[str]
) -> Facet:
    options = [Choice(v, label, sum(v in of(s) for s in services), v in chosen) for v, label in labels.items()]
    return Facet(name, title, tuple(sorted((o for o in options if o.count), key=lambda o: sort_key(o.label))))


def events(catalogue: Catalogue, language: str) -> list[Event]:
    """Life events that have services, each with their titles."""
    words = translator(language)
    made = []
    for key, (title, icon) in EVENTS.items():
        services = [s for s in catalogue.services.values() if key in s.life_events]
        if services:
            titles = ", ".join(card_.title for card_ in cards(catalogue, services, language))
            made.append(Event(key, words.text(title), icon, titles))
    return made
