"""What signing in needs of a site: the means it offers, its address, a key, and how it judges signatures."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from xidmet.contract.levels import Level, reaches
from xidmet.contract.means import Signatures, SignInMeans
from xidmet.errors import NotFound

NONCE = 12


@dataclass(frozen=True)
class Entrance:
    """means: by name, in the order they are offered. address: the portal's origin. keys: the first one writes.

    domains: which plugin's catalogue holds the texts of a means, by its name; the portal's own are not in it.
    """

    means: Mapping[str, SignInMeans]
    address: str
    keys: tuple[bytes, ...]
    signatures: Signatures
    domains: Mapping[str, str] = field(default_factory=dict)

    def domain_of(self, name: str) -> str:
        return self.domains.get(name, "")

    def means_named(self, name: str) -> SignInMeans:
        """Raises NotFound."""
        if name not in self.means:
            raise NotFound
        return self.means[name]

    def reaching(self, level: Level) -> list[SignInMeans]:
        """Those that can prove at least so much."""
        return [one for one in self.means.values() if reaches(one.level, level)]

    def sealed(self, content: Mapping[str, Any], about: str) -> bytes:
        """JSON, encrypted; it opens only where it is about the same."""
        return seal(self.keys, content, about)

    def unsealed(self, sealed: bytes, about: str) -> dict[str, Any]:
        """Raises InvalidTag for what was altered, or belongs elsewhere."""
        return unseal(self.keys, sealed, about)


def seal(keys: tuple[bytes, ...], content: Mapping[str, Any], about: str) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(keys[0]).encrypt(nonce, json.dumps(dict(content)).encode(), about.encode())


def unseal(keys: tuple[bytes, ...], sealed: bytes, about: str) -> dict[str, Any]:
    for key in keys:
        with suppress(InvalidTag):
            found: dict[str, Any] = json.loads(AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], about.encode()))
            return found
    raise InvalidTag


def about(account: UUID, name: str) -> str:
    """What a sealed means is bound to."""
    return f"{name}:{account}"
