"""The operator's interface: whose certificate a number has, a signature on a phone, what came of it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import structlog
from xidmet.means import NoAnswer, Said, ask_outside

log = structlog.get_logger()

LONGEST = 20_000  # signs of a certificate or signature in base64
LANGUAGES = {"az": "AZE", "en": "ENG", "ru": "RUS"}
GONE = 404


Kind = Literal["authentication", "signature"]  # of what the phone is asked for; a document needs the second


class Signed(NamedTuple):
    """As the phone's operator says; nothing of it is proved. certificate: b"" for a signature under a document."""

    certificate: bytes
    signature: bytes


@dataclass(frozen=True)
class Operator:
    url: str
    party: str
    party_name: str
    seconds: float

    async def certificate(self, phone: str, fin: str) -> bytes | None:
        """The one with which this number signs documents, DER; None when it has none. Raises NoAnswer."""
        said = await ask_outside("POST", f"{self.url}/certificate", json=self._whose(phone, fin), seconds=self.seconds)
        result = said.body.get("result")
        if said.status != 200 or not isinstance(result, str):
            log.warning("mobile operator refuses", status=said.status)
            raise NoAnswer("refused")
        return _decoded(said.body.get("cert")) if result == "OK" else None

    async def begin(
        self, phone: str, fin: str, content: bytes, language: str, text: str, kind: Kind = "authentication"
    ) -> str:
        """The name of a session in which the phone signs the content. Raises NoAnswer."""
        asked = self._whose(phone, fin) | {
            "hash": base64.b64encode(hashlib.sha256(content).digest()).decode(),
            "hashType": "SHA256",
            "language": LANGUAGES.get(language, "ENG"),
            "displayText": text,
            "displayTextFormat": "GSM-7" if text.isascii() else "UCS-2",
        }
        said = await ask_outside("POST", f"{self.url}/{kind}", json=asked, seconds=self.seconds)
        name = said.body.get("sessionID")
        if said.status != 200 or not isinstance(name, str) or not _is_name(name):
            log.warning("mobile operator refuses", status=said.status)
            raise NoAnswer("refused")
        return name

    def _whose(self, phone: str, fin: str) -> dict[str, str]:
        return {
            "relyingPartyUUID": self.party,
            "relyingPartyName": self.party_name,
            "phoneNumber": phone,
            "nationalIdentityNumber": fin,
        }

    async def result(self, session: str, kind: Kind = "authentication") -> str | Signed:
        """ "" while nobody has answered, a word of the operator's, or what was signed. Raises NoAnswer."""
        wait = {"timeoutMs": "1000"}
        address = f"{self.url}/{kind}/session/{session}"
        said = await ask_outside("GET", address, params=wait, seconds=self.seconds + 1)
        if said.status == GONE:
            return "TIMEOUT"
        if said.status != 200:
            raise NoAnswer("refused")
        return _read(said, kind)


def verification_code(content: bytes) -> str:
    """What phone and portal both show: the first 6 and the last 7 bits of the hash, as four digits."""
    digest = hashlib.sha256(content).digest()
    return f"{(digest[0] >> 2) << 7 | digest[-1] & 0x7F:04}"


def _is_name(name: str) -> bool:
    """It becomes part of an address."""
    return 0 < len(name) <= 100 and name.isascii() and name.replace("-", "").replace("_", "").isalnum()


def _read(said: Said, kind: Kind) -> str | Signed:
    if said.body.get("state") == "RUNNING":
        return ""
    result = said.body.get("result")
    if said.body.get("state") != "COMPLETE" or not isinstance(result, str) or not result:
        raise NoAnswer("an unknown state")
    if result != "OK":
        return result
    signature = said.body.get("signature")
    if not isinstance(signature, Mapping):
        raise NoAnswer("nothing signed")
    certificate = _decoded(said.body.get("cert")) if kind == "authentication" else b""
    return Signed(certificate, _decoded(signature.get("value")))


def _decoded(text: Any) -> bytes:
    if not isinstance(text, str) or len(text) > LONGEST:
        raise NoAnswer("no base64")
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise NoAnswer("no base64") from None
