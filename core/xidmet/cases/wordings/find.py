"""The notices of an agency's services, for its administrators: what they say now, will say, and said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xidmet import clock
from xidmet.auth import Actor
from xidmet.auth.offices import AgencyHere, administered
from xidmet.cases.wordings.now import from_day, of_notice, standing, subject_of
from xidmet.contract.notice import Notice
from xidmet.contract.service import Service
from xidmet.contract.states import Transition
from xidmet.errors import NotFound
from xidmet.language import LANGUAGES, translator
from xidmet.plugins import Catalogue
from xidmet.store import agency_changes
from xidmet.store.agency_changes import Change


@dataclass(frozen=True)
class Place:
    """A notice, and where it stands. plugin: whose catalogue has its declared wording."""

    here: AgencyHere
    service: type[Service]
    transition: Transition
    place: int
    plugin: str

    @property
    def notice(self) -> Notice:
        return self.transition.tells[self.place]

    @property
    def declared(self) -> dict[str, str]:
        """By language, as the plugin has it now."""
        return {language: translator(language, self.plugin).text(self.notice.text) for language in LANGUAGES}


@dataclass(frozen=True)
class Worded:
    """changes: of this notice, the newest first. ruling: the one in force; None: never worded by the agency.

    coming: those whose day has not come yet. last: number of the last change of the service's texts.
    """

    at: Place
    changes: tuple[Change, ...]
    ruling: Change | None
    coming: tuple[Change, ...]
    last: int

    @property
    def wording(self) -> Mapping[str, str]:
        """What is told today, by language."""
        own = self.ruling.says["wording"] if self.ruling else None
        return own or self.at.declared

    @property
    def is_own(self) -> bool:
        return bool(self.ruling and self.ruling.says["wording"])

    @property
    def overtaken(self) -> Mapping[str, str]:
        """What the plugin said when the agency worded it, where it says something else now: by language."""
        then = self.ruling.says["declared"] if self.ruling and self.is_own else {}
        return {language: said for language, said in then.items() if said != self.at.declared[language]}


async def places_for(catalogue: Catalogue, actor: Actor, code: str) -> tuple[AgencyHere, list[Worded]]:
    """Of every service of the agency. Raises NotFound for a stranger, NotAllowed, SurerNeeded."""
    here = administered(catalogue, actor, code)
    services = [one for one in catalogue.services.values() if one.agency and one.agency.code == code]
    changes = await agency_changes.of_subjects([subject_of(one) for one in services])
    return here, [
        _worded(Place(here, service, move, place, catalogue.plugin_of(service.slug).name), changes)
        for service in services
        for move in service.transitions
        for place in range(len(move.tells))
    ]


async def place_for(catalogue: Catalogue, actor: Actor, code: str, slug: str, move: str, place: int) -> Worded:
    """One of them. Raises NotFound, NotAllowed, SurerNeeded."""
    here, service = administered(catalogue, actor, code), catalogue.services.get(slug)
    if service is None or service.agency is None or service.agency.code != code:
        raise NotFound
    transition = service.transition(move)
    if transition is None or not 0 <= place < len(transition.tells):
        raise NotFound
    found = Place(here, service, transition, place, catalogue.plugin_of(slug).name)
    return _worded(found, await agency_changes.of_subject(subject_of(service)))


def _worded(at: Place, every: list[Change]) -> Worded:
    subject, today = subject_of(at.service), clock.today()
    ours = [one for one in every if one.subject == subject]
    changes = of_notice(ours, at.transition, at.place)
    return Worded(
        at=at,
        changes=tuple(changes),
        ruling=standing(ours, at.transition, at.place, today),
        coming=tuple(one for one in changes if from_day(one) > today),
        last=max((one.number for one in ours), default=0),
    )
