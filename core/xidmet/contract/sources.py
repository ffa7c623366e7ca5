"""Where the rows of a register come from, said as data by a plugin's registers() hook; core does the fetching."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xidmet.contract.appointment import DemoPlace
from xidmet.contract.form import Form
from xidmet.contract.registers import Register
from xidmet.contract.service import Service


@dataclass(frozen=True, eq=False)
class KeptHere:
    """The rows are in the portal's own store: demo data, code lists, tables an agency edits.

    begins_with: a CSV file in the plugin's data/ folder, with a column for each field: what is in it until somebody
    edits it. Rows are put in once, when the register is empty.
    """

    register: Register[Any]
    begins_with: str = ""


@dataclass(frozen=True, eq=False)
class OverHttp:
    """The rows are fetched as JSON from the body that keeps them.

    GET {url}/rows?about=&key=&text=&limit= answers {"rows": [{"about": "...", "row": {field: value}}]}.
    timeout: seconds for one try. tries: how often, with a growing pause between. token: sent as a bearer token.
    """

    register: Register[Any]
    url: str
    token: str = ""
    timeout: float = 3.0
    tries: int = 3


Source = KeptHere | OverHttp


@dataclass(frozen=True)
class DemoPerson:
    """One of the invented people of a demonstration.

    voen, mandate: the organisation they act for, if any. role: what they are there for: "officer", "head" (who decides
    what an officer proposes), "adviser" (of a body that gives its opinion) or "inspector"; a plugin gives them the
    offices of its agency. kind: citizen, foreigner or stateless. fin: "" for who has none. passport: country and
    number. language: of their letters.
    """

    key: str
    fin: str
    surname: str
    given_name: str
    patronymic: str
    sex: str = "f"
    voen: str = ""
    organisation: str = ""
    mandate: str = ""
    role: str = ""
    kind: str = "citizen"
    passport: str = ""
    language: str = "az"


@dataclass(frozen=True, eq=False)
class DemoCase:
    """An invented case, moved as people would: the files that are asked for are invented too, and signed on paper.

    person: key of who applies, for their organisation where the service is for one. answers: raw input of the form.
    moves: (key of the person who moves it, name of the transition, raw input of what it asks), in their order; for a
    paid duty "payments" in place of the person. days_ago: when it began.
    """

    person: str
    service: type[Service]
    answers: Mapping[str, Any]
    moves: Sequence[tuple[str, str, Mapping[str, Any]]] = ()
    days_ago: int = 0


@dataclass(frozen=True, eq=False)
class DemoData:
    """Rows for registers kept here: (register, whom the row is about, row); offices: (person's key, officer's key).
    cases: in the order in which they are made, so that one can rest on what another one issued. places: where people
    are received.
    """

    rows: Sequence[tuple[Register[Any], str, Form]] = ()
    offices: Sequence[tuple[str, str]] = field(default=())
    cases: Sequence[DemoCase] = ()
    places: Sequence[DemoPlace] = ()
