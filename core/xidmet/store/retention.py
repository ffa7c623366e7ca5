"""Cases whose time of keeping is over: which they are, and what is left; each statement is for some hundreds."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from piccolo.table import Table

from xidmet.store import bound, many
from xidmet.store.bound import among
from xidmet.store.cases import Record, by_ids
from xidmet.store.tables import (
    AssistCase,
    Booking,
    Case,
    CaseConcern,
    CaseField,
    CaseLease,
    CaseMessage,
    CaseMessageFile,
    CaseNote,
    CaseRow,
    CaseTotal,
    Check,
    Complaint,
    ComplaintFile,
    Consented,
    CoSigner,
    Document,
    DocumentCheck,
    Effect,
    Issued,
    JournalValue,
    Message,
    MoveFile,
    MoveListItem,
    Payment,
    RowsFile,
    Signature,
    Signing,
    SigningRound,
    Submission,
)

NOTHING = "{}"  # as a parameter: braces in a statement are Piccolo's
# What hangs on a case "c" and holds it, whatever its age. Each is looked up by an index on the case.
HELD_BY: Mapping[str, str] = {
    "effect": "SELECT 1 FROM effect h WHERE h.\"case\" = c.id AND h.state <> 'done'",
    "complaint": 'SELECT 1 FROM complaint h WHERE h."case" = c.id AND h.decided_at IS NULL',
    "issued": 'SELECT 1 FROM issued h WHERE h."case" = c.id AND h.in_force = TRUE',
    "payment": 'SELECT 1 FROM payment h WHERE h."case" = c.id'
    " AND h.state IN ('open', 'told', 'wrong amount', 'to pay back')",
    "signing_round": 'SELECT 1 FROM signing_round h WHERE h."case" = c.id AND h.closed_at IS NULL',
    "booking": "SELECT 1 FROM booking h WHERE h.\"case\" = c.id AND h.state = 'booked'",
    "data_copy": "SELECT 1 FROM data_copy h WHERE h.number = c.number AND h.state = 'making'",  # its capsule
}
OVER = (
    "c.service = {} AND c.state = {} AND c.sent_at IS NOT NULL AND c.changed_at < {} AND c.party <> ''"
    " AND c.due_at IS NULL AND "
    + " AND ".join(f"NOT EXISTS ({one})" for one in HELD_BY.values())
    + " AND COALESCE(c.asked -> 'held' ->> 'until', '') < {}"  # an officer keeps it; as long as the day lasts
)
# The number, the service, the state, its dates and the chain stay. Without a moment of sending it is found nowhere.
EMPTIED = (
    "party = '', follows = '', opened_by = NULL, version = version + 1, typed = {}, answers = {}, asked = {},"
    " sort_name = '', unique_key = NULL, due_move = '', officer = NULL, taken_as = '', taken_at = NULL,"
    " sent_at = NULL, being_signed = FALSE, checked_at = NULL, term_from = NULL, term_left = NULL, term_ends = NULL,"
    " state_ends = NULL, deadline = NULL, remind_at = NULL, changed_at = {}"
)
# What is only said of a case, in this order: a row before the one to which it points.
OF_THE_CASE: tuple[type[Table], ...] = (
    *(DocumentCheck, CaseMessageFile, CaseMessage, ComplaintFile, Complaint, MoveFile, Signing, SigningRound),
    *(Signature, CaseNote, CaseConcern, CaseField, CaseRow, CaseLease, Consented, Submission, AssistCase, Booking),
    *(Message, Effect),
)


@dataclass(frozen=True)
class Over:
    """Cases of a service that stand in a state since before a moment: in the order in which an index has them.

    today: as ISO 8601 writes it.
    """

    service: str
    state: str
    before: dt.datetime
    today: str


@dataclass(frozen=True)
class Husk:
    """What is left of a case. head, rows: of its chain, as it was before."""

    id: str
    head: str
    rows: int


@dataclass(frozen=True)
class Standing:
    """Where a sent case stands, and since when nothing has changed."""

    id: UUID
    service: str
    state: str
    changed_at: dt.datetime
    asked: Mapping[str, Any]


async def standing(cases: Iterable[UUID]) -> list[Standing]:
    if not (wanted := list(set(cases))):
        return []
    where = Case.id.is_in(wanted) & Case.sent_at.is_not_null()
    columns = (Case.id, Case.service, Case.state, Case.changed_at, Case.asked)
    return [Standing(**{**row, "asked": json.loads(row["asked"])}) for row in await Case.select(*columns).where(where)]


async def keep(case: UUID, version: int, asked: Mapping[str, Any]) -> bool:
    """That it is held is no change of the case from which it would be kept anew. False when somebody was faster."""
    new: dict[Any, Any] = {Case.asked: json.dumps(asked, ensure_ascii=False), Case.version: version + 1}
    same = (Case.id == case) & (Case.version == version) & (Case.party != "")
    return bool(await Case.update(new).where(same).returning(Case.id))


async def count(over: Over) -> int:
    rows = await Case.raw(f"SELECT COUNT(*) AS due FROM case_ c WHERE {OVER}", *vars(over).values())  # noqa: S608
    return int(rows[0]["due"])


async def first_change(over: Over) -> dt.datetime | None:
    """When the one that is erased next was changed last, of those whose time is not over; None while there is none."""
    here: Any = (Case.service == over.service) & (Case.state == over.state) & Case.sent_at.is_not_null()
    later = here & (Case.changed_at >= over.before)
    row = await Case.select(Case.changed_at).where(later).order_by(Case.changed_at).first()
    return row["changed_at"] if row else None


async def empty(over: Over, moment: dt.datetime, limit: int) -> list[Husk]:
    """Inside a transaction: up to so many of them, which nobody else changes until its end.

    Those that somebody has in hand are left. What hangs on them is asked again once they are ours, by a statement that
    sees what whoever had them before has done.
    """
    asked = tuple(vars(over).values())
    lock = "" if bound.on_sqlite() else " FOR UPDATE SKIP LOCKED"
    rows = await Case.raw(
        f"SELECT c.id FROM case_ c WHERE {OVER} ORDER BY c.changed_at LIMIT {int(limit)}{lock}",  # noqa: S608
        *asked,
    )
    if not rows:
        return []
    within, value = among("c.id", [_id(row["id"]) for row in rows], "uuid")
    gone = await Case.raw(
        f"UPDATE case_ AS c SET {EMPTIED} WHERE {within} AND {OVER} RETURNING id, journal_head, journal_rows",  # noqa: S608
        *(*[NOTHING] * 3, moment, value, *asked),
    )
    return [Husk(str(row["id"]), row["journal_head"], int(row["journal_rows"])) for row in gone]


def _id(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


async def forget(husks: Sequence[Husk], moment: dt.datetime) -> list[str]:
    """Inside the same transaction: all that was kept of these cases; the places of the bytes that must still go."""
    ids = [UUID(one.id) for one in husks]
    within, value = among('"case"', ids, "uuid")
    await _papers_without_names(within, value, moment)
    await _lists_without_names(ids)
    rounds = f"SELECT id FROM signing_round WHERE {within}"  # noqa: S608  # our own names, here and below
    await CoSigner.raw(f"DELETE FROM co_signer WHERE round IN ({rounds})", value)  # noqa: S608
    files = await RowsFile.raw(f"DELETE FROM rows_file WHERE {within} RETURNING document", value)  # noqa: S608
    for table in OF_THE_CASE:
        await table.raw(f"DELETE FROM {table._meta.tablename} WHERE {within}", value)  # noqa: S608
    places = await Document.raw(f"DELETE FROM document WHERE {within} RETURNING place", value)  # noqa: S608
    if on_their_way := [_id(row["document"]) for row in files if row["document"]]:
        these, value = among("id", on_their_way, "uuid")
        places += await Document.raw(f"DELETE FROM document WHERE {these} RETURNING place", value)  # noqa: S608
    return [str(row["place"]) for row in places if row["place"]]  # "" of what was erased before


async def _papers_without_names(within: str, value: Any, moment: dt.datetime) -> None:
    """What stays without a word about anybody: an attestation's place on the status lists, which says for ever that it
    was ended; and payments, which have terms of their own.
    """
    papers = f"SELECT id FROM issued WHERE {within}"  # noqa: S608  # our own names, here and below
    await Check.raw(f"DELETE FROM check_ WHERE issued IN ({papers})", value)  # noqa: S608
    await Issued.raw(
        "UPDATE issued SET holder = '', holder_name = '', record = {}, qr = '', document = NULL, in_force = FALSE,"  # noqa: S608
        f" ended_at = COALESCE(ended_at, {{}}) WHERE {within}",
        *(NOTHING, moment, value),
    )
    await Payment.raw(
        "UPDATE payment SET account = NULL, sealed = {}, why = '', document = NULL"  # noqa: S608
        f" WHERE {within}",
        *(b"", value),
    )


async def _lists_without_names(ids: Sequence[UUID]) -> None:
    """That a list moved them stays, without what told them apart."""
    within, value = among("id", ids, "uuid")
    await MoveListItem.raw(
        "UPDATE move_list_item SET shown = '[]', reason = '', why = '', mend = ''"  # noqa: S608
        f" WHERE number IN (SELECT number FROM case_ WHERE {within})",
        value,
    )


async def with_files(over: Over, after: Record | None, limit: int) -> list[Record]:
    """Those with a file of an answer whose bytes are there, in the order of their last change. after: the last one of
    the page before.
    """
    files = "SELECT 1 FROM document d WHERE d.\"case\" = c.id AND d.kind <> '' AND d.scan <> 'erased'"
    behind = " AND (c.changed_at, c.id) > ({}, {})" if after else ""
    found = await Case.raw(
        f"SELECT c.id FROM case_ c WHERE {OVER} AND EXISTS ({files}){behind}"  # noqa: S608  # our own names
        f" ORDER BY c.changed_at, c.id LIMIT {int(limit)}",
        *vars(over).values(),
        *((after.changed_at, after.id) if after else ()),
    )
    records = await by_ids(_id(row["id"]) for row in found)
    return sorted(records, key=lambda one: (one.changed_at, one.id))


async def erase_files(over: Over, due: Mapping[UUID, Sequence[UUID]]) -> dict[UUID, list[str]]:
    """Inside a transaction: these files, of cases that are still over. By case, where bytes lie that must still go."""
    within, value = among("c.id", list(due), "uuid")
    lock = "" if bound.on_sqlite() else " FOR UPDATE SKIP LOCKED"
    rows = await Case.raw(
        f"SELECT c.id FROM case_ c WHERE {within} AND {OVER}{lock}",  # noqa: S608  # our own names, here and below
        value,
        *vars(over).values(),
    )
    these, value = among("id", [one for row in rows for one in due[_id(row["id"])]], "uuid")
    there = f"{these} AND scan <> 'erased'"
    found = await Document.raw(f'SELECT "case", place FROM document WHERE {there}', value)  # noqa: S608
    await Document.raw(f"UPDATE document SET scan = 'erased', finding = '', place = '' WHERE {there}", value)  # noqa: S608
    gone = dict[UUID, list[str]]()
    for row in found:
        gone.setdefault(_id(row["case"]), []).append(row["place"])
    return gone


async def forget_values(husks: Sequence[Husk]) -> None:
    """The personal values of their chains; the commitments stay, and so the chains hold."""
    within, value = among("chain", [UUID(one.id) for one in husks], "uuid")
    rows = f"SELECT id FROM journal_row WHERE {within}"  # noqa: S608
    await JournalValue.raw(f"DELETE FROM journal_value WHERE row IN ({rows})", value)  # noqa: S608


async def parties_counted(husks: Sequence[Husk]) -> list[tuple[str, str]]:
    """Ids of what these cases add to their services' totals, with whose they are."""
    within, value = among('"case"', [UUID(one.id) for one in husks], "uuid")
    rows = await CaseTotal.raw(f"SELECT id, party FROM case_total WHERE {within}", value)  # noqa: S608
    return [(str(row["id"]), row["party"]) for row in rows]


async def count_as(rows: Sequence[tuple[str, str]]) -> None:
    """rows: the id of what is counted, and what stands for its party from now on."""
    await many.change(("party",), rows, CaseTotal)
