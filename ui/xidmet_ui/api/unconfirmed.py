"""Answers that were accepted while their register was silent, as a machine sees them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field
from xidmet.cases import Case
from xidmet.contract.registers import Lookup

from xidmet_ui.api.given import Given


class Unconfirmed(Given):
    """state: waiting: for the register; differs: it says something else; confirmed: it says the same; vouched: an
    officer saw it proved otherwise.
    """

    question: str
    looked_up_in: Annotated[str, Field(description="Name of the register that did not answer.")]
    state: Literal["waiting", "differs", "confirmed", "vouched"]
    since: Annotated[dt.datetime, Field(description="When it was sent as it was typed.")]
    at: Annotated[dt.datetime | None, Field(description="When it came to this state; null while it waits.")]
    says: Annotated[dict[str, Any] | None, Field(description="The register's row where it differs; null: none.")]


def unconfirmed_of(case: Case) -> list[Unconfirmed]:
    fields = case.service.form.fields
    return [
        Unconfirmed(
            question=name,
            looked_up_in=field.register.name,
            state=one.state,
            since=one.since,
            at=one.at,
            says=dict(one.found) if one.found is not None else None,
        )
        for name, one in case.unconfirmed.items()
        if isinstance(field := fields.get(name), Lookup)
    ]
