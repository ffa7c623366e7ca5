"""What the remote signing service keeps: whose keys, how each lets itself be used, and what was allowed to whom."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from xidmet import clock
from xidmet.demo_signing.holders import Holder, Holders
from xidmet.demo_signing.phones import Question
from xidmet.signatures.demo_people import Issued

PIN = "2580"  # of everybody; it stands on the page that asks for it
MOST_WRONG = 3
MOST = 1000
SERVICE_LASTS, SAD_LASTS = dt.timedelta(minutes=10), dt.timedelta(minutes=5)
HASH_OIDS = {"2.16.840.1.101.3.4.2.1": "SHA256", "2.16.840.1.101.3.4.2.2": "SHA384", "2.16.840.1.101.3.4.2.3": "SHA512"}
SIGN_OIDS = {"1.2.840.10045.4.3.2": "SHA256", "1.2.840.10045.4.3.3": "SHA384", "1.2.840.10045.4.3.4": "SHA512"}

Mode = Literal["site", "pin", "phone"]
MODES: tuple[Mode, ...] = ("site", "pin", "phone")


@dataclass(frozen=True)
class RemoteKey:
    """voen: of the organisation whose seal it is; "": it is the holder's own."""

    holder: Holder
    voen: str = ""

    @property
    def id(self) -> str:
        return hashlib.sha256(f"key {self.holder.person.key} {self.voen}".encode()).hexdigest()[:16].upper()

    def issued(self, holders: Holders) -> Issued:
        return holders.seal(self.voen) if self.voen else holders.certificate(self.holder, "sign")


def keys_of(holder: Holder) -> Sequence[RemoteKey]:
    """Their own; and the seal, of whoever holds one."""
    person = holder.person
    seal = [RemoteKey(holder, person.voen)] if person.mandate == "seal_holder" else []
    return [RemoteKey(holder), *seal]


@dataclass
class Leave:
    """What somebody allowed: to list their keys; or so many signatures by one key over these hashes, and no others."""

    client: str
    holder: Holder
    until: dt.datetime
    key: RemoteKey | None = None
    hash_type: str = ""
    hashes: tuple[bytes, ...] = ()
    left: int = 0


@dataclass
class Agreeing:
    """One request of a client that somebody is to agree to. wants: what they would allow. agreed: once they said yes.

    back, state, challenge: of OAuth. about: what the client says it is for.
    """

    client: str
    back: str
    state: str
    challenge: str
    until: dt.datetime
    wants: Leave | None = None
    details: str = ""
    about: str = ""
    agreed: Leave | None = None


@dataclass
class Ringing:
    """Leave that a phone is asked for."""

    wants: Leave
    question: Question


@dataclass
class Remote:
    """agreeing: by the name in a page, or by a code. tokens: leave by access token or SAD. pushed: by request_uri.

    modes, off, wrong: by the id of a key: how it is allowed to sign, those switched off, wrong PINs.
    """

    agreeing: dict[str, Agreeing] = field(default_factory=dict)
    tokens: dict[str, Leave] = field(default_factory=dict)
    ringing: dict[str, Ringing] = field(default_factory=dict)
    pushed: dict[str, Any] = field(default_factory=dict)
    modes: dict[str, Mode] = field(default_factory=dict)
    off: set[str] = field(default_factory=set)
    wrong: dict[str, int] = field(default_factory=dict)

    def mode(self, key: RemoteKey) -> Mode:
        return self.modes.get(key.id, "site")

    def is_locked(self, key: RemoteKey) -> bool:
        return self.wrong.get(key.id, 0) >= MOST_WRONG

    def takes_pin(self, key: RemoteKey, typed: str) -> bool:
        """Counts the wrong ones; a locked key takes none."""
        if self.is_locked(key):
            return False
        right = hmac.compare_digest(typed.encode(), PIN.encode())
        self.wrong[key.id] = 0 if right else self.wrong.get(key.id, 0) + 1
        return right

    def give(self, leave: Leave) -> str:
        """A token for it."""
        self.tokens = {name: one for name, one in self.tokens.items() if one.until > clock.now()}
        return kept(self.tokens, leave)

    def leave(self, token: str) -> Leave | None:
        found = self.tokens.get(token)
        return found if found and clock.now() < found.until else None


def kept(where: dict[str, Any], one: Any) -> str:
    """Under a new name that nobody guesses."""
    while len(where) >= MOST:
        del where[next(iter(where))]
    name = secrets.token_urlsafe(32)
    where[name] = one
    return name


def signing_leave(client: str, key: RemoteKey, hash_type: str, hashes: tuple[bytes, ...], number: int) -> Leave:
    return Leave(client, key.holder, clock.now() + SAD_LASTS, key, hash_type, hashes, number)
