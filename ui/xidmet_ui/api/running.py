"""What runs while a case is open: its terms, and the duty that is to be paid."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import Field
from xidmet.cases import Case
from xidmet.cases.paying import duty_of
from xidmet.working_days import last_day

from xidmet_ui.api.given import Given


class Term(Given):
    ends: Annotated[dt.date | None, Field(description="Last day for the decision; null while the term stands still.")]
    days_left: Annotated[int | None, Field(description="Working days after today; below 0 when it is late.")]
    stands_still: Annotated[bool, Field(description="While the applicant has to act.")]
    state_ends: Annotated[dt.date | None, Field(description="Last day of the present state's own term.")]
    usual_days: Annotated[int | None, Field(description="Median of similar cases in working days; null: too few.")]


class Due(Given):
    """The state duty of a case, which is paid on the portal's pages alone. Amounts in manat."""

    amount: Annotated[Decimal | None, Field(description="Null while nobody can say how much it is.")]
    paid: Decimal
    left: Annotated[Decimal, Field(description="Still to be paid; 0: the case goes on by itself.")]
    until: Annotated[dt.date | None, Field(description="Last day for paying; null: no term.")]
    page: Annotated[str, Field(description="Address of the page on which it is paid.")]


async def due_of(case: Case) -> Due | None:
    duty = None if case.is_draft else await duty_of(case)
    if duty is None:
        return None
    amount, paid, left = (None if one is None else Decimal(one) / 100 for one in (duty.amount, duty.paid, duty.left))
    until = last_day(duty.until) if duty.until else None
    return Due(
        amount=amount, paid=paid or Decimal(), left=left or Decimal(), until=until, page=f"/cases/{case.number}/pay"
    )
