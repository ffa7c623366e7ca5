"""What follows a document: the service that looks it up in its form extends, replaces or builds upon it."""

from __future__ import annotations

from xidmet.check.reading import all_fields, asked_forms
from xidmet.contract.registers import Lookup
from xidmet.contract.service import Service
from xidmet.plugins import Catalogue


def extension_of(catalogue: Catalogue, service: type[Service]) -> type[Service] | None:
    """The first service, in the order of plugins.toml, that asks for something this one issues."""
    issued = {attestation.name for attestation in service.attestations()}
    others = [other for other in catalogue.services.values() if other is not service] if issued else []
    return next((other for other in others if issued & _looked_up(other)), None)


def _looked_up(service: type[Service]) -> set[str]:
    """Names of the registers of which a service asks for a row."""
    fields = [field for form in asked_forms(service) for field in all_fields(form)]
    return {field.register.name for field in fields if isinstance(field, Lookup)}
