"""When all is done: the sealed file with what became of each row, and one message to whoever signed."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterator, Sequence

from xidmet import clock
from xidmet.auth.people import themselves
from xidmet.cases.lists.found import TheList
from xidmet.cases.site import Site
from xidmet.contract.texts import _
from xidmet.documents.files import one_piece
from xidmet.hash_tree import leaf_hash
from xidmet.notifications.direct import Addressee, send_directly
from xidmet.signatures.asic_writing import AsicFile, write_asic_e
from xidmet.signatures.formats.asic import MANY
from xidmet.signatures.manifest import ITEMS_MEDIA, MEDIA, Head, files_of_list
from xidmet.store import accounts, documents, list_items, transaction
from xidmet.store import lists as store
from xidmet.store.list_items import Item

RESULTS, CONFIRMED = "results.jsonl", "list.json"  # CONFIRMED: the head where nobody signed it
SUBJECT = _("A list is worked off")
TEXT = _("{label}: done in {done} of {count}. How it went in each stands on its page.")


async def finish(site: Site, found: TheList) -> None:
    """Again, after a worker was killed: from the beginning. One message, whatever happens."""
    listed = found.listed
    name = f"{found.service.slug}-{listed.id}.asice"
    content = await _sealed(site, found)
    stored = await site.files.store(one_piece(content), name, MANY, party=listed.party, case=None, made_here=True)
    try:
        async with transaction():
            await documents.keep(stored)
            if not await store.close(listed.id, stored.id, clock.now()):
                raise _Done
            await _tell(site, found)
    except _Done:
        await site.files.erase(stored.place)
    except BaseException:
        await asyncio.shield(site.files.erase(stored.place))
        raise
    site.wake.ring()


class _Done(Exception):
    """Another worker was faster."""


async def _sealed(site: Site, found: TheList) -> bytes:
    listed = found.listed
    lines = await whole(site, found, "items")
    signature = await whole(site, found, "signature") if listed.signature else b""
    items = [item async for item in list_items.each(listed.id) if item.n is not None]
    out = io.BytesIO()

    def write() -> None:
        head = Head.read(listed.head.encode())
        confirmed = [AsicFile(CONFIRMED, MEDIA, head.content)]
        files = files_of_list(head, io.BytesIO(lines), signature) if signature else confirmed
        told = AsicFile(RESULTS, ITEMS_MEDIA, b"".join(_results(items, lines)))
        write_asic_e([*files, told], site.seal.sign_cms, out)

    await asyncio.to_thread(write)
    return out.getvalue()


async def whole(site: Site, found: TheList, which: str) -> bytes:
    """A document of a list. which: items, signature or result. Raises NotFound, Damaged."""
    stored = await documents.document(getattr(found.listed, which))
    assert stored is not None  # a key of the store
    return await site.files.whole(stored)


def _results(items: Sequence[Item], lines: bytes) -> Iterator[bytes]:
    """leaf: hash of the signed line, as in leaves.txt, from which the root in the signed head is found."""
    for item, line in zip(items, lines.splitlines(), strict=True):
        told = {
            "n": item.n,
            "number": item.number,
            "result": item.state,
            "why": item.why,
            "at": item.done_at.isoformat(timespec="seconds") if item.done_at else "",
            "leaf": leaf_hash(line).hex(),
        }
        yield json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


async def _tell(site: Site, found: TheList) -> None:
    listed = found.listed
    person, actor = await accounts.person(listed.account), await themselves(listed.account)
    if person is None or actor is None:
        return
    words = found.words(site, person.language)
    now = await list_items.counts(listed.id)
    values = {
        "label": f"{words.text(found.service.title)}: {words.text(found.move.label)}",
        "done": now.get(list_items.MADE, 0) + now.get(list_items.SAME, 0),
        "count": found.listed.total,
    }
    to = Addressee(actor.own_party, person.email, person.language)
    await send_directly(to, SUBJECT, TEXT, found.here, f"list-done:{listed.id}", **values)
