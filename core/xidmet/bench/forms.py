"""Forms: reading 20 questions and 200 rows, and their pages through the whole application."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import httpx
from pydantic import BaseModel, EmailStr, Field, StringConstraints

from xidmet.bench.declared import ROWS, TYPED, Request, Twenty, worker
from xidmet.bench.figure import Figure, compared
from xidmet.bench.form_pages import Draws, drawn, whole
from xidmet.contract.answers import read
from xidmet.store.tables import Case

PLUGIN = "bench_form"


class PlainPerson(BaseModel):
    surname: str
    given_name: str
    born: dt.date
    fin: Annotated[str, StringConstraints(pattern="^[0-9A-Z]{7}$")]
    card: Annotated[str, StringConstraints(pattern="^AA[0-9]{7}$")]


class PlainHome(BaseModel):
    city: str
    street: str
    postal_code: Annotated[str, StringConstraints(pattern="^AZ[0-9]{4}$")]


class PlainWork(BaseModel):
    salary: Decimal
    since: dt.date
    hour: dt.time


class Plain(BaseModel):
    """The same twenty in a plain pydantic model, which mends nothing that was typed."""

    person: PlainPerson
    home: PlainHome
    work: PlainWork
    email: EmailStr
    phone: str
    account: str
    kind: Literal["short", "long", "other"]
    why: str
    people: Annotated[int, Field(ge=1, le=99)]
    married: bool
    children: bool
    about: str


PLAIN = {
    **TYPED,
    "person": {**TYPED["person"], "born": "1990-05-01", "fin": "5VBK5VR"},
    "work": {"salary": "1234.50", "since": "2020-02-01", "hour": "09:00"},
}


def write_site(folder: Path) -> Path:
    """A site whose one plugin is the service of the benches."""
    plugin = folder / "plugins" / PLUGIN
    plugin.mkdir(parents=True)
    (plugin / "__init__.py").write_text("from xidmet.bench.declared import services\n", encoding="utf-8")
    (folder / "plugins.toml").write_text(f'[[plugins]]\nname = "{PLUGIN}"\n', encoding="utf-8")
    return folder


async def forms(app: Any, draws: Draws) -> list[Figure]:
    """app: the ASGI application of the site that write_site wrote, running. draws: makes what draws a step's page."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as visitor:
        csrf = await _sign_in(visitor)
        figures = [await _twenty(), await _rows()]
        for step, rows, controls in (("page", 0, 20), ("rows", ROWS, ROWS)):
            number = await _draft(visitor, csrf, rows)
            draw = await draws(app, visitor.cookies["session"], number, step)
            figures += [await drawn(step, draw, controls)]
            figures += [await whole(step, visitor, f"/cases/{number}/fill/{step}", controls)]
        return figures


async def _sign_in(visitor: httpx.AsyncClient) -> str:
    entered = {"csrf": _csrf((await visitor.get("/sign-in")).text), "person": "leyla", "next": "/"}
    await visitor.post("/sign-in/demo", data=entered)
    return _csrf((await visitor.get("/account")).text)


async def _draft(visitor: httpx.AsyncClient, csrf: str, rows: int) -> str:
    """A draft in which everything is answered, with so many rows."""
    opened = await visitor.post("/services/bench/start", data={"csrf": csrf, "token": f"{rows:020}"})
    number = str(opened.headers["location"]).split("/")[2]
    typed = {**TYPED, "workers": [worker(place) for place in range(rows)]}
    await Case.update({Case.typed: typed}).where(Case.number == number)
    return number


def _csrf(page: str) -> str:
    found: list[str] = re.findall(r'name="csrf" value="([^"]+)"', page)
    return found[0]


async def _twenty() -> Figure:
    async def ours() -> None:
        if read(Twenty, TYPED, lambda ask: ()).errors:
            raise ValueError("the answers must be right")

    async def theirs() -> None:
        Plain.model_validate(PLAIN)

    return await compared("forms.read 20 questions", "a plain pydantic model", ours, theirs, times=50)


async def _rows() -> Figure:
    raw = {**TYPED, "workers": [worker(place) for place in range(ROWS)]}

    async def ours() -> None:
        if read(Request, raw, lambda ask: ()).errors:
            raise ValueError("the rows must be right")

    async def theirs() -> None:
        read(Twenty, TYPED, lambda ask: ())

    return await compared(f"forms.read {ROWS} rows of 6", "20 questions", ours, theirs, times=3)
