"""Which addresses may be told of an organisation's cases: https, outside our own network."""

from __future__ import annotations

import ipaddress
import re

import httpx

from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.outside import is_outside
from xidmet.settings import Settings

LONGEST = 500  # characters
LOOK = re.compile(rf"[!-~]{{1,{LONGEST}}}")
LOOPBACK = ("localhost", "127.0.0.1")


def inside(settings: Settings) -> tuple[str, ...]:
    """Hosts in our own network that may be told all the same: this machine, and only in a demonstration.

    Hosts that certificates may be fetched from are not among them: these addresses come from anybody.
    """
    return LOOPBACK if settings.demo else ()


def wrong_address(settings: Settings, address: str) -> Mistake | None:
    """What its look says already; where a name leads to is looked at each time something is sent."""
    if not LOOK.fullmatch(address):
        return Mistake(_("This is no address of a web server."))
    try:
        url = httpx.URL(address)
        port = url.port
    except (httpx.InvalidURL, ValueError, UnicodeError):
        return Mistake(_("This is no address of a web server."))
    here = url.host in inside(settings)
    if url.scheme != "https" and not (here and url.scheme == "http"):
        return Mistake(_("The address must begin with https://."))
    if not url.host or (port is not None and not 0 < port < 65_536):
        return Mistake(_("This is no address of a web server."))
    if url.userinfo or "#" in address:
        return Mistake(_("Leave out names and passwords before “@”, and what follows “#”."))
    if not here and not _could_be_outside(url.host):
        return Mistake(_("This address is not reached from the internet."))
    return None


def shown(address: str) -> str:
    """For letters, records and whoever is no head: without a query, in which some receivers want a secret."""
    return address.partition("?")[0]


def _could_be_outside(host: str) -> bool:
    try:
        read = str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:  # a name; one without a dot, or of numbers alone, is none of the internet
        last = host.rstrip(".").rpartition(".")[2]
        return "." in host.rstrip(".") and not last.isdigit() and last.lower() not in ("localhost", "local", "internal")
    return is_outside(read)
