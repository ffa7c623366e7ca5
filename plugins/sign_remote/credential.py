"""A key that a provider keeps for somebody, as the provider describes it; nothing of it is proved."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from xidmet.signing import HashName

MOST_CERTIFICATES = 5
LONGEST = 20_000  # signs of one certificate in base64
LONGEST_NAME = 200
MOST_OBJECTS = 3

# By which name a key signs, and over which hash, the most usual first. RSA-PSS is not among them.
ALGORITHMS: Mapping[str, HashName] = {
    "1.2.840.10045.4.3.2": "sha256",  # ECDSA
    "1.2.840.10045.4.3.3": "sha384",
    "1.2.840.10045.4.3.4": "sha512",
    "1.2.840.113549.1.1.11": "sha256",  # RSA, PKCS#1 v1.5
    "1.2.840.113549.1.1.12": "sha384",
    "1.2.840.113549.1.1.13": "sha512",
    "1.2.840.113549.1.1.1": "sha256",  # RSA whose hash is named beside it
}
HASHES: Mapping[HashName, str] = {
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
}


class Unreadable(Exception):
    """A key that is described in no way we know; others of the same person may serve."""


@dataclass(frozen=True)
class Secret:
    """What somebody types to let the key sign. kind: of the standard. sent: it comes on another way first."""

    id: str
    label: str
    kind: str

    @property
    def sent(self) -> bool:
        return self.kind == "ChallengeResponse"


@dataclass(frozen=True)
class Credential:
    """chain: DER in base64, the signer's certificate first. enabled: the provider says that it can sign.

    at_provider: somebody agrees on the provider's site. secrets: else what they type here, all or one_is_enough.
    """

    id: str
    chain: tuple[str, ...]
    algorithm: str
    enabled: bool
    at_provider: bool
    secrets: tuple[Secret, ...] = ()
    one_is_enough: bool = False

    @property
    def certificates(self) -> Sequence[bytes]:
        return [base64.b64decode(one) for one in self.chain]

    @property
    def hash_name(self) -> HashName:
        return ALGORITHMS[self.algorithm]

    def noted(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_note(cls, note: Mapping[str, Any]) -> Credential:
        secrets = tuple(Secret(**one) for one in note["secrets"])
        return cls(**{**note, "chain": tuple(note["chain"]), "secrets": secrets})


def read_credential(name: str, said: Mapping[str, Any]) -> Credential:
    """From credentials/info. Raises Unreadable for anything that the standard does not say."""
    key, cert, auth = (_part(said, one) for one in ("key", "cert", "auth"))
    listed = [str(one) for one in _list(key.get("algo"))]
    known = [one for one in ALGORITHMS if one in listed]
    mode = auth.get("mode")
    if mode not in ("implicit", "explicit", "oauth2code"):
        raise Unreadable
    return Credential(
        id=name,
        chain=tuple(_base64(one) for one in _list(cert.get("certificates"))[:MOST_CERTIFICATES]),
        algorithm=known[0] if known else "",
        enabled=key.get("status") == "enabled" and cert.get("status", "valid") == "valid",
        at_provider=mode == "oauth2code",
        secrets=_secrets(auth) if mode == "explicit" else (),
        one_is_enough="OR" in str(auth.get("expression", "")).replace("(", " ").replace(")", " ").split(),
    )


def is_name(said: Any) -> bool:
    return isinstance(said, str) and 0 < len(said) <= LONGEST_NAME and said.isprintable()


def _secrets(auth: Mapping[str, Any]) -> tuple[Secret, ...]:
    found = [one for one in _list(auth.get("objects")) if isinstance(one, Mapping)]
    if len(found) > MOST_OBJECTS or not all(is_name(one.get("id")) for one in found):
        raise Unreadable
    return tuple(Secret(str(one["id"]), _line(one.get("label")), str(one.get("type", ""))[:40]) for one in found)


def _base64(said: Any) -> str:
    if not isinstance(said, str) or not 0 < len(said) <= LONGEST:
        raise Unreadable
    try:
        return base64.b64encode(base64.b64decode("".join(said.split()), validate=True)).decode()
    except ValueError:
        raise Unreadable from None


def _part(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = said.get(name)
    return part if isinstance(part, Mapping) else {}


def _list(said: Any) -> list[Any]:
    return said if isinstance(said, list) else []


def _line(said: Any) -> str:
    return said[:60] if isinstance(said, str) and said.isprintable() else ""
