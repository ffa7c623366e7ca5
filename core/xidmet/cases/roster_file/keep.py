"""Keep a file of people: look through it once to see that it can be read, and store it encrypted."""

from __future__ import annotations

from uuid import uuid4

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.roster_file.entry import Entry, entry_of
from xidmet.cases.roster_file.states import MATCHING
from xidmet.cases.rows_file.columns import guessed
from xidmet.cases.rows_file.keep import MOST_FILES, SAMPLES, SHOWN, ZIP, named
from xidmet.cases.site import Site
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.documents.files import one_piece
from xidmet.errors import Refused
from xidmet.store import roster_file as store
from xidmet.store import transaction
from xidmet.store.roster_file import File
from xidmet.tables.limits import MOST_PEOPLE
from xidmet.tables.refused import no_rows
from xidmet.tables.streaming import open_table
from xidmet.tables.writing import CSV, KINDS, XLSX


async def keep_file(site: Site, actor: Actor, slug: str, name: str, content: bytes) -> File:
    """Raises BadTable, with the reason, when it can't be read; Refused when too many wait already."""
    entry = entry_of(site, actor, slug)
    if len(await store.of_party(entry.party, slug)) >= MOST_FILES:
        raise Refused(
            Refusal(
                why=_("{most} files wait for this list already."),
                mend=_("Finish with one of them, or throw one away first."),
                most=MOST_FILES,
            )
        )
    headers, samples, total = await _looked_through(content)
    kind = KINDS[XLSX if content.startswith(ZIP) else CSV]
    stored = await site.files.put(one_piece(content), named(name), kind, party=entry.party, case=None)
    file = File(
        id=uuid4(),
        service=slug,
        party=entry.party,
        account=actor.account,
        sent_by=actor.name,
        name=named(name),
        document=stored.id,
        state=MATCHING,
        headers=headers,
        samples=samples,
        columns=guessed(headers, entry.part, domain_of(site, entry)),
        total=total,
        done=0,
        version=1,
        problem="",
        created_at=clock.now(),
    )
    async with transaction():
        await store.add(file)
    return file


def domain_of(site: Site, entry: Entry) -> str:
    """The plugin whose texts label the questions."""
    return site.catalogue.plugin_of(entry.service.slug).name


async def _looked_through(content: bytes) -> tuple[list[str], list[list[str]], int]:
    """Names of the columns, the first rows' cells, and how many rows there are."""
    samples, total = list[list[str]](), 0
    async with open_table(content, MOST_PEOPLE) as table:
        async for row in table:
            total += 1
            if len(samples) < SAMPLES:
                samples.append([cell[:SHOWN] for cell in row.cells])
    if not total:
        raise no_rows()
    return list(table.headers), samples, total
