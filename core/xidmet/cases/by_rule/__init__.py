"""One move by rule: an authority looks for all cases that fit, sees whom it would hit, and makes the move in them."""

from xidmet.cases.by_rule import look, work
from xidmet.cases.by_rule.asked import (
    PARTIES,
    Column,
    Offered,
    RuleOf,
    Wanted,
    by_rule,
    grouped,
    moves_by_rule,
    offered,
    rules_of,
    wanted_in,
    wanted_of,
)
from xidmet.cases.by_rule.seen import Seen, every_hit, lately, sample, search_for, seen, sweep_by_rule, told

__all__ = [
    "PARTIES",
    "Column",
    "Offered",
    "RuleOf",
    "Seen",
    "Wanted",
    "by_rule",
    "every_hit",
    "grouped",
    "lately",
    "look",
    "moves_by_rule",
    "offered",
    "rules_of",
    "sample",
    "search_for",
    "seen",
    "sweep_by_rule",
    "told",
    "wanted_in",
    "wanted_of",
    "work",
]
