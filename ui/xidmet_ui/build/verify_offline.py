"""Words for what a QR carries, which names fields and no more."""

from __future__ import annotations

from xidmet.language import translator
from xidmet.plugins import Catalogue


def labels(catalogue: Catalogue, language: str) -> list[tuple[str, str]]:
    """(name, label) of every attestation, and of each field that its QR carries as "<attestation>.<field>"."""
    found: dict[str, str] = {}
    for service in catalogue.services.values():
        words = translator(language, catalogue.plugin_of(service.slug).name)
        for attestation in service.attestations():
            found[attestation.name] = words.text(attestation.label)
            found |= {f"{attestation.name}.{field.name}": words.text(field.label) for field in attestation.carries}
    return list(found.items())
