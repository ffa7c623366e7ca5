"""Have a file scanned, and write what the scanner says of it."""

from __future__ import annotations

from uuid import UUID

from xidmet import clock, journal
from xidmet.cases.site import Site
from xidmet.documents.scanner import ScannerDown
from xidmet.errors import Retry
from xidmet.store import documents, transaction
from xidmet.store.documents import Stored
from xidmet.store.effects import write_effect

SOON, LATER = 3.0, 600.0  # seconds until a scanner that is down is asked again


async def scan_document(site: Site, wanted: UUID) -> None:
    """Once; one that was removed meanwhile needs none. Raises Retry while the scanner is down, however long that is."""
    stored = await documents.document(wanted)
    if stored is None or stored.scan not in ("waiting", "not scanned"):
        return
    if site.scanner is None:  # it was switched off meanwhile
        await documents.scanned(stored.id, "not scanned", "")
        return
    try:
        verdict = await site.scanner.scan(site.files.stream(stored))
    except ScannerDown as down:
        raise Retry(_pause(stored), str(down)) from down
    async with transaction():
        if await documents.scanned(stored.id, verdict.scan, verdict.finding) and verdict.scan == "infected":
            await _say(stored, verdict.finding)
            await write_effect("infected", {"document": str(stored.id)}, f"infected:{stored.id}", case=stored.case)


def _pause(stored: Stored) -> float:
    """The longer a file has waited, the longer the next try can."""
    waited = (clock.now() - stored.created_at).total_seconds()
    return min(LATER, max(SOON, waited / 5))


async def _say(stored: Stored, finding: str) -> None:
    if stored.case is not None:
        facts: dict[str, str | int | bool | None] = {"document": str(stored.id), "finding": finding}
        await journal.append(stored.case, "infected", facts, {"name": stored.name})


async def scan_those_that_came_before(site: Site, limit: int = 500) -> int:
    """Files that were attached while there was no scanner; how many wait for it now."""
    found = await documents.unscanned(limit) if site.scanner is not None else []
    for stored in found:
        async with transaction():
            if await documents.await_scan(stored.id):
                once = f"scan:{stored.id}:{clock.now().timestamp()}"
                await write_effect("scan", {"document": str(stored.id)}, once, case=stored.case)
    return len(found)
