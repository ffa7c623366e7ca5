"""Asking an outside party over HTTP: bounded in time and size, never redirected, believed in nothing."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import socket
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlsplit

import httpx
from pydantic import AfterValidator

LARGEST = 262_144  # bytes of one answer; a key list or a session takes a few thousand
NO_CONTENT = 204
MOST_ADDRESSES = 4
UNPACKED = {"Accept-Encoding": "identity"}  # packed, a small answer could become a huge one
PLAIN = {"Accept": "application/json"}


def _kept_secret(address: str) -> str:
    parts = urlsplit(address)
    local = parts.hostname in ("127.0.0.1", "::1", "localhost")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
        raise ValueError("It must begin with https://; http:// is only for this machine itself.")
    return address.rstrip("/")


OutsideAddress = Annotated[str, AfterValidator(_kept_secret)]
"""An option: the address of an outside party, without a slash at its end."""


class NoAnswer(Exception):
    """The outside party did not answer, or with something that is no JSON object. Never says what it sent."""


@dataclass(frozen=True)
class Said:
    """status: of HTTP. body: the JSON object, unchecked; empty for "no content"."""

    status: int
    body: Mapping[str, Any]


async def ask_outside(method: str, url: str, *, seconds: float = 5.0, **sent: Any) -> Said:
    """One question to an outside party, its whole answer within so many seconds: one that drips bytes holds nobody up.

    sent: json=, data=, params=, headers= or auth= as httpx takes them. A redirect is not followed: it would take the
    question, and whatever secret is in it, to somebody else. Raises NoAnswer.
    """
    headers = PLAIN | sent.pop("headers", {})
    status, said = await ask_for_bytes(method, url, seconds=seconds, headers=headers, **sent)
    try:
        body = {} if status == NO_CONTENT else json.loads(said)
    except (ValueError, RecursionError) as error:
        raise NoAnswer(type(error).__name__) from None
    if not isinstance(body, dict):
        raise NoAnswer("ValueError")
    return Said(status, body)


async def ask_for_bytes(method: str, url: str, *, seconds: float = 5.0, **sent: Any) -> tuple[int, bytes]:
    """The same for an answer of any kind: its status and its bytes. Raises NoAnswer."""
    try:
        async with asyncio.timeout(seconds), httpx.AsyncClient(verify=trusted(), timeout=seconds) as client:
            return await _answer(client, method, url, sent)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, RecursionError) as error:
        raise NoAnswer(type(error).__name__) from None


async def addresses_of(host: str, port: int, inside: Collection[str] = ()) -> list[str]:
    """Network addresses of a host that a stranger named. inside: hosts that may be in our own network.

    Whoever connects must do so to one of these, for the name may mean another address a moment later. Raises
    ValueError for one inside the network, OSError for a name that there is not.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))[:MOST_ADDRESSES]
    if host not in inside and not all(is_outside(one) for one in addresses):
        raise ValueError("an address inside the network")
    return addresses


def is_outside(address: str) -> bool:
    """Is this network address nowhere in our own network? Raises ValueError for what is none."""
    read = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(read, "ipv4_mapped", None) or getattr(read, "sixtofour", None)
    return read.is_global and not read.is_multicast and (inner is None or inner.is_global)


@cache
def trusted() -> ssl.SSLContext:
    """Of whom certificates are taken. Reading the list of authorities takes 20 ms, so that it is read once."""
    return httpx.create_ssl_context()


async def _answer(client: httpx.AsyncClient, method: str, url: str, sent: dict[str, Any]) -> tuple[int, bytes]:
    headers = UNPACKED | sent.pop("headers", {})
    async with client.stream(method, url, headers=headers, follow_redirects=False, **sent) as response:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise ValueError("the answer is packed")
        said = bytearray()
        async for piece in response.aiter_raw():
            said += piece
            if len(said) > LARGEST:
                raise ValueError("the answer is too large")
    return response.status_code, bytes(said)
