"""Proofs about a service: everything that is wrong, at once, each with its mend. Nothing is run, only read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from xidmet.check import forms, life, papers, people, signers, unconfirmed
from xidmet.check.fault import Fault
from xidmet.contract.service import Service

Found = Iterator[tuple[str, str, str]]
Proof = Callable[[type[Service]], Found]
PROOFS: tuple[Proof, ...] = (
    *forms.PROOFS,
    *life.PROOFS,
    *people.PROOFS,
    *papers.PROOFS,
    *signers.PROOFS,
    *unconfirmed.PROOFS,
)


def check(service: type[Service], folder: Path | None = None) -> list[Fault]:
    """Every fault of one service. folder: the plugin's own, to see whether the templates it names are there."""
    name = service.slug or service.__name__
    found = [fault for proof in PROOFS for fault in _faults(name, proof, service)]
    return found + [Fault(name, *wrong) for wrong in papers.templates(service, folder)] if folder else found


def _faults(name: str, proof: Proof, service: type[Service]) -> list[Fault]:
    """A declaration may be so wrong that it cannot even be read; that is one more fault, not the end of the site."""
    try:
        return [Fault(name, *wrong) for wrong in proof(service)]
    except Exception as error:
        said = f"It cannot be read: {type(error).__name__}: {error}.".replace("..", ".")
        return [Fault(name, proof.__name__, said, "Write it with the words of the contract.")]


def check_catalogue(services: Iterable[tuple[type[Service], Path]]) -> list[Fault]:
    """Every fault of every service, and those between them."""
    found: list[Fault] = []
    slugs = set[str]()
    for service, folder in services:
        found += check(service, folder)
        if service.slug in slugs:
            found.append(Fault(service.slug, "slug", "Another service has this slug.", "Choose another one."))
        slugs.add(service.slug)
    return found


__all__ = ["PROOFS", "Fault", "check", "check_catalogue"]
