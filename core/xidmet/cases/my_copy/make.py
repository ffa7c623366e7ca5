"""The worker makes a copy: what is said, what can be read, the files, and last a page about all of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog

from xidmet import clock
from xidmet.auth.people import themselves
from xidmet.cases.my_copy.archive import Entry, zipped
from xidmet.cases.my_copy.ask import KEPT
from xidmet.cases.my_copy.gathering import Gathering
from xidmet.cases.my_copy.read_me import read_me
from xidmet.cases.site import Site
from xidmet.cases.typeset import typeset
from xidmet.contract.texts import _
from xidmet.documents import Stored
from xidmet.documents.files import Files, one_piece
from xidmet.documents.sealed import Damaged
from xidmet.language import translator
from xidmet.notifications import Addressee, send_directly
from xidmet.store import accounts, documents, transaction
from xidmet.store import data_copies as store
from xidmet.store.data_copies import MAKING, Copy

log = structlog.get_logger()

FAILED = _("Something went wrong on our side. Ask for it again; if it fails again, tell us.")


@dataclass(frozen=True)
class Letters:
    """here: the page where the file waits. The rest: msgids."""

    here: str
    subject: str
    ready: str
    failed_subject: str
    failed: str = FAILED


LETTERS = Letters(
    "/account/data",
    _("The copy of your data is ready"),
    _("Download it until {date}, then it is erased. If you did not ask for it, sign out everywhere else at once."),
    _("The copy of your data could not be made"),
)


class _Unwanted(Exception):
    """Another worker was faster, or the account is gone meanwhile."""


async def make(site: Site, wanted: UUID) -> None:
    """Again, after a worker was killed: from the beginning; what that one had written is erased as nobody's."""
    copy = await store.by_id(wanted)
    actor = await themselves(copy.account) if copy and copy.state == MAKING else None
    if copy is None or actor is None:
        return
    gathering = Gathering(site, actor, translator(copy.language))
    name = f"xidmet-{clock.today():%Y-%m-%d}.zip"
    content = zipped(_entries(site.files, gathering))
    stored = await site.files.store(content, name, "application/zip", party=actor.own_party, case=None, made_here=True)
    await keep(site, copy, stored, LETTERS)


async def keep(site: Site, copy: Copy, stored: Stored, letters: Letters) -> None:
    """Ready, or erased when another worker was faster or nobody wants it any more."""
    try:
        await _keep(copy, stored, letters)
    except _Unwanted:
        await site.files.erase(stored.place)
    except BaseException:
        await asyncio.shield(site.files.erase(stored.place))
        raise
    site.wake.ring()


async def _entries(files: Files, gathering: Gathering) -> AsyncIterator[Entry]:
    """The JSON first: while it is written, what the other parts need is noted."""
    yield Entry("data.json", gathering.json())
    yield Entry("data.pdf", one_piece(await typeset("copy.typ", gathering.sheet())))
    for path, stored in gathering.files:
        yield Entry(path, _whole_or_noted(files, path, stored, gathering), stored.size)
    yield Entry("README.txt", one_piece(read_me(gathering).encode()))


async def _whole_or_noted(files: Files, path: str, stored: Stored, gathering: Gathering) -> AsyncIterator[bytes]:
    """One file that is lost or damaged must not keep a person from all the others."""
    try:
        async for piece in files.stream(stored):
            yield piece
    except (Damaged, FileNotFoundError):
        log.error("a stored file cannot be read", document=str(stored.id))
        gathering.damaged.append(path)


async def _keep(copy: Copy, stored: Stored, letters: Letters) -> None:
    """Ready, its file and the letter about it: all at once."""
    moment = clock.now()
    ends = moment + KEPT
    async with transaction():
        await documents.keep(stored)
        if not await store.ready(copy.id, stored.id, moment, ends):
            raise _Unwanted
        await _tell(copy, letters, letters.subject, letters.ready, "ready", date=clock.local(ends).date())


async def give_up(payload: Mapping[str, Any]) -> None:
    await given_up(payload, LETTERS)


async def given_up(payload: Mapping[str, Any], letters: Letters) -> None:
    """Nobody tries any more: the page says so, and so does a letter."""
    copy = await store.by_id(UUID(payload["copy"]))
    async with transaction():
        if copy and await store.failed(copy.id):
            await _tell(copy, letters, letters.failed_subject, letters.failed, "failed")


async def _tell(copy: Copy, letters: Letters, subject: str, text: str, what: str, **values: object) -> None:
    person, actor = await accounts.person(copy.account), await themselves(copy.account)
    if person and actor:
        to = Addressee(actor.own_party, person.email, person.language)
        once = f"data-copy-{what}:{copy.id}"
        await send_directly(to, subject, text, letters.here.format(number=copy.number), once, **values)
