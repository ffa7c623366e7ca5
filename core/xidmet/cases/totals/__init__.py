"""Totals that a service declares for an authority: cases in some states, by group, with the number of parties.

Rows stand beside the case exactly while it is counted, and are written in the transaction of its moves.
"""

from xidmet.cases.totals.keep import keep_totals, totals_rows
from xidmet.cases.totals.seen import Column, Line, TotalsTable, totals_for

__all__ = ["Column", "Line", "TotalsTable", "keep_totals", "totals_for", "totals_rows"]
