"""How questions look that follow from other answers, so that a page gets anew only those that look otherwise."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xidmet_ui.build.question import Question


def live(asked: Sequence[Question]) -> Iterator[Question]:
    """Questions that follow from other answers, wherever they stand."""
    for one in asked:
        if one.live:
            yield one
        yield from live(one.dependent)
        yield from live(one.inner)


def looks(asked: Sequence[Question]) -> str:
    """How the questions look that follow from other answers; the page sends it back, and gets only what differs."""
    return json.dumps({one.name: look_of(one) for one in live(asked)})


def look_of(one: Question) -> str:
    """What was typed into a question does not belong to its look: it is on the page already."""
    options = tuple(replace(option, chosen=False) for option in one.options)
    plain = one.but(value="", parts=(), files=None, error="", sure="", other=None, options=options)
    return hashlib.sha256(repr(plain).encode()).hexdigest()[:10]


def looks_in(text: str) -> dict[str, str]:
    """What looks() made, as a page sent it back; nothing for anything else."""
    try:
        kept = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(look) for name, look in kept.items()} if isinstance(kept, dict) else {}
