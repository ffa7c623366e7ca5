"""Everything that goes into the capsule of one case, as it stood at one moment."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

import structlog
from cryptography.hazmat.primitives.serialization import Encoding

from xidmet.capsules.files import KEYS, Piece, fixed
from xidmet.cases.capsule import content, evidence
from xidmet.cases.capsule.content import JSON, File
from xidmet.cases.capsule.signed import signatures_of
from xidmet.cases.capsule.view import View
from xidmet.cases.case import Case
from xidmet.cases.find import find_case
from xidmet.cases.site import Site
from xidmet.documents.sealed import Damaged
from xidmet.errors import NotFound, Retry
from xidmet.signatures import Anchors, Trust, verify
from xidmet.signatures.report_json import as_json
from xidmet.store.journal import Chain, stands_at

log = structlog.get_logger()

TRIES = 5
MOST_JUDGED = 20_000_000  # bytes of a document whose signatures are judged anew


@dataclass(frozen=True)
class Gathered:
    """A case, who reads it, its files, and where its journal stood."""

    site: Site
    case: Case
    view: View
    files: tuple[File, ...]
    until: Chain


async def gathered(site: Site, number: str, view: Callable[[Case], View]) -> Gathered:
    """Raises NotFound, Retry for a case that changes all the time."""
    for _try in range(TRIES):
        case = await find_case(site, number)
        if case is None or case.is_draft:
            raise NotFound
        before, again = await stands_at(case.record.id), await find_case(site, number)
        if before and again and again.version == case.version:
            files = await content.files_for(site, again, view(again))
            whole = [await _whole(site, one) for one in files]
            return Gathered(site, again, view(again), tuple(whole), before)
    raise Retry(5, "the case changes just now")


async def _whole(site: Site, file: File) -> File:
    """One file that is lost or damaged must not keep a person from all the others: it is named, and has no path."""
    if not file.path:
        return file
    try:
        async for _piece in site.files.stream(file.stored):
            pass
    except (Damaged, FileNotFoundError):
        log.error("a stored file cannot be read", document=str(file.stored.id))
        return replace(file, path="")
    return file


async def pieces(it: Gathered, language: str) -> AsyncIterator[Piece]:
    """In the order in which they lie in the capsule."""
    for piece in await content.said(it.site, it.case, it.view, it.files, it.until, language):
        yield piece
    for file in it.files:
        if file.path:
            yield Piece(file.path, file.stored.media_type, partial(it.site.files.stream, file.stored))
    for gather in SIGNED:
        for piece in await gather(it):
            yield piece
    yield evidence.history(it.case.record.id, it.until, it.view)
    yield await evidence.proofs(it.case.record.id, it.until)
    chain = b"".join(one.public_bytes(Encoding.PEM) for one in it.site.seal.chain)
    yield fixed(KEYS, "application/x-pem-file", chain)


async def papers_judged(it: Gathered) -> list[Piece]:
    """The seals on documents that were issued here, judged as of now by what the site holds; nothing is fetched."""
    trust = Trust(await asyncio.to_thread(Anchors.from_settings, it.site.settings), None)
    found = []
    for file in it.files:
        if file.path and file.paper and file.stored.size <= MOST_JUDGED:
            whole = await it.site.files.whole(file.stored)
            report = as_json(await verify(whole, trust=trust, require_revocation=False))
            name = f"verdicts/{file.path.removeprefix('documents/')}.json"
            found.append(fixed(name, JSON, json.dumps(report, ensure_ascii=False, indent=1).encode()))
    return found


# What was signed in a case, with its verdicts: each gives files below signatures/ and verdicts/.
SIGNED: tuple[Callable[[Gathered], Awaitable[list[Piece]]], ...] = (
    lambda it: signatures_of(it.site, it.case, it.view),
    papers_judged,
)
