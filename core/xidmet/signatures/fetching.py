"""CRLs, OCSP answers and issuers' certificates from the network: little, soon, kept for a while, and only from outside.

The addresses stand in certificates, so they are strangers' words: nothing inside our own network is reached by them.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass

import httpx

from xidmet import clock
from xidmet.outside import addresses_of
from xidmet.settings import Settings

SECONDS = 5  # for one answer, redirects included
MOST_BYTES = 20_000_000  # a national list of revoked certificates has some millions of bytes
MOST_KEPT, MOST_KEPT_BYTES = 500, 100_000_000
REDIRECTS = 2
REFUSED_FOR = dt.timedelta(seconds=20)  # a place that does not answer is not asked again for each signature
LIST_KEPT_FOR, ANSWER_KEPT_FOR = dt.timedelta(minutes=30), dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Kept:
    """content: None when the place did not answer."""

    content: bytes | None
    until: dt.datetime


class Fetcher:
    """Asks, and keeps what it got in the memory of this process. Never raises: no answer is None.

    private: hosts that may have an address inside our own network, such as the CA of the government's intranet.
    """

    def __init__(self, private: Collection[str] = ()) -> None:
        self._private = frozenset(private)
        self._kept: OrderedDict[tuple[str, bytes], Kept] = OrderedDict()
        self._bytes = 0

    @classmethod
    def from_settings(cls, settings: Settings) -> Fetcher:
        return cls(private_hosts(settings))

    async def get(self, url: str) -> bytes | None:
        return await self._known(url, b"", LIST_KEPT_FOR)

    async def ask(self, url: str, request: bytes) -> bytes | None:
        """An OCSP request by POST (RFC 6960, appendix A)."""
        return await self._known(url, request, ANSWER_KEPT_FOR)

    def kept(self, url: str, body: bytes = b"") -> bytes | None:
        """What get or ask would answer without asking anybody. From any thread. Raises KeyError when one must ask."""
        kept = self._kept[(url, body)]
        if clock.now() >= kept.until:
            raise KeyError(url)
        return kept.content

    async def _known(self, url: str, body: bytes, lasts: dt.timedelta) -> bytes | None:
        """What is kept is a matter of cost only: whether it still counts is judged each time it is used."""
        kept = self._kept.get((url, body))
        if kept and clock.now() < kept.until:
            self._kept.move_to_end((url, body))
            return kept.content
        content = await self._fetch(url, body)
        now = clock.now()
        if content is not None:
            self._keep((url, body), Kept(content, now + lasts))
        else:  # an older answer may still count, and is better than none
            self._keep((url, body), Kept(kept.content if kept else None, now + REFUSED_FOR))
        return self._kept[(url, body)].content

    def _keep(self, key: tuple[str, bytes], kept: Kept) -> None:
        before = self._kept.pop(key, None)
        self._kept[key] = kept
        self._bytes += len(kept.content or b"") - len((before and before.content) or b"")
        while len(self._kept) > MOST_KEPT or (self._bytes > MOST_KEPT_BYTES and len(self._kept) > 1):
            self._bytes -= len(self._kept.popitem(last=False)[1].content or b"")

    async def _fetch(self, url: str, body: bytes) -> bytes | None:
        try:
            async with (
                asyncio.timeout(SECONDS),
                httpx.AsyncClient(trust_env=False, timeout=SECONDS) as client,
            ):
                return await self._follow(client, httpx.URL(url), body)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, UnicodeError):
            return None

    async def _follow(self, client: httpx.AsyncClient, url: httpx.URL, body: bytes) -> bytes | None:
        for _step in range(REDIRECTS + 1):
            response = await self._send(client, url, body)
            try:
                if response.status_code == httpx.codes.OK:
                    return await _bounded(response)
                if not response.has_redirect_location:
                    return None
                url = url.join(response.headers["location"])
            finally:
                await response.aclose()
        return None

    async def _send(self, client: httpx.AsyncClient, url: httpx.URL, body: bytes) -> httpx.Response:
        """To the very address that was looked at, for a name may mean another one a moment later."""
        if url.scheme not in ("http", "https") or not url.host or url.userinfo or len(str(url)) > 2000:
            raise ValueError("not an address that is fetched from")
        *others, last = await self._addresses(url)
        for address in others:
            with contextlib.suppress(httpx.ConnectError):
                return await client.send(_request(client, url, address, body), stream=True)
        return await client.send(_request(client, url, last, body), stream=True)

    async def _addresses(self, url: httpx.URL) -> list[str]:
        port = url.port or (443 if url.scheme == "https" else 80)
        return await addresses_of(url.host, port, self._private)


def private_hosts(settings: Settings) -> tuple[str, ...]:
    named = [host.strip() for host in settings.private_hosts.split(",") if host.strip()]
    return (*named, *(("localhost", "127.0.0.1") if settings.demo else ()))


def _request(client: httpx.AsyncClient, url: httpx.URL, address: str, body: bytes) -> httpx.Request:
    head = {"Host": url.netloc.decode("ascii"), "Accept-Encoding": "identity", "User-Agent": "xidmet"}
    head |= {"Content-Type": "application/ocsp-request"} if body else {}
    place, named = url.copy_with(host=address), {"sni_hostname": url.host}
    return client.build_request("POST" if body else "GET", place, content=body, headers=head, extensions=named)


async def _bounded(response: httpx.Response) -> bytes | None:
    """As it was sent: what would have to be unpacked may become a thousand times as long."""
    if response.headers.get("content-encoding", "identity") != "identity":
        return None
    parts, size = [], 0
    async for part in response.aiter_raw():
        size += len(part)
        if size > MOST_BYTES:
            return None
        parts.append(part)
    return b"".join(parts)
