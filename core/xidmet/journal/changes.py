"""What agencies change of their own data, in a hash chain for each table and for the texts of each service.

The chain is made as that of a case: a row's hash is SHA-256 over the hash before it and its own body. Who did it is
in the body by their account's id; the name stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from xidmet import clock
from xidmet.journal.append import FORMAT, chained
from xidmet.store import agency_changes
from xidmet.store.agency_changes import Change


@dataclass(frozen=True)
class By:
    """Whoever changes something, and the token of the form that asked for it."""

    account: UUID
    who: str
    token: str = ""


@dataclass(frozen=True)
class ChangeBreak:
    """place: the first row of the subject's chain that no longer holds."""

    subject: str
    place: int
    what: str

    def __str__(self) -> str:
        return f"{self.subject}, change {self.place}: {self.what}"


async def append_change(
    agency: str, subject: str, kind: str, says: Mapping[str, Any], by: By, about: int | None = None
) -> Change:
    """Say what an agency changed, inside the transaction in which it changes, behind the agency's lock.

    subject: "table:name" or "texts:slug". says: plain values. about: number of the change that this one answers.
    """
    last = await agency_changes.last(subject)
    number, before, moment = (last.number + 1, last.hash, clock.now()) if last else (1, "", clock.now())
    said = {
        "format": FORMAT,
        "agency": agency,
        "subject": subject,
        "number": number,
        "kind": kind,
        "about": about,
        "at": moment.isoformat(timespec="microseconds"),
        "account": str(by.account),
        "says": dict(says),
    }
    body = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    place = (uuid4(), chain_of(subject), agency, subject, number, kind, about)
    change = Change(*place, by.token, by.account, by.who, moment, body, before, chained(before, body))
    await agency_changes.add(change)
    return change


def chain_of(subject: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"xidmet:{subject}")


async def verify_changes() -> AsyncIterator[ChangeBreak | None]:
    """For each subject the first break, or None when its chain holds."""
    for subject in await agency_changes.subjects():
        yield _first_break(subject, list(reversed(await agency_changes.of_subject(subject))))


def _first_break(subject: str, changes: list[Change]) -> ChangeBreak | None:
    before = ""
    for expected, change in enumerate(changes, 1):
        if change.number != expected:
            return ChangeBreak(subject, expected, "missing")
        if change.hash != chained(change.before, change.body) or not _says_the_same(change):
            return ChangeBreak(subject, expected, "altered")
        if change.before != before:
            return ChangeBreak(subject, max(1, expected - 1), "altered")
        before = change.hash
    return None


def _says_the_same(change: Change) -> bool:
    """The columns beside the body are what it says."""
    try:
        said = json.loads(change.body)
    except ValueError:
        return False
    known = ("agency", "subject", "number", "kind", "about")
    same = all(said.get(name) == getattr(change, name) for name in known)
    return same and said.get("account") == str(change.account) and change.chain == chain_of(change.subject)
