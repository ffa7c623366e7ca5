"""Rosters: all cases of one party in one service, by the thousand, and one press for each of them."""

from xidmet.cases.roster.look import MANY, Page, count, counts_of, found, keeping, one_of, page, people, roster_of
from xidmet.cases.roster.place import filters_of, keeps_roster
from xidmet.cases.roster.wanted import SIZES, Wanted, pairs_of, wanted_in

__all__ = [
    "MANY",
    "SIZES",
    "Page",
    "Wanted",
    "count",
    "counts_of",
    "filters_of",
    "found",
    "keeping",
    "keeps_roster",
    "one_of",
    "page",
    "pairs_of",
    "people",
    "roster_of",
    "wanted_in",
]
