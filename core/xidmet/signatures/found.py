"""What lies in a signed file, whatever its format: the signatures, what each covers, the time-stamps over the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xidmet.contract.texts import _
from xidmet.signatures.signed_data import Signed, Stamp
from xidmet.signatures.verdict import NotGood, Sub

PART = _("a part of the document")


@dataclass(frozen=True)
class Scope:
    """Names of files, or pages. not_covered: what lies in the file and this signature says nothing about.

    size: how many bytes of the file are signed, and how many there are; None: it is not signed as a row of bytes.
    """

    covered: tuple[str, ...] = ()
    not_covered: tuple[str, ...] = ()
    size: tuple[int, int] | None = None


@dataclass(frozen=True)
class Reading:
    """One signature. error: why it can't pass. later: archive time-stamps over it, from the oldest. notes: msgids."""

    scope: Scope
    signed: Signed | None = None
    error: NotGood | None = None
    later: tuple[Stamp, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class StampReading:
    """A time-stamp over a document as a whole. error: it does not cover what it should."""

    scope: Scope
    stamp: Stamp
    error: NotGood | None = None


@dataclass(frozen=True)
class Listed:
    """A list whose head is signed for all its items, or one item that is proven to be in it: then item is its number.

    text: what was signed, in the signer's words. made_at: ISO 8601, UTC, and no more than the signer's word.
    """

    text: str
    service: str
    transition: str
    organisation: str
    site: str
    made_at: str
    count: int
    item: int | None = None
    values: Mapping[str, str | int | bool | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """format: as its standard is called, such as CAdES or PAdES. listed: None: no list, or another than was signed."""

    format: str
    readings: tuple[Reading, ...] = ()
    stamps: tuple[StampReading, ...] = ()
    notes: tuple[str, ...] = field(default=())
    listed: Listed | None = None


class Unreadable(Exception):
    """There is nothing that could be judged. said: msgid. not_yet: of a format that is not checked here yet."""

    def __init__(self, said: str, detail: str = "", *, not_yet: bool = False) -> None:
        super().__init__(said)
        self.said, self.detail, self.not_yet = said, detail, not_yet

    @property
    def error(self) -> NotGood:
        return NotGood(Sub.GENERIC if self.not_yet else Sub.FORMAT_FAILURE, self.detail, self.said)
