"""Attach a file by machine: the same key again gives the first result again, and nothing is attached twice."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.attach import Spent, attach
from xidmet.cases.attached import own_file
from xidmet.cases.case import Case
from xidmet.cases.find import case_for
from xidmet.cases.once import USED_ELSEWHERE
from xidmet.cases.site import Site
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed, NotFound, Refused, UsedElsewhere
from xidmet.store import cases
from xidmet.store.documents import Stored

BY_FILE = "attach "  # and the document's id, in the place of the transition that a key made
GONE = Refusal(
    why=_("The file that came with this key was removed meanwhile."),
    mend=_("To add it again, send it with a new key."),
)


Pieces = AsyncIterator[bytes]
Keep = Callable[[Pieces, Spent], Awaitable[Stored]]  # stores what comes, and spends the key in the same transaction
Find = Callable[[UUID], Awaitable[Stored]]  # what was stored then; raises NotFound


async def attach_once(
    site: Site, actor: Actor, number: str, path: str, source: AsyncIterator[bytes], name: str, key: str
) -> Stored:
    """Like attach. key: what the machine calls this request; the same one with the same file finds the first result.

    Raises UsedElsewhere when the key came with something else before, and Refused when its file was removed since.
    """
    case = await case_for(site, actor, number)
    if case.party != actor.party:
        raise NotAllowed

    async def keep(pieces: Pieces, spent: Spent) -> Stored:
        return (await attach(site, actor, number, path, pieces, name, spent=spent)).stored

    async def find(document: UUID) -> Stored:
        return (await own_file(site, actor, case.number, document))[1]

    return await kept_once(case, path, source, key, keep, find)


async def kept_once(case: Case, where: str, source: Pieces, key: str, keep: Keep, find: Find) -> Stored:
    """where: what the file is for, within its case. Raises what keep raises, UsedElsewhere, Refused."""
    passing = _Hashed(source)

    async def spent(stored: Stored) -> None:
        await cases.spend(key, case.record.id, f"{BY_FILE}{stored.id}", passing.digest(where), clock.now())

    if not await cases.submission(key):
        try:
            return await keep(passing.pieces(), spent)
        except Exception:
            if not await cases.submission(key):  # else the same request beside this one was faster
                raise
    await passing.rest()
    return await _first(case, key, passing.digest(where), find)


async def _first(case: Case, key: str, digest: str, find: Find) -> Stored:
    spent = await cases.submission(key)
    if spent is None or spent[0] != case.record.id or not spent[1].startswith(BY_FILE) or spent[2] != digest:
        raise UsedElsewhere(USED_ELSEWHERE)
    try:
        return await find(UUID(spent[1].removeprefix(BY_FILE)))
    except NotFound:
        raise Refused(GONE) from None


class _Hashed:
    """A file on its way, so that what came with a key can be told from something else."""

    def __init__(self, source: Pieces) -> None:
        self._source, self._hash = source, hashlib.sha256()

    async def pieces(self) -> Pieces:
        async for piece in self._source:
            self._hash.update(piece)
            yield piece

    async def rest(self) -> None:
        """What nobody wanted."""
        async for piece in self._source:
            self._hash.update(piece)

    def digest(self, path: str) -> str:
        """Of all that came so far, and where to."""
        return hashlib.sha256(f"{path}\n{self._hash.hexdigest()}".encode()).hexdigest()
