"""Bars, drawn by the server: places and sizes for an SVG without a text in it, so that it may be as small as a phone.

What each bar stands for is said beside it in HTML, and in a table below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDE, HIGH = 640.0, 180.0
FILLED = 0.8  # of the room of one place


@dataclass(frozen=True)
class Bar:
    """kind: first or second, as its row. said: what a pointer shows."""

    x: str
    y: str
    width: str
    height: str
    kind: str
    said: str


@dataclass(frozen=True)
class Chart:
    """name: makes ids in the page. first, last: under its ends. highest: the value at its top."""

    name: str
    title: str
    about: str
    bars: tuple[Bar, ...]
    legend: tuple[tuple[str, str], ...]
    first: str
    last: str
    highest: int
    labels: tuple[str, ...]
    values: tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True)
class Level:
    """One line of a list with a bar of its own. width: of 100."""

    label: str
    value: int
    width: str


KINDS = ("first", "second")


def chart(
    name: str,
    title: str,
    about: str,
    labels: Sequence[str],
    rows: Sequence[tuple[str, Sequence[int | None]]],
) -> Chart:
    """rows: what each is called, and its value at every label; None is drawn as nothing. At most two rows."""
    highest = max((value or 0 for __, values in rows for value in values), default=0)
    bars = [
        _bar(place, len(labels), at, len(rows), value, highest, f"{labels[place]}: {said} {value}")
        for place in range(len(labels))
        for at, (said, values) in enumerate(rows)
        if (value := values[place])
    ]
    return Chart(
        name,
        title,
        about,
        tuple(bars),
        tuple((KINDS[at], said) for at, (said, __) in enumerate(rows)),
        labels[0] if labels else "",
        labels[-1] if len(labels) > 1 else "",
        highest,
        tuple(labels),
        tuple(tuple(values[place] for __, values in rows) for place in range(len(labels))),
    )


def _bar(place: int, places: int, row: int, rows: int, value: int, highest: int, said: str) -> Bar:
    room = WIDE / places
    width = room * FILLED / rows
    height = max(2.0, HIGH * value / highest)
    x = place * room + room * (1 - FILLED) / 2 + row * width
    return Bar(f"{x:.1f}", f"{HIGH - height:.1f}", f"{width:.1f}", f"{height:.1f}", KINDS[row], said)


def levels(rows: Sequence[tuple[str, int]]) -> tuple[Level, ...]:
    """Each beside the largest of them."""
    highest = max((value for __, value in rows), default=0)
    return tuple(Level(label, value, f"{100 * value / highest if highest else 0:.1f}") for label, value in rows)
