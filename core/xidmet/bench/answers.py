"""Reading answers: our forms, with conditions, rows and mistakes beside fields, against a plain pydantic model."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import BaseModel, EmailStr, StringConstraints

from xidmet.bench.figure import Figure, compared
from xidmet.contract.answers import read
from xidmet.contract.fields import Choice, Date, Number, Text, YesNo
from xidmet.contract.form import Form, Part

CHILDREN = 20
KINDS = {"short": "Short", "long": "Long"}


class Child(Form):
    name = Text("Name", most=100)
    born = Date("Born")


class Request(Form):
    kind = Choice("Kind", KINDS)
    why = Text("Why", format="long").when(kind == "long")
    fin = Text("FIN", format="fin")
    email = Text("E-mail", format="email")
    people = Number("People", least=1, most=99)
    sure = YesNo("Sure")
    children = Part("Children", Child).many(0, 50)


class PlainChild(BaseModel):
    name: Annotated[str, StringConstraints(max_length=100)]
    born: dt.date


class PlainRequest(BaseModel):
    kind: str
    why: str
    fin: Annotated[str, StringConstraints(pattern="^[0-9A-Z]{7}$")]
    email: EmailStr
    people: int
    sure: bool
    children: list[PlainChild]


def _typed(born: Any) -> dict[str, Any]:
    children = [{"_id": f"r{place}", "name": "Aynur", "born": born} for place in range(CHILDREN)]
    told = {"kind": "long", "why": "Çünki lazımdır.", "fin": "5VBK5VR", "email": "leyla@numune.example"}
    return {**told, "people": "3", "sure": "yes", "children": children}


async def answers() -> list[Figure]:
    """One form with a row for each of 20 children."""
    posted, plain = _typed({"day": "1", "month": "2", "year": "2020"}), _typed("2020-02-01")

    async def ours() -> None:
        if read(Request, posted, lambda ask: ()).errors:
            raise ValueError("the answers must be right")

    async def theirs() -> None:
        PlainRequest.model_validate(plain)

    return [await compared("answers.read", "the same in a plain pydantic model", ours, theirs, times=20)]
