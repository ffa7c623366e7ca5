"""Words for what a QR carries, which names fields and no more; and what a device compares of it with place and time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from xidmet.attestations.issue import LANGUAGE
from xidmet.check.papers import places_asked
from xidmet.contract.attestation import Attestation
from xidmet.contract.shown import name_of
from xidmet.language import fold, translator
from xidmet.plugins import Catalogue
from xidmet.registers import Registers


def labels(catalogue: Catalogue, language: str) -> list[tuple[str, str]]:
    """(name, label) of every attestation, and of each field that its QR carries as "<attestation>.<field>"."""
    found: dict[str, str] = {}
    for service in catalogue.services.values():
        words = translator(language, catalogue.plugin_of(service.slug).name)
        for attestation in service.attestations():
            found[attestation.name] = words.text(attestation.label)
            found |= {f"{attestation.name}.{field.name}": words.text(field.label) for field in attestation.carries}
    return list(found.items())


@dataclass(frozen=True)
class Compared:
    """attestation: its name. place, opens, start, end: names of what its QR carries, "" for what it does not compare.
    label: how it is asked where the checker is. places: (name as QR codes have it, name for the reader).
    """

    attestation: str
    place: str
    opens: str
    start: str
    end: str
    label: str
    places: tuple[tuple[str, str], ...]


async def compared(catalogue: Catalogue, registers: Registers, language: str) -> list[Compared]:
    """Of every attestation that is good at some place or time only."""
    return [await _compared(one, registers, domain, language) for one, domain in _of_place_or_time(catalogue)]


def _of_place_or_time(catalogue: Catalogue) -> Iterator[tuple[Attestation[Any], str]]:
    for service in catalogue.services.values():
        for one in service.attestations():
            if one.place is not None or one.opens is not None or one.hours is not None:
                yield one, catalogue.plugin_of(service.slug).name


async def _compared(one: Attestation[Any], registers: Registers, domain: str, language: str) -> Compared:
    asked = places_asked(one)[0] if one.place is not None else None
    rows = await registers.places(asked) if asked is not None else []
    named = sorted(((name_of(row, LANGUAGE), name_of(row, language)) for row in rows), key=lambda it: fold(it[1]))
    start, end = (field.name for field in one.hours) if one.hours is not None else ("", "")
    return Compared(
        attestation=one.name,
        place=one.place.name if one.place is not None else "",
        opens=one.opens.name if one.opens is not None else "",
        start=start,
        end=end,
        label=translator(language, domain).text(asked.label) if asked is not None else "",
        places=tuple(named),
    )
