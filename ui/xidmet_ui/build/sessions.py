"""Where somebody is signed in, and what happened at the door of their account, as the page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xidmet.auth.door import HAPPENED, Happened
from xidmet.auth.sessions import Kept
from xidmet.contract.texts import _
from xidmet.language import Translator

LEVELS = {
    "low": _("by password alone"),
    "substantial": _("with a second means"),
    "high": _("by e-signature or as sure"),
}
OWN_MEANS = {"password": _("Password"), "link": _("Link in a letter"), "demo": _("Demonstration, one click")}
NOT_HELD = _("Refused: what was shown did not hold")
UNKNOWN = _("Unknown browser")
Title = Callable[[str], str]


@dataclass(frozen=True)
class SessionRow:
    """here: the session of this very page."""

    id: str
    agent: str
    how: str
    begun: dt.datetime
    seen: dt.datetime
    here: bool


@dataclass(frozen=True)
class HappenedRow:
    moment: dt.datetime
    text: str
    how: str
    agent: str
    near: bool


def session_rows(open_ones: Sequence[Kept], here: Kept, words: Translator, title: Title) -> list[SessionRow]:
    """The one of this page first. title: what a means is called."""
    rows = [
        SessionRow(
            id=str(one.id),
            agent=one.agent or words.text(UNKNOWN),
            how=_how(one.means, one.level, words, title),
            begun=one.created_at,
            seen=one.seen_at,
            here=one.digest == here.digest,
        )
        for one in open_ones
    ]
    return sorted(rows, key=lambda row: not row.here)


def happened_rows(found: Sequence[Happened], place: str, words: Translator, title: Title) -> list[HappenedRow]:
    """place: of this visitor; near: it came from the same network address."""
    return [
        HappenedRow(
            moment=one.happened_at,
            text=words.text(NOT_HELD if one.kind == "refused" and one.means != "password" else HAPPENED[one.kind]),
            how=_how(one.means, one.level, words, title),
            agent=one.agent or words.text(UNKNOWN),
            near=one.place == place,
        )
        for one in found
    ]


def _how(means: str, level: str, words: Translator, title: Title) -> str:
    named = words.text(OWN_MEANS[means]) if means in OWN_MEANS else title(means)
    return f"{named}, {words.text(LEVELS[level])}" if level in LEVELS else named
