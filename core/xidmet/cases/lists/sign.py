"""Sign a list: its head, with any program or with a means of a plugin; then it is worked off."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor, could_open, throttle
from xidmet.auth.beyond import turned_down
from xidmet.cases.lists.found import TheList, list_of_worker
from xidmet.cases.lists.work import wake
from xidmet.cases.signed import Judged
from xidmet.cases.signing.judge import judged
from xidmet.cases.signing.paper import DocumentPaper
from xidmet.cases.signing.returned import BROKEN, NOBODY, NOTHING, kind_of
from xidmet.cases.site import Site
from xidmet.contract.signing import SignedFile, SignedHash
from xidmet.documents.files import one_piece
from xidmet.errors import NotFound, Refused, Stale
from xidmet.signatures.manifest import HEAD_NAME, MEDIA
from xidmet.signatures.signing import assembled
from xidmet.store import documents, transaction
from xidmet.store import lists as store
from xidmet.store.documents import Stored
from xidmet.store.effects import write_effect
from xidmet.store.lists import SIGNING, WORKING

ABOUT = "list:"  # how a try says that it is about a list


@dataclass(frozen=True)
class ListToSign:
    """Implements ToSign."""

    found: TheList

    @property
    def about(self) -> str:
        return f"{ABOUT}{self.found.listed.id}"

    @property
    def here(self) -> str:
        return f"{self.found.here}/sign"

    @property
    def done(self) -> str:
        return self.found.here

    def need_open(self) -> None:
        listed = self.found.listed
        if listed.state != SIGNING or listed.ends_at <= clock.now():
            raise Stale

    async def paper(self, site: Site, language: str) -> DocumentPaper:
        return paper_of(site, self.found, language)

    async def from_step(self, site: Site, actor: Actor, step: SignedFile | SignedHash, language: str) -> None:
        if isinstance(step, SignedFile):
            await sign_with_file(site, actor, self.found, step.content, language)
            return
        content = self.found.listed.head.encode()
        try:
            file = await asyncio.to_thread(assembled, content, MEDIA, step)
        except ValueError:
            raise Refused(BROKEN) from None
        await sign_with_file(site, actor, self.found, file, language)


def paper_of(site: Site, found: TheList, language: str) -> DocumentPaper:
    content, words = found.listed.head.encode(), found.words(site, language)
    title = f"{words.text(found.service.title)}: {words.text(found.move.label)}"
    return DocumentPaper(content, HEAD_NAME, MEDIA, hashlib.sha256(content).hexdigest(), title)


async def list_to_sign(site: Site, about: str) -> ListToSign:
    """By what a try says it is about. Raises NotFound, Stale when it can't be signed any more."""
    found = await list_of_worker(site, UUID(about.removeprefix(ABOUT)))
    if found is None:
        raise NotFound
    wanted = ListToSign(found)
    wanted.need_open()
    return wanted


async def sign_with_file(site: Site, actor: Actor, found: TheList, file: bytes, language: str) -> None:
    """A file that was signed with any tool. The same again, after the work began: nothing more happens.

    Raises Refused with the reason, Stale when the list was changed or its time is over, TooMany; then it waits on.
    """
    listed = found.listed
    if listed.state in (WORKING, store.DONE, store.STOPPED):
        return
    ListToSign(found).need_open()
    _need_theirs(actor, found)
    if not file:
        raise Refused(NOTHING)
    await throttle.take(throttle.SIGNED_FILE, str(actor.account))
    judgement = await judged(site, actor, listed.head.encode(), file, language)
    kind, media = kind_of(file)
    name = f"{HEAD_NAME}.{kind}"
    stored = await site.files.store(one_piece(file), name, media, party=listed.party, case=None)
    await keep_signed(site, actor, found, replace(stored, kind=kind), judgement)


def _need_theirs(actor: Actor, found: TheList) -> None:
    """Whoever may make the move for this party; it need not be who made the list."""
    if actor.party != found.listed.party:
        raise NotFound
    if refusal := could_open(actor, found.service):
        raise turned_down(refusal)
    if not actor.fin:
        raise turned_down(NOBODY)


async def _nothing() -> None:
    """Beside the signature."""


async def keep_signed(
    site: Site,
    actor: Actor,
    found: TheList,
    stored: Stored,
    judgement: Judged,
    beside: Callable[[], Awaitable[None]] = _nothing,
) -> None:
    """actor: who signed, in whose name it is worked off. beside: what else is written in the same transaction."""
    scans = site.scanner is not None
    stored, listed = replace(stored, scan="waiting" if scans else "not scanned"), found.listed
    try:
        async with transaction():
            await documents.keep(stored)
            if not await _begun(actor, found, stored, judgement):
                raise Stale
            await beside()
            if scans:
                await write_effect("scan", {"document": str(stored.id)}, f"scan:{stored.id}")
            await wake(listed.id)
    except BaseException:
        await asyncio.shield(site.files.erase(stored.place))
        raise
    site.wake.ring()


async def _begun(actor: Actor, found: TheList, stored: Stored, judgement: Judged) -> bool:
    """False when it was signed already, or the rows were gone back to: then this head is not the list's any more."""
    listed, now = found.listed, await store.by_id(found.listed.id)
    if now is None or now.head != listed.head:
        return False
    return await store.change(
        listed.id,
        [SIGNING],
        state=WORKING,
        account=actor.account,
        means=actor.means,
        level=actor.level,
        program=None,
        signature=stored.id,
        signer=judgement.name[:300],
        report=dict(judgement.report),
        material=dict(judgement.material),
        signed_at=clock.now(),
    )
