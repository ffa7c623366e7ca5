"""A new list of anchors taken into the site's folder: only a later one, whole or not at all, the one before kept."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
from cryptography.hazmat.primitives import hashes

from xidmet import clock
from xidmet.settings import Settings
from xidmet.signatures.anchor_list import AHEAD, AnchorList, Term, WrongList, read_list
from xidmet.signatures.anchors import LIST, held_list, signers_of
from xidmet.signatures.fetching import Fetcher, private_hosts

BEFORE, LOCK = "anchors.previous.jws", ".anchors.lock"


@dataclass(frozen=True)
class Change:
    """before: None: there was none. taken: whether anything was written."""

    listed: AnchorList
    before: AnchorList | None
    taken: bool

    @property
    def lines(self) -> list[str]:
        """What is another than before, for a person."""
        old = {_name(one): one for one in (self.before.anchors if self.before else ())}
        new = {_name(one): one for one in self.listed.anchors}
        added = [f"+ {name}{bounds(one)}" for name, one in new.items() if name not in old]
        gone = [f"- {name}" for name in old if name not in new]
        other = [f"~ {name}{bounds(one)}" for name, one in new.items() if name in old and one != old[name]]
        return [*added, *gone, *other]


def need_takeable(listed: AnchorList, before: AnchorList | None, *, empty: bool = False) -> None:
    """Raises WrongList. empty: one that trusts nobody is taken too."""
    now = clock.now()
    if listed.issued > now + AHEAD:
        raise WrongList("It was issued in the future; is the clock right?")
    if listed.next_update <= now:
        raise WrongList(f"It is over: the next one was due on {listed.next_update:%Y-%m-%d}.")
    if not empty and not any(one.holds(now) for one in listed.anchors if one.purpose != "issuers"):
        raise WrongList("It names no anchor that counts now, so that nobody would be trusted; --force takes it.")
    if before and listed.number < before.number:
        raise WrongList(f"It has number {listed.number}, and number {before.number} is here already.")
    if before and listed.number == before.number and listed != before:
        raise WrongList(f"It is another list of the number {before.number} that is here already.")


def take(file: bytes, folder: Path, signer: Path | None = None, *, empty: bool = False) -> Change:
    """Into the folder of anchors. signer: as in Anchors.from_folder; empty: as in need_takeable.

    Raises WrongList, or OSError when it can't be written; then nothing changed.
    """
    listed = read_list(file, signers_of(folder, signer))
    with _alone(folder):
        before = held_list(folder, signer)
        need_takeable(listed, before, empty=empty)
        if listed == before:
            return Change(listed, before, taken=False)
        if before:
            _write(folder / BEFORE, (folder / LIST).read_bytes())
        _write(folder / LIST, file)
    return Change(listed, before, taken=True)


async def fetch(address: str, settings: Settings | None) -> bytes:
    """Raises WrongList when there is none. Over http only from a host inside the network that the site names."""
    private = private_hosts(settings) if settings else ()
    if not address.startswith("https://") and httpx.URL(address).host not in private:
        raise WrongList("A list is fetched from an address that begins with https://.")
    file = await Fetcher(private).get(address)
    if file is None:
        raise WrongList(f"Nothing was got from {address}.")
    return file


async def update_from_address(settings: Settings) -> Change | None:
    """What the worker does some times a day; None: the site names no address. Raises WrongList, or OSError."""
    if not settings.anchors_list or not settings.anchors:
        return None
    file = await fetch(settings.anchors_list, settings)
    return await asyncio.to_thread(take, file, settings.anchors, settings.anchors_signer)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time: of two, the later list must not be written over by the earlier one."""
    with (folder / LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(place: Path, held: bytes) -> None:
    """Whole or not at all, whatever happens meanwhile."""
    number, name = tempfile.mkstemp(dir=place.parent, prefix=".")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(held)
            os.fchmod(file.fileno(), 0o644)  # those who serve need not be those who update
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _name(one: Term) -> str:
    printed = one.certificate.fingerprint(hashes.SHA256()).hex()
    return f"{one.purpose}: {one.certificate.subject.rfc4514_string()} (SHA-256 {printed})"


def bounds(one: Term) -> str:
    """As a person reads them."""
    since, until = (f"{bound:%Y-%m-%d %H:%M}" if bound else "" for bound in (one.since, one.until))
    return (f", from {since}" if since else "") + (f", until {until}" if until else "")
