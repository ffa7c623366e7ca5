"""What is handed out of a list: its rows as a table, its head, the sealed result, and the proof of one row."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping

from xidmet.auth import Actor
from xidmet.cases.case import Case
from xidmet.cases.find import case_for
from xidmet.cases.lists.end import whole
from xidmet.cases.lists.found import TheList, list_of_worker
from xidmet.cases.site import Site
from xidmet.contract.texts import _
from xidmet.errors import NotFound
from xidmet.language import Translator
from xidmet.signatures.manifest import Head, Prover
from xidmet.store import documents, list_items
from xidmet.store import lists as store
from xidmet.store.documents import Stored
from xidmet.tables.writing import Sheet


async def table(found: TheList, states: Mapping[str, str], words: Translator) -> Sheet:
    """Every row with what is known of it. states: how each is called, by its name."""
    columns = [words.text(one.label) for one in found.service.columns]
    headers = ["№", words.text(_("Case")), *columns, words.text(_("State")), words.text(_("Reason"))]
    rows = list[list[str | int]]()
    async for item in list_items.each(found.listed.id):
        shown = [*item.shown, *[""] * (len(columns) - len(item.shown))]
        why = f"{item.why} {item.mend}".strip()
        rows.append([item.n or item.place, item.number, *shown, states[item.state], why])
    return Sheet(words.text(found.move.label), headers, rows)


async def result_of(found: TheList) -> Stored:
    """The sealed container. Raises NotFound before all is done."""
    stored = await documents.document(found.listed.result) if found.listed.result else None
    if stored is None:
        raise NotFound
    return stored


async def proof_for(site: Site, actor: Actor, number: str, wanted: str) -> tuple[Case, bytes]:
    """The proof that this case was an item of a signed list, for whoever may see the case; an official's look is
    journalled. Takes half a second for a list of a hundred thousand. Raises NotFound.
    """
    case = await case_for(site, actor, number, "file")
    within = next((one for one in await store.of_case(case.number) if str(one.list) == wanted), None)
    found = await list_of_worker(site, within.list) if within else None
    if within is None or found is None or not found.listed.signature:
        raise NotFound
    lines, signature = await whole(site, found, "items"), await whole(site, found, "signature")

    def proved() -> bytes:
        return Prover(Head.read(found.listed.head.encode()), io.BytesIO(lines), signature).proof(within.n)

    return case, await asyncio.to_thread(proved)
