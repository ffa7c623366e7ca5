"""A signed list, and many cases moved by it, for tests."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from xidmet.auth.may import Mover
from xidmet.cases import Site, find_case
from xidmet.cases.many import Result, move_many
from xidmet.contract.form import Form
from xidmet.errors import Stale
from xidmet.journal.verify import verify
from xidmet.store import issued
from xidmet.store.tables import TABLES, Case, JournalRow

from tests.core.certificate import token
from tests.roster_site import SLUG


class SignedList:
    """A signature over the list. kept: places in the list, cases, places of their rows. stopped: it is not wanted."""

    def __init__(self, facts: Mapping[str, str] | None = None, *, over: bool = True, stopped: bool = False) -> None:
        self.facts = {"signed": "list", "list": "a" * 64} if facts is None else facts
        self.over, self.stopped = over, stopped
        self.kept: list[tuple[int, Any, int]] = []

    def is_over(self, asked: Form | None) -> bool:
        return self.over

    def facts_of(self, place: int) -> Mapping[str, str]:
        return {**self.facts, "item": str(place)} if self.facts else {}

    async def keep(self, moved: Sequence[tuple[int, Any, int]], moment: dt.datetime) -> None:
        if self.stopped:
            raise Stale
        self.kept += moved


async def many(site: Site, mover: Mover, name: str, numbers: Sequence[str], **asked: str) -> list[Result]:
    items = [(number, await version(site, number)) for number in numbers]
    given = [token() for _number in numbers]
    return await move_many(site, mover, SLUG, name, items, tokens=given, asked=asked, signed=SignedList())


async def version(site: Site, number: str) -> int:
    case = await find_case(site, number)
    return case.version if case else 1


async def state(site: Site, number: str) -> str:
    case = await find_case(site, number)
    assert case is not None
    return case.state.name


async def breaks() -> list[str]:
    """Of every chain there is."""
    return [str(found) async for found in verify() if found is not None]


Rows = dict[str, list[dict[str, Any]]]
DRAWN = ("id", "hash", "before", "salt", "journal_head", "qr", "status_index", "token", "row", "document")


async def rows_about(number: str, fin_: str) -> Rows:
    """Every row of every table that belongs to this case, but for what is drawn, and for moments."""
    case = await Case.select(Case.id).where(Case.number == number).first()
    assert case is not None
    known = {str(case["id"]): "the case", number: "its number", fin_: "its FIN"}
    for paper in await issued.of_case(case["id"]):
        known |= {paper.number: "a paper", str(paper.id): "a paper's id"}
    chain = [row["id"] for row in await JournalRow.select().where(JournalRow.chain == case["id"])]
    found: Rows = {}
    for table in TABLES:
        every = await table.raw(f"SELECT * FROM {table._meta.tablename}")
        texts = [(row, json.dumps({key: str(value) for key, value in row.items()})) for row in every]
        mine = [row for row, text in texts if any(one in text for one in known) or row.get("row") in chain]
        told = [_plain(row, known) for row in mine]
        found[table._meta.tablename] = sorted(told, key=lambda row: json.dumps(row, sort_keys=True))
    return {name: rows for name, rows in found.items() if rows}


def _plain(row: dict[str, Any], known: Mapping[str, str]) -> dict[str, str]:
    return {key: _said(key, value, known) for key, value in row.items() if key not in DRAWN}


def _said(key: str, value: Any, known: Mapping[str, str]) -> str:
    if isinstance(value, dt.datetime):
        return "a moment" if value.microsecond else str(value)  # what is reckoned is whole
    text = str(value)
    for one, name in known.items():
        text = text.replace(one, name)
    text = re.sub(r"[0-9a-f]{64}", "a hash", text)
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00", "a moment", text)
