"""The tables that agencies keep here: read out of what the plugins declare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xidmet.contract.fields import Date, Field, Moment, Money
from xidmet.contract.form import Form
from xidmet.contract.registers import Code, Register
from xidmet.contract.roles import Officer
from xidmet.contract.sources import KeptHere
from xidmet.plugins import Catalogue

VERSION = "version"  # of a code: which change of its list it came with; nobody types it


@dataclass(frozen=True)
class Kept:
    """A table, and whoever keeps it. plugin: whose catalogue has its texts."""

    register: Register[Any]
    keeper: Officer
    plugin: str

    @property
    def name(self) -> str:
        return self.register.name

    @property
    def of(self) -> type[Form]:
        form: type[Form] = self.register.of
        return form

    @property
    def is_code_list(self) -> bool:
        return issubclass(self.of, Code)

    @property
    def has_money(self) -> bool:
        return any(isinstance(one, Money) for one in self.of.fields.values())

    @property
    def period(self) -> tuple[Field[Any], Field[Any]] | None:
        """The days between which a row is in force; None for rows that simply are."""
        ends = self.register.valid
        return ends if ends and all(isinstance(one, Date) for one in ends) else None

    @property
    def moments(self) -> tuple[Field[Any], Field[Any]] | None:
        """The moments between which a row is in force, where it is not by days."""
        ends = self.register.valid
        return ends if ends and all(isinstance(one, Moment) for one in ends) else None

    @property
    def fields(self) -> list[Field[Any]]:
        """What is asked about a row, its key first."""
        found = [one for one in self.of.fields.values() if one.asked]
        return [one for one in found if not (self.is_code_list and one.name == VERSION)]


def tables_of(catalogue: Catalogue) -> dict[str, Kept]:
    """By name, in the order of plugins.toml: registers kept at an officer's desk, whose rows are in our store."""
    found = dict[str, Kept]()
    for name, plugin in catalogue.plugins.items():
        for source in plugin.sources:
            register = source.register
            if isinstance(source, KeptHere) and register.kept_by and catalogue.sources[register.name] is source:
                found[register.name] = Kept(register, register.kept_by, name)
    return found
