"""What is counted about cases: outcomes, and the totals that services declare."""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from xidmet.store.tables.cases import Case


class CaseFigure(Table, tablename="case_figure"):
    """A sent case as statistics see it; written in the transaction of the move that changes it.

    Nobody's answers are in it, so it may stay when the case is removed after its years.
    """

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


class MonthFigure(Table, tablename="month_figure"):
    """Sums over the outcomes of a month that is over, so that a year is not counted case by case. A row without a
    service says that the month is kept, and so are all before it.
    """

    id = UUID(primary_key=True, default=UUID4())
    month = Date()  # its first day
    service = Varchar(80)
    outcome = Varchar(12)
    move = Varchar(60)
    ground = Varchar(200)
    days = Integer(null=True, default=None)
    late = Boolean(default=False)
    cases = Integer()


class CaseTotal(Table, tablename="case_total"):
    """What a case adds to its service's totals: there is a row exactly while it is in a state that is counted.

    A case with several rows of answers has as many here. labels: what the groups were called when it was written.
    """

    id = UUID(primary_key=True, default=UUID4())
    case = ForeignKey(Case, on_delete=OnDelete.cascade, null=False, index=True)
    service = Varchar(80)
    place = Integer()  # of the totals among those that the service declares, from 0
    span = Varchar(80)  # row of a register there may be one case for, such as a year; else when it was sent
    party = Varchar(60)
    first = Varchar(120)
    second = Varchar(120)
    third = Varchar(120)
    labels = Text()  # JSON
    adds = BigInt()


class RosterCount(Table, tablename="roster_count"):
    """How many cases stand in a state of somebody's roster: the sum of these rows, which the store itself writes
    whenever a case comes, goes or moves.
    """

    service = Varchar(80)
    party = Varchar(60)
    state = Varchar(60)
    people = Integer()


class LiveNumber(Table, tablename="live_number"):
    """How many cases of a service stand where, as a worker counted it last: no page counts millions of rows."""

    service = Varchar(80, primary_key=True)
    counted_at = Timestamptz()
    newest = Timestamptz(null=True, default=None)  # change of a case that was known then
    took = Integer()  # milliseconds
    numbers = Text()  # JSON
