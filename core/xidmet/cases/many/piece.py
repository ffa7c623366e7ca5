"""How many cases are moved in one transaction."""

from xidmet.store.bound import on_sqlite

MOST, SHORT = 1000, 200


def piece(most: int = MOST) -> int:
    """So many at a time: on SQLite nobody else writes meanwhile."""
    return min(most, SHORT) if on_sqlite() else min(most, MOST)
