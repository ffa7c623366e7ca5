"""Live numbers of a service in which an authority acts in many cases at once."""

from xidmet.cases.numbers.keep import count, keep_numbers, watched
from xidmet.cases.numbers.seen import Groups, Numbers, numbers_for, watches

__all__ = ["Groups", "Numbers", "count", "keep_numbers", "numbers_for", "watched", "watches"]
