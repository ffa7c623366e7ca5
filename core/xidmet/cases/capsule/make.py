"""The worker makes a capsule, or the operator by a command."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from xidmet import journal
from xidmet.auth.people import themselves
from xidmet.capsules import TooLarge, sealed_container
from xidmet.cases.capsule.gathered import gathered, pieces
from xidmet.cases.capsule.view import OPERATOR, kept_view
from xidmet.cases.my_copy.make import Letters, given_up, keep
from xidmet.cases.site import Site
from xidmet.contract.texts import _
from xidmet.errors import NotFound
from xidmet.signatures.formats.asic import MANY
from xidmet.store import data_copies as store
from xidmet.store import transaction
from xidmet.store.data_copies import MAKING

LETTERS = Letters(
    "/cases/{number}/capsule",
    _("The sealed file of a case is ready"),
    _("Download it until {date}, then it is erased. If you did not ask for it, sign out everywhere else at once."),
    _("The sealed file of a case could not be made"),
)


async def make(site: Site, wanted: UUID) -> None:
    """Again, after a worker was killed: from the beginning; what that one had written is erased as nobody's.

    Whether its person may still have it is asked again when it is taken.
    """
    copy = await store.by_id(wanted)
    actor = await themselves(copy.account) if copy and copy.state == MAKING else None
    if copy is None or actor is None:
        return
    try:
        it = await gathered(site, copy.number, lambda case: kept_view(case, copy.view))
        content = sealed_container(pieces(it, copy.language), site.seal)
        name = f"xidmet-{copy.number}.asice"
        stored = await site.files.store(content, name, MANY, party=actor.own_party, case=None, made_here=True)
    except (NotFound, TooLarge):  # trying again would not help
        await give_up({"copy": str(wanted)})
        return
    await keep(site, copy, stored, LETTERS)


async def give_up(payload: Mapping[str, Any]) -> None:
    await given_up(payload, LETTERS)


async def make_for_operator(site: Site, number: str, out: Path, language: str) -> int:
    """Write it to a file that only its owner reads; how many bytes. That it was taken stands in the case's journal.

    Raises NotFound, TooLarge, OSError: FileExistsError for a file that is there already.
    """
    it = await gathered(site, number, lambda case: OPERATOR)
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            async for part in sealed_container(pieces(it, language), site.seal):
                await asyncio.to_thread(file.write, part)
            size = file.tell()
        async with transaction():
            await journal.append(it.case.record.id, "capsule-taken", {"by": "operator"})
    except BaseException:
        await asyncio.to_thread(out.unlink, missing_ok=True)
        raise
    return size
