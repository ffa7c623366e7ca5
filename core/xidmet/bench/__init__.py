"""xidmet bench: how long the work takes, each time beside a yardstick measured in the same run.

Speeds differ from machine to machine, and from minute to minute on a shared one; the ratio to the yardstick does not,
much. So the ratio is what to compare between versions.
"""

from xidmet.bench.figure import Figure
from xidmet.bench.run import BENCH_NAMES, run_bench

__all__ = ["BENCH_NAMES", "Figure", "run_bench"]
