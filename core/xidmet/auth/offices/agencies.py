"""The agencies of a site and the roles they can give: read out of what the plugins declare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xidmet.contract.roles import ADMINISTRATOR, Agency, Officer, administrator_of, assistant_of
from xidmet.contract.service import Service
from xidmet.errors import NotFound
from xidmet.language import translator
from xidmet.plugins import Catalogue


@dataclass(frozen=True)
class Role:
    """plugin: whose catalogue has the label. services: slugs of those in which the officer can do something."""

    officer: Officer
    plugin: str
    services: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.officer.key

    def label(self, language: str) -> str:
        return translator(language, self.plugin).text(self.officer.label)


@dataclass(frozen=True)
class AgencyHere:
    """roles: by key, "agency code:role"; the administrator's first, the assistant's last."""

    agency: Agency
    plugin: str
    roles: Mapping[str, Role]

    @property
    def code(self) -> str:
        return self.agency.code

    @property
    def administrator(self) -> str:
        """The key of the administrator's role."""
        return f"{self.code}:{ADMINISTRATOR}"

    def name(self, language: str) -> str:
        return translator(language, self.plugin).text(self.agency.name)

    def label(self, key: str, language: str) -> str:
        """What a role is called; its key, when no plugin declares it any more."""
        role = self.roles.get(key)
        return role.label(language) if role else key


def agencies(catalogue: Catalogue) -> dict[str, AgencyHere]:
    """By code, in the order of plugins.toml."""
    found = dict[str, tuple[Agency, str, dict[str, tuple[Officer, str, list[str]]]]]()
    for plugin, service, agency, officers in _declared(catalogue):
        __, ___, roles = found.setdefault(agency.code, (agency, plugin, {}))
        for officer in officers:
            services = roles.setdefault(officer.key, (officer, plugin, []))[2]
            services += [service] if service and service not in services else []
    return {code: _here(*one) for code, one in found.items()}


def agency_of(catalogue: Catalogue, code: str) -> AgencyHere:
    """Raises NotFound."""
    found = agencies(catalogue).get(code)
    if found is None:
        raise NotFound
    return found


def _here(agency: Agency, plugin: str, roles: dict[str, tuple[Officer, str, list[str]]]) -> AgencyHere:
    own, assists = administrator_of(agency), assistant_of(agency)
    every = {own.key: Role(own, plugin, ())}
    apart = (own.key, assists.key)
    every |= {key: Role(officer, of, tuple(at)) for key, (officer, of, at) in sorted(roles.items()) if key not in apart}
    every[assists.key] = Role(assists, plugin, ())
    return AgencyHere(agency, plugin, every)


def _declared(catalogue: Catalogue) -> Iterator[tuple[str, str, Agency, list[Officer]]]:
    """(plugin, service or "", agency, some of its officers), for every place where they are named."""
    for name, plugin in catalogue.plugins.items():
        for service in plugin.services:
            if catalogue.services.get(service.slug) is not service:
                continue  # it has a fault, and is not offered
            if service.agency:
                yield name, service.slug, service.agency, []
            for officer in _officers(service):
                yield name, service.slug, officer.agency, [officer]
        for source in plugin.sources:
            if source.register.kept_by:
                yield name, "", source.register.kept_by.agency, [source.register.kept_by]


def _officers(service: type[Service]) -> list[Officer]:
    """Who moves its cases, who checks its documents, who is told something, who sees its totals."""
    named = [role for move in service.transitions for role in (*move.actors, *(notice.to for notice in move.tells))]
    for attestation in service.attestations():
        named += [] if isinstance(attestation.checked_by, str) else attestation.checked_by
    named += [totals.seen_by for totals in service.totals]
    return [role for role in dict.fromkeys(named) if isinstance(role, Officer)]
