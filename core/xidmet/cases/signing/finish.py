"""What came back is judged; when it is good the case moves, in the same transaction in which the signature is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from xidmet.auth import Actor, throttle
from xidmet.cases.move import Moved, move
from xidmet.cases.signed import Judged, Kind, Signed
from xidmet.cases.signing import several
from xidmet.cases.signing.find import Pending
from xidmet.cases.signing.judge import LARGEST, judged
from xidmet.cases.signing.returned import BROKEN, NOTHING, kind_of
from xidmet.cases.site import Site
from xidmet.contract.attached import KINDS
from xidmet.contract.signing import SignedFile, SignedHash
from xidmet.documents.files import one_piece
from xidmet.documents.kinds import Passing
from xidmet.documents.names import clean_name
from xidmet.errors import NotFound, Refused, Stale
from xidmet.signatures.signing import assembled
from xidmet.store import documents
from xidmet.store.documents import Stored

ON_PAPER = ("pdf", "jpg", "png")


async def sign_with_file(site: Site, actor: Actor, pending: Pending, file: bytes, language: str) -> Moved:
    """A file that was signed with any tool. The same again, after the case moved: the first result.

    Raises Refused with the reason, Stale, and all that move raises; then nothing was done, and the document waits on.
    """
    _need_current(pending)
    if not file:
        raise Refused(NOTHING)
    await throttle.take(throttle.SIGNED_FILE, str(actor.account))
    original = await site.files.whole(pending.document)
    found = await judged(site, signer_of(actor, pending), original, file, language)
    kind, media = kind_of(file)
    name = _name_of(pending, kind)
    case = pending.case
    stored = await site.files.store(one_piece(file), name, media, party=case.party, case=case.record.id)
    return await _moved(site, actor, pending, "electronic", replace(stored, kind=kind), found)


async def sign_on_paper(site: Site, actor: Actor, pending: Pending, source: AsyncIterator[bytes], name: str) -> Moved:
    """A scan of the printed document, signed by hand. No machine can verify it, and it is said to be so.

    Raises FileRefused for a file of another kind, and like sign_with_file.
    """
    _need_current(pending)
    if pending.other or pending.transition.signed != "or on paper":
        raise NotFound
    await throttle.take(throttle.SIGNED_FILE, str(actor.account))
    case, passing = pending.case, Passing(source, clean_name(name, ""), ON_PAPER, LARGEST)
    stored = await site.files.store(
        passing.stream(), "", "application/octet-stream", party=case.party, case=case.record.id
    )
    kind = passing.kind
    named = replace(stored, kind=kind, name=clean_name(name, kind), media_type=KINDS[kind].media_type)
    return await _moved(site, actor, pending, "paper", named, Judged(actor.name, actor.fin or ""))


async def from_step(site: Site, actor: Actor, pending: Pending, step: SignedFile | SignedHash, language: str) -> Moved:
    """What a means gave back; it is judged like any file."""
    if isinstance(step, SignedFile):
        return await sign_with_file(site, actor, pending, step.content, language)
    original = await site.files.whole(pending.document)
    try:
        file = await asyncio.to_thread(assembled, original, pending.document.media_type, step)
    except ValueError:
        raise Refused(BROKEN) from None
    return await sign_with_file(site, actor, pending, file, language)


def signer_of(actor: Actor, pending: Pending) -> Actor:
    """Whoever is asked beside the applicant signs as a person, with no organisation's seal."""
    if pending.other is None:
        return actor
    return replace(actor, party=actor.own_party, party_name=actor.name, organisation=None, ward=None)


def _need_current(pending: Pending) -> None:
    """One that was used is judged by move(), which gives the first result again."""
    if pending.is_stale:
        raise Stale(pending.case.number)


def _name_of(pending: Pending, kind: str) -> str:
    stem = pending.document.name.removesuffix(".pdf")
    return {"pdf": f"{stem}-signed.pdf", "asice": f"{stem}.asice"}.get(kind, f"{stem}.pdf.p7s")


async def _moved(site: Site, actor: Actor, pending: Pending, kind: Kind, stored: Stored, found: Judged) -> Moved:
    wanted = pending.wanted
    stored = replace(stored, scan="not scanned" if site.scanner is None else "waiting")
    signed = Signed(wanted, kind, stored, found, scans=site.scanner is not None)
    try:
        if pending.other:
            return await several.add(site, actor, pending, signed)
        if pending.transition.also and (begun := await several.start(site, actor, pending, signed)):
            return begun
        return await move(
            site,
            actor,
            pending.case.number,
            pending.transition.name,
            version=wanted.version,
            token=wanted.token,
            asked=wanted.asked,
            signed=signed,
        )
    finally:
        if await documents.document(stored.id) is None:  # refused, or the same signature was faster
            await asyncio.shield(site.files.erase(stored.place))
