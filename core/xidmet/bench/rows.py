"""Rows of a file: read as the form reads them, against the csv module and a plain pydantic model."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import io
import sys
from asyncio.subprocess import PIPE
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, StringConstraints

from xidmet.bench.figure import Figure, compared
from xidmet.cases.rows_file.meaning import Meaning
from xidmet.contract.answers import read
from xidmet.contract.fields import Choice, Date, Money, Text, YesNo
from xidmet.contract.form import Form, Part
from xidmet.tables.reading import read_table

ROWS = 1_000
PLAIN = "import csv, io, sys; print(len(list(csv.reader(io.TextIOWrapper(sys.stdin.buffer), delimiter=';'))))"
NAMES = ("fin", "surname", "salary", "since", "foreign", "kind")


class Worker(Form):
    fin = Text("FIN", format="fin")
    surname = Text("Surname", format="name")
    salary = Money("Salary")
    since = Date("Since")
    foreign = YesNo("Foreign")
    kind = Choice("Kind", {"full": "Full", "part": "Part"})


class PlainWorker(BaseModel):
    fin: Annotated[str, StringConstraints(pattern="^[0-9A-Z]{7}$")]
    surname: Annotated[str, StringConstraints(max_length=200)]
    salary: Decimal
    since: dt.date
    foreign: bool
    kind: str


def _table() -> str:
    lines = (f"5A{place:05};Məmmədov;1234.50;2020-09-01;no;full" for place in range(ROWS))
    return "\n".join((";".join(NAMES), *lines)) + "\n"


async def rows() -> list[Figure]:
    """A thousand rows; ours without the process that reads the file, then that process alone."""
    text = _table()
    content, meaning = text.encode(), Meaning(Part("Workers", Worker).many(), "")  # type: ignore[arg-type]  # it is a Part

    def cells() -> list[dict[str, Any]]:
        return list(csv.DictReader(io.StringIO(text), delimiter=";"))

    async def ours() -> None:
        if any(read(Worker, meaning.of(row), lambda ask: ()).errors for row in cells()):
            raise ValueError("the rows must be right")

    async def theirs() -> None:
        for row in cells():
            PlainWorker.model_validate(row)

    async def process() -> None:
        await read_table(content)

    async def plain_process() -> None:
        started = await asyncio.create_subprocess_exec(sys.executable, "-I", "-c", PLAIN, stdin=PIPE, stdout=PIPE)
        await started.communicate(content)

    return [
        await compared("rows.read", "csv module and plain pydantic, 1,000 rows", ours, theirs),
        await compared("rows.table", "a process with the csv module and no limits", process, plain_process),
    ]
