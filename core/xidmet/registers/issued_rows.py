"""Attestations as rows that a form may look up: those in force, and only by whom they belong to.

A number is a secret, so nobody searches for one, and no form takes somebody else's.
"""

from __future__ import annotations

from typing import Any

from xidmet import clock
from xidmet.contract.attestation import Attestation
from xidmet.contract.form import Form
from xidmet.contract.plain import from_json
from xidmet.store import issued


class IssuedRows:
    """Implements Rows."""

    def __init__(self, attestation: Attestation[Any]) -> None:
        self._attestation = attestation

    async def about(self, party: str) -> list[Form]:
        found = await issued.in_force_of(party, self._attestation.name, clock.now())
        return [from_json(self._attestation.of, one.record) for one in found]

    async def about_each(self, parties: list[str]) -> dict[str, list[Form]]:
        return {}

    async def by_keys(self, keys: list[str]) -> list[Form]:
        return []

    async def some(self, limit: int) -> list[Form]:
        return []

    async def search(self, text: str, limit: int) -> list[Form]:
        return []
