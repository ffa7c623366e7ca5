"""Stored files: what is known about each; the bytes lie in the file store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from piccolo.columns.combination import WhereRaw
from piccolo.query.functions import Sum

from xidmet.store.tables import Document, Payment, Signature


@dataclass(frozen=True)
class Stored:
    """size: bytes; sha256: of the bytes before encryption; place: key in the file store.

    kind: of an attached file, a name in the contract's KINDS. scan: not scanned, waiting, clean, infected, too large or
    made here; erased of one whose bytes were kept for long enough. finding: what the scanner found. seal: of what the
    portal sealed, its level. renew_by: when it must be raised or renewed.
    """

    id: UUID
    case: UUID | None
    party: str
    name: str
    media_type: str
    size: int
    sha256: str
    place: str
    scan: str
    made_here: bool
    created_at: dt.datetime
    kind: str = ""
    finding: str = ""
    seal: str = ""
    renew_by: dt.datetime | None = None

    @property
    def is_nobodys(self) -> bool:
        """Its bytes are handed out to nobody: harmful, or gone."""
        return self.scan in ("infected", "erased")


def columns_of(document: Any) -> list[Any]:
    """All that is known of a file, joined over another table's column that names it."""
    return [getattr(document, column._meta.name) for column in Document.all_columns()]


def joined(row: Mapping[str, Any], kind: str) -> Stored:
    """A row with columns_of("document"). kind: what it was found to be; its own says only that it is no answer yet."""
    known = {name.partition(".")[2]: value for name, value in row.items() if name.startswith("document.")}
    return Stored(**{**known, "kind": kind})


async def keep(document: Stored) -> None:
    await Document.insert(Document(**vars(document)))


async def remove(document: UUID) -> None:
    """The row goes; its bytes are removed from the file store by whoever called."""
    await Document.delete().where(Document.id == document)


async def document(wanted: UUID) -> Stored | None:
    row: dict[str, Any] | None = await Document.select().where(Document.id == wanted).first()
    return Stored(**row) if row else None


async def is_evidence(wanted: UUID) -> bool:
    """Does a signature or a payment rest on it? Then nobody takes it back."""
    signed = (Signature.original == wanted) | (Signature.file == wanted)
    return bool(await Signature.exists().where(signed) or await Payment.exists().where(Payment.document == wanted))


async def claimed(places: list[str]) -> set[str]:
    """Which of these places in the file store a row names."""
    if not places:
        return set()
    return set(await Document.select(Document.place).where(Document.place.is_in(places)).output(as_list=True))


async def of_case(case: UUID) -> list[Stored]:
    """What was attached to a case, the oldest first."""
    rows = await Document.select().where(_attached_to(case)).order_by(Document.created_at)
    return [Stored(**row) for row in rows]


async def bytes_of_case(case: UUID) -> int:
    """How much was attached to a case."""
    row: dict[str, Any] | None = await Document.select(Sum(Document.size)).where(_attached_to(case)).first()
    return int(row["sum"] or 0) if row else 0


def _attached_to(case: UUID) -> Any:
    return (Document.case == case) & (Document.made_here == False)  # noqa: E712  # a condition, not a truth value


async def scanned(wanted: UUID, scan: str, finding: str) -> bool:
    """Write the scanner's verdict; False when there was one before."""
    rows = (
        await Document.update({Document.scan: scan, Document.finding: finding[:200]})
        .where((Document.id == wanted) & Document.scan.is_in(["not scanned", "waiting"]))
        .returning(Document.id)
    )
    return bool(rows)


async def await_scan(wanted: UUID) -> bool:
    """From now on it waits for the scanner; False when it does already, or was scanned."""
    rows = (
        await Document.update({Document.scan: "waiting"})
        .where((Document.id == wanted) & (Document.scan == "not scanned"))
        .returning(Document.id)
    )
    return bool(rows)


ALONG = (
    "SELECT document FROM case_message_file UNION SELECT document FROM complaint_file"
    " UNION SELECT document FROM move_file"
)


async def unscanned(limit: int) -> list[Stored]:
    """Files of answers, and such as go along, that nobody is to scan yet: they came while there was no scanner."""
    attached: Any = (Document.kind != "") | WhereRaw(f"id IN ({ALONG})")
    where: Any = (Document.scan == "not scanned") & (Document.made_here == False) & attached  # noqa: E712
    rows = await Document.select().where(where).order_by(Document.created_at).limit(limit)
    return [Stored(**row) for row in rows]


async def of_drafts(before: dt.datetime, limit: int, after: Stored | None) -> list[Stored]:
    """Files attached before a moment to cases that were not sent. after: the last one of the page before."""
    where: Any = (
        Document.case.sent_at.is_null()
        & (Document.made_here == False)  # noqa: E712
        & (Document.kind != "")
        & (Document.created_at < before)
    )
    if after:
        later: Any = Document.created_at > after.created_at
        where = where & (later | ((Document.created_at == after.created_at) & (Document.id > after.id)))
    rows = await Document.select(*COLUMNS).where(where).order_by(Document.created_at).order_by(Document.id).limit(limit)
    return [Stored(**row) for row in rows]


COLUMNS = tuple(Document.all_columns())


async def to_raise(seal: str, before: dt.datetime, limit: int, after: Stored | None) -> list[Stored]:
    """Sealed documents of a level whose time has come, the most urgent first. after: the last of the page before."""
    where: Any = (Document.seal == seal) & (Document.renew_by <= before)
    if after:
        later: Any = Document.renew_by > after.renew_by
        where = where & (later | ((Document.renew_by == after.renew_by) & (Document.id > after.id)))
    rows = await Document.select().where(where).order_by(Document.renew_by).order_by(Document.id).limit(limit)
    return [Stored(**row) for row in rows]


async def replace_sealed(old: Stored, new: Stored, seal: str, renew_by: dt.datetime) -> bool:
    """Other bytes in the place of the old ones; False when somebody else has replaced them meanwhile."""
    rows = (
        await Document.update(
            {
                Document.place: new.place,
                Document.size: new.size,
                Document.sha256: new.sha256,
                Document.seal: seal,
                Document.renew_by: renew_by,
            }
        )
        .where((Document.id == old.id) & (Document.place == old.place))
        .returning(Document.id)
    )
    return bool(rows)


async def never_raise(document: UUID) -> None:
    """It can't be raised, whoever tries again."""
    await Document.update({Document.renew_by: None}).where(Document.id == document)
