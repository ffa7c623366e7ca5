"""What somebody typed into a form waits in their session while they prove once more who they are.

Nothing of it may be secret.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from xidmet.auth import sessions

from xidmet_ui.requests import Asked, visit_of

LONGEST_NOTE = 4000  # characters of what waits in a session
Pairs = Sequence[tuple[str, str]]


async def keep_typed(request: Asked, here: str, pairs: Pairs) -> None:
    """here: address of the form."""
    session = visit_of(request).session
    typed = json.dumps([here, [pair for pair in pairs if pair[0] not in ("token", "csrf")]], ensure_ascii=False)
    if session is not None and len(typed) <= LONGEST_NOTE:
        await sessions.note(session, sessions.TYPED, typed)


def typed_before(request: Asked, here: str) -> Pairs:
    session = visit_of(request).session
    where, pairs = json.loads(str(session.notes.get(sessions.TYPED, "null")) if session else "null") or ("", ())
    return [(name, value) for name, value in pairs] if where == here else ()


async def forget_typed(request: Asked) -> None:
    session = visit_of(request).session
    if session is not None:
        await sessions.unnote(session, sessions.TYPED)
