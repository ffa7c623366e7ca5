"""What is counted about cases, for those who answer for them: figures of an agency, and a service's performance.

A case that was sent has one narrow row beside it (what it came to, when, after how many working days, and nothing that
anybody answered), written in the transaction of the move. All numbers are sums over these rows.
"""

from xidmet.cases.figures.counted import Figures, Refusals, Spread, Work, figures_for, spread_of
from xidmet.cases.figures.keep import count_before, keep_figure, keep_months
from xidmet.cases.figures.performance import Performance, performance_of
from xidmet.cases.figures.periods import NAMES, Period, period_of, stretches
from xidmet.store.figures import Span

__all__ = [
    "NAMES",
    "Figures",
    "Performance",
    "Period",
    "Refusals",
    "Span",
    "Spread",
    "Work",
    "count_before",
    "figures_for",
    "keep_figure",
    "keep_months",
    "performance_of",
    "period_of",
    "spread_of",
    "stretches",
]
