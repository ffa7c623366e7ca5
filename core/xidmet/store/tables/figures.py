"""What is counted about cases. Nobody's answers are in it, so it may stay when a case is removed after its years."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, Date, Integer, Varchar
from piccolo.table import Table


class CaseFigure(Table, tablename="case_figure"):
    """A sent case as statistics see it; written in the transaction of the move that changes it."""

    case = UUID(primary_key=True)  # no foreign key: it outlives the case
    service = Varchar(80)
    received_on = Date()
    ended_on = Date(null=True, default=None)  # when its outcome came; days as people in Azerbaijan count them
    outcome = Varchar(12)  # granted, refused, undecided, withdrawn, lapsed; "" while it is open
    move = Varchar(60)  # the transition that brought it
    ground = Varchar(200)  # of a refusal: the key of the chosen row or option
    days = Integer(null=True, default=None)  # working days it took, of one that was decided
    late = Boolean(default=False)  # decided after its whole term
    officer = UUID(null=True, default=None)  # whose act it was
