"""One message to one address: bounded in time and size, never redirected, only to where the internet is."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from xidmet.outside import addresses_of, trusted

SECONDS = 15.0  # for the whole answer, as the specification recommends
GONE = 410
NO_ADDRESS, INSIDE, NO_ANSWER, SLOW = "no address", "inside", "no answer", "slow"


@dataclass(frozen=True)
class Answered:
    """status: of HTTP, None when there was none; then problem says why. later: seconds that the receiver asks for."""

    status: int | None
    problem: str = ""
    later: float = 0.0

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


async def post(
    address: str, body: bytes, headers: Mapping[str, str], inside: Collection[str], seconds: float = SECONDS
) -> Answered:
    """inside: hosts in our own network that may be told. What is answered is not read: only that it was. Does not
    raise.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _posted(httpx.URL(address), body, headers, inside)
    except (TimeoutError, httpx.TimeoutException):
        return Answered(None, SLOW)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, ValueError):
        return Answered(None, NO_ANSWER)


async def _posted(url: httpx.URL, body: bytes, headers: Mapping[str, str], inside: Collection[str]) -> Answered:
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        places = await addresses_of(url.host, port, inside)
    except ValueError:
        return Answered(None, INSIDE)
    except OSError:
        return Answered(None, NO_ADDRESS)
    async with httpx.AsyncClient(verify=trusted(), trust_env=False, timeout=SECONDS) as client:
        for place in places[:-1]:
            try:
                return await _sent(client, url, place, body, headers)
            except httpx.ConnectError:
                continue
        return await _sent(client, url, places[-1], body, headers)


async def _sent(
    client: httpx.AsyncClient, url: httpx.URL, place: str, body: bytes, headers: Mapping[str, str]
) -> Answered:
    """To the very address that was looked at, for the name may mean another one a moment later."""
    head = {**headers, "Host": url.netloc.decode("ascii"), "Accept-Encoding": "identity"}
    named = {"sni_hostname": url.host}
    request = client.build_request("POST", url.copy_with(host=place), content=body, headers=head, extensions=named)
    response = await client.send(request, stream=True, follow_redirects=False)
    try:
        return Answered(response.status_code, later=_later(response.headers.get("retry-after", "")))
    finally:
        await response.aclose()


def _later(said: str) -> float:
    """A number of seconds; a date is not worth the trouble."""
    return min(float(said), 3600.0) if said.isascii() and said.isdigit() and len(said) < 7 else 0.0


def host_of(address: str) -> str:
    """For the log: who it is, without what an address may tell besides."""
    return urlsplit(address).hostname or ""
