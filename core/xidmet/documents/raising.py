"""Sealed documents are raised to the level the site wants, and renewed before their proof ends: by the worker alone.

Nobody waits for a time-stamp authority. A document is handed out as it is; what takes its place holds the same pages
and the same seal, and more proof.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import structlog

from xidmet import clock
from xidmet.documents.files import Files, one_piece
from xidmet.errors import Retry
from xidmet.signatures.found import Unreadable
from xidmet.signatures.lasting import Lasting, Raised
from xidmet.signatures.stamp_authority import NoStamp
from xidmet.signatures.verdict import NotGood, Sub
from xidmet.store import documents, transaction
from xidmet.store.bound import is_unique_violation
from xidmet.store.documents import Stored
from xidmet.store.effects import Lane, write_effect

log = structlog.get_logger()

KIND = "raise-seal"
AGAIN = 300.0  # seconds until an authority that did not answer is asked again
AT_ONCE = 1_000  # documents in one look; more would keep other effects waiting
PAGE = 200
APART = dt.timedelta(seconds=3)  # between two of them, so that a thousand fill less than an hour, and leave room
STILL_READ = dt.timedelta(minutes=10)  # the old bytes may be on their way to somebody


async def write_raise(stored: Stored, run_at: dt.datetime | None = None) -> None:
    """Raises a unique key's error when that is said already."""
    assert stored.renew_by is not None
    once = f"{KIND}:{stored.id}:{stored.seal}:{stored.renew_by.astimezone(dt.UTC):%Y-%m-%dT%H:%M}"
    await write_effect(KIND, {"document": str(stored.id)}, once, case=stored.case, run_at=run_at, lane=Lane.BULK)


async def write_due(lasting: Lasting | None) -> int:
    """An effect for each document whose time has come, up to a bound; how many. Safe to repeat."""
    written = 0
    for level in lasting.unfinished if lasting else ():
        last: Stored | None = None
        while written < AT_ONCE and (page := await documents.to_raise(level, clock.now(), PAGE, last)):
            last = page[-1]
            for stored in page:
                written += await _written(stored, clock.now() + APART * written)
    return written


async def _written(stored: Stored, run_at: dt.datetime) -> bool:
    try:
        await write_raise(stored, run_at)
    except Exception as error:
        if not is_unique_violation(error):
            raise
        return False
    return True


async def raise_seal(files: Files, lasting: Lasting | None, document: UUID) -> None:
    """Do it for one document, unless it was done. Raises Retry as long as the authorities do not answer."""
    stored = await documents.document(document)
    if lasting is None or stored is None or not _is_due(stored, lasting):
        return
    try:
        raised = await lasting.raised(await files.whole(stored))
    except NoStamp as error:
        raise Retry(AGAIN, str(error)) from None
    except (NotGood, Unreadable) as error:
        if isinstance(error, NotGood) and error.sub is Sub.TRY_LATER:
            raise Retry(AGAIN, error.detail) from None
        await documents.never_raise(document)
        log.error("a seal can't be raised", document=str(document), level=stored.seal, why=error.detail)
        return
    await _replace(files, stored, raised)


def _is_due(stored: Stored, lasting: Lasting) -> bool:
    due = stored.renew_by is not None and stored.renew_by <= clock.now()
    return due and stored.seal in lasting.unfinished


async def _replace(files: Files, old: Stored, raised: Raised) -> None:
    pdf = one_piece(raised.pdf)
    new = await files.store(pdf, old.name, old.media_type, party=old.party, case=old.case, made_here=True)
    async with transaction():
        replaced = await documents.replace_sealed(old, new, raised.level, raised.renew_by)
        gone = old.place if replaced else new.place  # of two workers the first counts
        await write_effect("erase", {"places": [gone]}, f"erase:{gone}", run_at=clock.now() + STILL_READ)
    if replaced:
        log.info("seal raised", document=str(old.id), level=str(raised.level), renew_by=raised.renew_by.isoformat())
