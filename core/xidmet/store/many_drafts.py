"""What is written besides when many drafts are opened, or sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xidmet.store.bound import among
from xidmet.store.many import NAMES, Row, insert, replace
from xidmet.store.tables import Case, CaseConcern, CaseField, CaseRow

FIELDS = ("id", "case", "service", "party", "path", "value")


async def taken(numbers: Iterable[str]) -> set[str]:
    """Those of these numbers that a case has."""
    within, value = among("number", list(numbers), "text")
    return {row["number"] for row in await Case.raw(f"SELECT number FROM case_ WHERE {within}", value)}  # noqa: S608


async def add_cases(rows: Sequence[Row]) -> None:
    """rows: NAMES, then where it stands in its roster, and the head and the length of its chain."""
    await insert(Case, (*NAMES, "sort_name", "journal_head", "journal_rows"), rows)


async def add_fields(rows: Sequence[Row]) -> None:
    await insert(CaseField, FIELDS, rows)


async def keep_fields(cases: Sequence[str], rows: Sequence[Row]) -> None:
    await replace(CaseField, FIELDS, cases, rows)


async def keep_rows(cases: Sequence[str], rows: Sequence[Row]) -> None:
    await replace(CaseRow, ("id", "case", "register", "key"), cases, rows)


async def keep_concerns(cases: Sequence[str], rows: Sequence[Row]) -> None:
    await replace(CaseConcern, ("id", "case", "service", "key", "at"), cases, rows)
