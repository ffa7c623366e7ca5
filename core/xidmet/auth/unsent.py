"""What somebody sent whose session was over: kept for an hour in the hand of the same browser, saved nowhere.

It goes along when that browser signs in, and is shown again on the page it was sent from; whoever signs in sees it
only if that page is theirs to open. In the store it is encrypted under a key of the site.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from xidmet import clock
from xidmet.auth import sessions, throttle
from xidmet.auth.sessions import UNSENT, Kept
from xidmet.store import unsent

LASTS = dt.timedelta(hours=1)
PURPOSE = b"forms of people whose session was over"
NONCE = 12
Pairs = list[tuple[str, str]]


async def keep(session: Kept, key: bytes, place: str, page: str, pairs: Pairs) -> bool:
    """Keep what was posted to a page; False when there was too much of it from this place.

    key: 32 bytes. place: hash of the network address. page: path, with its query.
    """
    if len(page) > 300 or not await throttle.taken(throttle.UNSENT, place):
        return False
    nonce = secrets.token_bytes(NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, json.dumps(pairs).encode(), page.encode())
    await unsent.keep(session.digest, page, sealed, clock.now() + LASTS)
    await sessions.note(session, UNSENT, page)
    return True


async def waiting(session: Kept, key: bytes, path: str) -> Pairs | None:
    """What this browser had posted to the page of this path; None when there is nothing, or it can't be opened."""
    if str(session.notes.get(UNSENT, "")).partition("?")[0] != path:
        return None
    found = await unsent.waiting(session.digest, clock.now())
    if found is None:
        return None
    try:
        text = AESGCM(key).decrypt(found.sealed[:NONCE], found.sealed[NONCE:], found.page.encode())
    except InvalidTag:
        return None
    return [(name, value) for name, value in json.loads(text)]


async def forget(session: Kept) -> None:
    """It was sent at last, or is wanted no more."""
    if UNSENT in session.notes:
        await unsent.forget(session.digest)
        await sessions.unnote(session, UNSENT)
