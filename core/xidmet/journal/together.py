"""Rows on the chains of cases that are moved together: format 1 of append.py, written out for all at one moment."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from xidmet.canonical_json import sorted_json
from xidmet.journal.append import FORMAT, Facts, chained
from xidmet.store.drawn import Drawn

Row = tuple[Any, ...]


class Together:
    """at: the moment as the engine takes it. drawn: where ids and salts come from."""

    def __init__(self, moment: dt.datetime, at: Any, drawn: Drawn) -> None:
        self._at, self._drawn = at, drawn
        said = moment.astimezone(dt.UTC).isoformat(timespec="microseconds")
        self._head = f'{{"at":"{said}","chain":"'

    def row(
        self, chain: str, before: str, place: int, kind: str, facts: Facts, personal: Mapping[str, str]
    ) -> tuple[Row, list[Row]]:
        """The row that comes behind the one with this hash, and the values behind it, as the store's columns."""
        own, values, committed = self._drawn.id(), list[Row](), list[str]()
        for name, value in personal.items():
            salt = self._drawn.salt()
            hash_ = hashlib.sha256(f"{salt}\x1f{name}\x1f{value}".encode()).hexdigest()
            committed.append(f'"{name}":"{hash_}"')
            values.append((self._drawn.id(), own, name, salt, value))
        committed.sort()  # as their names, none of which begins with another one and a sign below the quotation mark
        body = (
            f'{self._head}{chain}","commitments":{{{",".join(committed)}}},"facts":{sorted_json(facts)},'
            f'"format":{FORMAT},"kind":"{kind}","place":{place}}}'
        )
        return (own, chain, place, FORMAT, self._at, kind, body, before, chained(before, body)), values
