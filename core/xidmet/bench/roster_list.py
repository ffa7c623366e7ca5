"""A signed list over the cases of a bench, ready to be worked off, and the work itself as the worker does it."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.auth import Actor
from xidmet.bench import roster_site
from xidmet.cases import Site
from xidmet.cases.lists.found import list_of_worker
from xidmet.cases.lists.make import make_some
from xidmet.cases.many.reading import read_asked
from xidmet.cases.signed import hash_of, stored
from xidmet.contract.form import Form
from xidmet.documents.files import one_piece
from xidmet.signatures.manifest import About, Values, write_items
from xidmet.store import documents, list_items, many, transaction
from xidmet.store.documents import Stored
from xidmet.store.lists import WORKING, Listed
from xidmet.store.lists import add as add_list
from xidmet.store.tables import MoveListItem

MOVE, ASKED = "activate", {"time": "Act"}
ITEM = ("id", "of_list", "place", "number", "version", "shown", "state", "n", "reason", "why", "mend")
SIGNATURE = b"s" * 3000  # about as long as one with two certificates; that it is right was judged when it was given


class Signed:
    """A list that was signed, as the journals of its cases name it; for moves without one."""

    def is_over(self, asked: Form | None) -> bool:
        return True

    def facts_of(self, place: int) -> Mapping[str, str]:
        return {"signed": "electronic", "list": "0" * 64, "signature": "0" * 64, "item": f"{place}"}

    async def keep(self, moved: Sequence[tuple[int, UUID, int]], moment: dt.datetime) -> None:
        pass


async def signed_list(site: Site, mover: Actor, first: int, until: int) -> UUID:
    """Over the cases with these numbers, as it stands after it was checked and signed."""
    service = site.catalogue.services[roster_site.SLUG]
    transition = service.transition(MOVE)
    assert transition is not None
    form = await read_asked(site, mover, transition, ASKED)
    about = About("Permits are activated", "en", service.slug, MOVE, roster_site.VOEN, site.settings.address, "number")
    lines: Iterator[Values] = ({"number": roster_site.number(n), "version": 3} for n in range(first, until))
    head = await asyncio.to_thread(write_items, about, lines, io.BytesIO())
    name, media = "signature.p7s", "application/pkcs7-signature"
    file = await site.files.store(one_piece(SIGNATURE), name, media, party=mover.party, case=None)
    moment = clock.now()
    listed = Listed(
        id=uuid4(),
        party=mover.party,
        account=mover.account,
        service=service.slug,
        move=MOVE,
        asked=ASKED,
        language="en",
        means=mover.means,
        level=mover.level,
        token=f"bench:{first}",
        state=WORKING,
        total=until - first,
        made_at=moment,
        ends_at=moment + dt.timedelta(days=7),
        given=hash_of(stored(form)),
        head=head.content.decode(),
        signature=file.id,
        signed_at=moment,
    )
    await _kept(listed, file, first, until)
    return listed.id


async def _kept(listed: Listed, file: Stored, first: int, until: int) -> None:
    shown = '["Soyad", "Ad", "9000000", "A", "A"]'
    async with transaction():
        await documents.keep(file)
        await add_list(listed, [])
        rows = [
            (uuid4(), listed.id, place, roster_site.number(n), 3, shown, "able", place, "", "", "")
            for place, n in enumerate(range(first, until), 1)
        ]
        await many.insert(MoveListItem, ITEM, rows)


async def work_off(site: Site, wanted: UUID, made: int, seen: Callable[[], None] = lambda: None) -> None:
    """As the worker does, a piece after another. made: how many must have been moved. seen: is called after each piece.

    Raises RuntimeError.
    """
    while (found := await list_of_worker(site, wanted)) and await make_some(site, found):
        seen()
        await asyncio.sleep(0)
    counts = await list_items.counts(wanted)
    if counts != {list_items.MADE: made}:
        raise RuntimeError(f"not every case was moved: {counts}")
