"""What the store holds, to be compared before and after."""

from __future__ import annotations

from typing import Any

from piccolo.table import Table
from xidmet.store.tables import (
    Absence,
    Account,
    ApiToken,
    BulkRun,
    Case,
    CaseField,
    Consented,
    DataCopy,
    Document,
    Effect,
    Issued,
    JournalRow,
    Mandate,
    MandateRequest,
    Message,
    MoveList,
    Offer,
    Office,
    OfficeAct,
    OfficeOffer,
    OrganisationAct,
    Remembered,
    SavedFilter,
    Submission,
    Webhook,
)

# Not sessions, leases, throttles, checks, mail and heartbeats: those may grow while people only look.
ABOUT_CASES: tuple[type[Table], ...] = (
    Absence,
    Account,
    ApiToken,
    BulkRun,
    Case,
    CaseField,
    Consented,
    DataCopy,
    Document,
    Effect,
    Issued,
    JournalRow,
    Mandate,
    MandateRequest,
    Message,
    MoveList,
    Offer,
    Office,
    OfficeAct,
    OfficeOffer,
    OrganisationAct,
    Remembered,
    SavedFilter,
    Submission,
    Webhook,
)
Kept = dict[str, list[dict[str, Any]]]


async def everything() -> Kept:
    """Every row about people and their cases; when a register was compared last is the worker's own business."""
    rows = {table: await table.select() for table in ABOUT_CASES}
    for case in rows[Case]:
        del case["checked_at"]
    return {table._meta.tablename: _sorted(found) for table, found in rows.items()}


async def moved() -> Kept:
    """The same without what is typed into drafts."""
    typed = {"typed", "version", "changed_at"}
    return {
        name: [{k: v for k, v in row.items() if k not in typed} for row in rows]
        for name, rows in (await everything()).items()
        if name != "remembered"
    }


async def moves() -> Kept:
    """What only a move may change: each case's state and version, and the journal but for looks and checks."""
    cases = await Case.select(Case.number, Case.state, Case.version, Case.typed, Case.answers, Case.changed_at)
    journal = await JournalRow.select().where(JournalRow.kind.not_in(["looked", "checked"]))
    issued = await Issued.select(Issued.number, Issued.in_force)
    kept = {"cases": cases, "journal": journal, "issued": issued, "submissions": await Submission.select()}
    return {name: _sorted(rows) for name, rows in kept.items()}


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=str)
