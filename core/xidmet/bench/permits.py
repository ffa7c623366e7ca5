"""Millions of permits: one organisation of 50,000 people, and as many others of fifty as are asked for.

What is found, counted and checked of a permit stands there as its moves write it, but for its journal, in which one row
stands for all of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from xidmet import clock
from xidmet.attestations.number import new_number
from xidmet.bench import permit_rows, roster_site
from xidmet.bench.roster_site import CODES, SLUG, VOEN
from xidmet.bench.unindexed import unindexed
from xidmet.journal.append import canonical, chained
from xidmet.language import sort_text
from xidmet.store import many, registers, transaction
from xidmet.store.registers import Row
from xidmet.store.tables import Case, CaseConcern, CaseField, CaseFigure, CaseRow, CaseTotal, Issued, JournalRow

PEOPLE = 50_000  # of the one organisation
EACH = 50  # people of each other one
FIRST_VOEN = 1_500_000_001  # the last digit says that it is a legal entity's
AT_ONCE = 20_000  # permits in one transaction
MANY = 100_000  # from so many on their indexes are made afterwards
TABLES = (JournalRow, Case, CaseField, CaseRow, CaseConcern, CaseFigure, CaseTotal, Issued)
LASTS = dt.timedelta(days=30)
NOBODY, CHANGED = str(UUID(int=0)), dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
LONG_AGO = CHANGED.isoformat(timespec="microseconds")


def number(n: int) -> str:
    """Of a case."""
    return f"2026-{n:08}"


def fin(n: int) -> str:
    """Valid in form only."""
    return f"9{n:06X}"


def state(n: int) -> str:
    return "entered" if n % 10 < 3 else "active" if n % 10 < 8 else "expired"


def organisation(n: int) -> str:
    """The VÖEN."""
    return VOEN if n < PEOPLE else f"{FIRST_VOEN + (n - PEOPLE) // EACH * 10}"


async def prepare(jobs: Sequence[int]) -> None:
    """What the rules look at. jobs: which people have one, so that their permits can be activated."""
    await roster_site.seed_registers(0)
    found = [{"fin": fin(n), "voen": organisation(n)} for n in jobs]
    async with transaction():
        await registers.replace_version("gates.jobs", "", [Row(one["fin"], "", one, "") for one in found])


async def fill(first: int, until: int, *, only: str = "") -> None:
    """The permits from the one on, up to the other. only: all of them in this state."""
    async with unindexed(TABLES if until - first >= MANY else ()):
        await _fill(first, until, only)
    await Case.raw("ANALYZE")


async def _fill(first: int, until: int, only: str) -> None:
    moment = clock.now()
    opened = canonical(UUID(int=0), 1, CHANGED, "opened", {"service": SLUG}, {})
    for start in range(first, until, AT_ONCE):
        drawn = [_drawn(n, moment, only, opened) for n in range(start, min(start + AT_ONCE, until))]
        async with transaction():
            await permit_rows.write(drawn, moment, moment + LASTS)


def _drawn(n: int, moment: dt.datetime, only: str, opened: str) -> tuple[Any, ...]:
    """As permit_rows has the columns. opened: the body of a journal's first row, of another case and moment."""
    at, standing, voen = moment - dt.timedelta(minutes=n % 400_000), only or state(n), organisation(n)
    surname, given_name = f"Soyad{n * 7919 % 4999}", f"Ad{n % 997}"
    case, paper = f"{n:08x}-0000-4000-8000-000000000000", "" if standing == "entered" else new_number()
    body = opened.replace(NOBODY, case).replace(LONG_AGO, at.astimezone(dt.UTC).isoformat(timespec="microseconds"))
    named = (case, number(n), f"o:{voen}", voen, fin(n), surname, given_name, CODES[n % 4], CODES[n // 4 % 4])
    sorted_by = f"{_sorted(surname)} {_sorted(given_name)}"
    return (*named, standing, paper, many.plain(at), str(at), sorted_by, body, chained("", body))


@cache
def _sorted(name: str) -> str:
    return sort_text(name)
