"""The appointments that services declare, by code."""

from __future__ import annotations

from dataclasses import dataclass

from xidmet.contract.appointment import Appointment
from xidmet.language import translator
from xidmet.plugins import Catalogue


@dataclass(frozen=True)
class Kind:
    """plugin: whose catalogue has the label."""

    appointment: Appointment
    plugin: str

    def label(self, language: str) -> str:
        return translator(language, self.plugin).text(self.appointment.label)


def kinds(catalogue: Catalogue) -> dict[str, Kind]:
    """In the order of plugins.toml; of two services that name the same code the first one says what it is."""
    found = dict[str, Kind]()
    for service in catalogue.services.values():
        for state in service.states:
            if state.appointment:
                plugin = catalogue.plugin_of(service.slug).name
                found.setdefault(state.appointment.code, Kind(state.appointment, plugin))
    return found


def kinds_of(catalogue: Catalogue, agency: str) -> dict[str, Kind]:
    """Of one agency: that of the role which receives people."""
    return {code: one for code, one in kinds(catalogue).items() if one.appointment.at.agency.code == agency}


def kinds_for(catalogue: Catalogue, offices: frozenset[str]) -> dict[str, Kind]:
    """Those for which somebody with these offices receives people."""
    return {code: one for code, one in kinds(catalogue).items() if one.appointment.at.key in offices}
