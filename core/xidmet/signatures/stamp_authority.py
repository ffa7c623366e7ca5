"""Asking a time-stamp authority (RFC 3161) over HTTP; what it gives is judged before anybody uses it."""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import httpx
from asn1crypto import cms, core, tsp
from cryptography import x509

from xidmet import clock
from xidmet.outside import NoAnswer, ask_for_bytes
from xidmet.settings import Settings
from xidmet.signatures.signed_data import Stamp
from xidmet.signatures.stamps import judged_stamp
from xidmet.signatures.trust import Trust

SECONDS = 10.0  # for one time-stamp, from the question to the last byte
SILENT_FOR = dt.timedelta(seconds=60)  # after a failure nobody asks, so that what waits does not wait one by one
SKEW = dt.timedelta(minutes=5)  # by which the authority's clock may differ from ours
LARGEST = 16_384  # bytes of a token; with a chain of RSA certificates it takes some 7,000
MARGIN = 1_024  # by which one token may be longer than those before it
QUERY = "application/timestamp-query"
GRANTED = ("granted", "granted_with_mods")


class NoStamp(Exception):
    """There is no time-stamp just now. Says why, in English and without names."""


class StampAnswer(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """TimeStampResp (RFC 3161, 2.4.2). asn1crypto's own wants a token also in a refusal."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]


@dataclass(frozen=True)
class Token:
    """der: a ContentInfo. time: what it says. chain: from the authority's certificate to the anchor."""

    der: bytes
    time: dt.datetime
    chain: tuple[x509.Certificate, ...]


@dataclass(frozen=True)
class OverHash(Stamp):
    """A time-stamp of which only the hash is known that it must have been made over: SHA-256."""

    sha256: bytes = b""

    def digest(self, hash_name: str) -> bytes:
        return self.sha256 if hash_name == "sha256" else b""


class StampAuthority:
    """url: its address, with user:password@ where it wants them. trust: whose time-stamps count."""

    def __init__(self, url: str, trust: Trust, *, seconds: float = SECONDS) -> None:
        parts = urlsplit(url)
        self._url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        self._auth = httpx.BasicAuth(unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        self._trust, self._seconds = trust, seconds
        self._silent_until: dt.datetime | None = None
        self._reason = ""
        self._longest = 0

    @property
    def room(self) -> int:
        """Bytes to keep for the next token."""
        return min(LARGEST, self._longest + MARGIN) if self._longest else LARGEST

    @classmethod
    def from_settings(cls, settings: Settings, trust: Trust) -> StampAuthority | None:
        return cls(settings.stamps_at, trust) if settings.stamps_at else None

    async def stamp(self, sha256: bytes) -> Token:
        """A good time-stamp over this hash. Raises NoStamp: no answer, a refusal, or one that is not to be used."""
        if self._silent_until and clock.now() < self._silent_until:
            raise NoStamp(f"not asked, for a moment ago: {self._reason}")
        try:
            token = await self._asked(sha256)
        except NoStamp as error:
            self._silent_until, self._reason = clock.now() + SILENT_FOR, str(error)
            raise
        self._silent_until, self._longest = None, max(self._longest, len(token.der))
        return token

    async def _asked(self, sha256: bytes) -> Token:
        nonce = secrets.randbits(63) + 1
        headers = {"Content-Type": QUERY, "Accept": "application/timestamp-reply"}
        more: dict[str, Any] = {"auth": self._auth} if self._auth else {}
        try:
            status, said = await ask_for_bytes(
                "POST", self._url, seconds=self._seconds, content=_query(sha256, nonce), headers=headers, **more
            )
        except NoAnswer as error:
            raise NoStamp(f"the time-stamp authority does not answer: {error}") from None
        if status != httpx.codes.OK:
            raise NoStamp(f"the time-stamp authority answered {status}")
        return await self._judged(await asyncio.to_thread(_token, said, sha256, nonce), sha256)

    async def _judged(self, der: bytes, sha256: bytes) -> Token:
        now = clock.now()
        stamped = await judged_stamp(OverHash(der, (), sha256), self._trust, now)
        if not stamped.good or stamped.time is None:
            raise NoStamp(f"a time-stamp that does not count: {stamped.verdict.sub_indication}")
        if abs(stamped.time - now) > SKEW:
            raise NoStamp("the clock of the time-stamp authority differs from ours")
        if len(der) > LARGEST:
            raise NoStamp(f"a time-stamp of {len(der)} bytes is too long")
        return Token(der, stamped.time, stamped.verdict.chain)


def _query(sha256: bytes, nonce: int) -> bytes:
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": sha256}
    request = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "nonce": nonce, "cert_req": True})
    return bytes(request.dump())


def _token(said: bytes, sha256: bytes, nonce: int) -> bytes:
    """The token in an answer. Raises NoStamp unless it answers this very question (RFC 3161, section 2.4.2)."""
    try:
        answer = StampAnswer.load(said, strict=True)
        status = answer["status"]["status"].native
        if status not in GRANTED:
            raise NoStamp(f"the time-stamp authority refused: {status}")
        info = answer["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
        imprint, same = info["message_imprint"], info["nonce"].native == nonce
        hashed = imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native
        der = bytes(answer["time_stamp_token"].dump())
    except NoStamp:
        raise
    except Exception as error:  # asn1crypto raises many kinds on what is no answer at all
        raise NoStamp(f"the time-stamp authority answered something else: {type(error).__name__}") from None
    if not same:
        raise NoStamp("the time-stamp answers another question: its nonce is another")
    if hashed != ("sha256", sha256):
        raise NoStamp("the time-stamp is over another hash")
    return der
