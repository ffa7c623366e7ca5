"""docs/security.md says of every requirement whether it is met, and every test it names is there."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from typing import NamedTuple

import pytest

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "security.md"
PLANS = re.compile(r"Planned: |[Bb]eing (mended|built)")
STATUSES = ("met", "not met", "operator", "not applicable")
# OWASP ASVS 5.0, the requirements of levels 1 and 2: of each section those of level 1, then those of 2.
SECTIONS = """
V1.1: | 1 2
V1.2: 1 2 3 4 5 | 6 7 8 9
V1.3: 1 2 | 3 4 5 6 7 8 9 10 11
V1.4: | 1 2 3
V1.5: 1 | 2
V2.1: 1 | 2 3
V2.2: 1 2 | 3
V2.3: 1 | 2 3 4
V2.4: | 1
V3.2: 1 2
V3.3: 1 | 2 3 4
V3.4: 1 2 | 3 4 5 6
V3.5: 1 2 3 | 4 5
V3.7: | 1 2
V4.1: 1 | 2 3
V4.2: | 1
V4.3: | 1 2
V4.4: 1 | 2 3 4
V5.1: | 1
V5.2: 1 2 | 3
V5.3: 1 2
V5.4: | 1 2 3
V6.1: 1 | 2 3
V6.2: 1 2 3 4 5 6 7 8 | 9 10 11 12
V6.3: 1 2 | 3 4
V6.4: 1 2 | 3 4
V6.5: | 1 2 3 4 5
V6.6: | 1 2 3
V6.8: | 1 2 3 4
V7.1: | 1 2 3
V7.2: 1 2 3 4
V7.3: | 1 2
V7.4: 1 2 | 3 4 5
V7.5: | 1 2
V7.6: | 1 2
V8.1: 1 | 2
V8.2: 1 2 | 3
V8.3: 1
V8.4: | 1
V9.1: 1 2 3
V9.2: 1 | 2 3 4
V10.1: | 1 2
V10.2: | 1 2
V10.3: | 1 2 3 4
V10.4: 1 2 3 4 5 | 6 7 8 9 10 11
V10.5: | 1 2 3 4 5
V10.6: | 1 2
V10.7: | 1 2 3
V11.1: | 1 2
V11.2: | 1 2 3
V11.3: 1 2 | 3
V11.4: 1 | 2 3 4
V11.5: | 1
V11.6: | 1
V12.1: 1 | 2 3
V12.2: 1 2
V12.3: | 1 2 3 4
V13.1: | 1
V13.2: | 1 2 3 4 5
V13.3: | 1 2
V13.4: 1 | 2 3 4 5
V14.1: | 1 2
V14.2: 1 | 2 3 4
V14.3: 1 | 2 3
V15.1: 1 | 2 3
V15.2: 1 | 2 3
V15.3: 1 | 2 3 4 5 6 7
V16.1: | 1
V16.2: | 1 2 3 4 5
V16.3: | 1 2 3 4
V16.4: | 1 2 3
V16.5: | 1 2 3
"""


class Row(NamedTuple):
    id: str
    level: str
    status: str
    how: str
    shown: str


def wanted() -> dict[str, str]:
    """id -> level."""
    found: dict[str, str] = {}
    for line in SECTIONS.split("\n"):
        section, _colon, numbers = line.partition(":")
        for level, part in zip("12", numbers.split("|"), strict=False):
            found |= {f"{section}.{number}": level for number in part.split()}
    return found


@cache
def rows() -> list[Row]:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if re.match(r"\| V\d", line)]
    return [Row(*(cell.strip() for cell in line.strip("|").split(" | "))) for line in lines]


def test_every_requirement_has_its_row_once() -> None:
    assert Counter(row.id for row in rows()) == Counter(wanted().keys())
    assert {row.id: row.level for row in rows()} == wanted()
    assert len(wanted()) == 246


def test_no_row_is_empty() -> None:
    assert [row.id for row in rows() if row.status not in STATUSES or len(row.how) < 15 or not row.shown] == []


def test_what_is_met_is_shown() -> None:
    """By a test, or, where none could fail, by reading; what is not met says why and what is planned."""
    unshown = [row.id for row in rows() if row.status == "met" and not (named_in(row) or row.shown == "reading")]
    unplanned = [row.id for row in rows() if row.status == "not met" and not PLANS.search(row.how)]
    assert (unshown, unplanned) == ([], [])


def named_in(row: Row) -> list[str]:
    return re.findall(r"`([\w/]+\.py::\w+)`", row.shown)


@pytest.mark.parametrize("named", sorted({one for row in rows() for one in named_in(row)}))
def test_the_test_that_is_named_exists(named: str) -> None:
    file, _colons, function = named.partition("::")
    assert function in functions_in(file)


@cache
def functions_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / file).read_text("utf-8"))
    return frozenset(one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))


def test_the_page_counts_rightly() -> None:
    counted = Counter(row.status for row in rows())
    said = ", ".join(f"{counted[status]} {status}" for status in STATUSES)
    assert f"{len(rows())} requirements: {said}." in PAGE.read_text("utf-8")
