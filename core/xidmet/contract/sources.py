"""Where the rows of a register come from, said as data by a plugin's registers() hook; core does the fetching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from xidmet.contract.appointment import DemoPlace
from xidmet.contract.form import Form
from xidmet.contract.registers import Register


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
    what an officer proposes) or "inspector"; a plugin gives them the offices of its agency.
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


@dataclass(frozen=True, eq=False)
class DemoData:
    """Rows for registers kept here: (register, whom the row is about, row); offices: (person's key, officer's key);
    places: where people are received.
    """

    rows: Sequence[tuple[Register[Any], str, Form]] = ()
    offices: Sequence[tuple[str, str]] = field(default=())
    places: Sequence[DemoPlace] = ()
