"""Keep a file of rows: read it once to see that it can be read, and store it encrypted."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.case import Case
from xidmet.cases.rows_file.columns import guessed
from xidmet.cases.rows_file.find import the_part
from xidmet.cases.rows_file.states import MATCHING
from xidmet.cases.site import Site
from xidmet.contract.form import Part
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.documents.files import one_piece
from xidmet.errors import Refused
from xidmet.store import rows_file as store
from xidmet.store import transaction
from xidmet.store.rows_file import File
from xidmet.tables.reading import Table, read_table
from xidmet.tables.writing import CSV, KINDS, XLSX

MOST_FILES = 5  # on their way into one question; who needs more has forgotten some
SAMPLES = 3
SHOWN = 80  # characters of a sample
ZIP = b"PK"


async def keep_file(site: Site, actor: Actor, number: str, field: str, name: str, content: bytes) -> File:
    """Raises BadTable, with the reason, when it can't be read; Refused when too many wait already."""
    case, part = await the_part(site, actor, number, field)
    if len(await store.of_case(case.record.id, field)) >= MOST_FILES:
        raise Refused(
            Refusal(
                why=_("{most} files wait for this question already."),
                mend=_("Take their rows or throw one of them away first."),
                most=MOST_FILES,
            )
        )
    table = await read_table(content)
    kind = KINDS[XLSX if content.startswith(ZIP) else CSV]
    stored = await site.files.put(one_piece(content), named(name), kind, party=case.party, case=None)
    file = _file(site, case, part, named(name), table, document=stored.id)
    async with transaction():
        await store.add(file)
    return file


def named(name: str) -> str:
    """The file's own name: without folders, without signs that nobody sees."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable()).strip()[-120:] or "1"


def _file(site: Site, case: Case, part: Part[Any], name: str, table: Table, **more: Any) -> File:
    domain = site.catalogue.plugin_of(case.service.slug).name
    return File(
        id=uuid4(),
        case=case.record.id,
        field=part.name,
        name=name,
        state=MATCHING,
        headers=list(table.headers),
        samples=[[cell[:SHOWN] for cell in row.cells] for row in table.rows[:SAMPLES]],
        columns=guessed(table.headers, part, domain),
        total=len(table.rows),
        done=0,
        version=1,
        problem="",
        created_at=clock.now(),
        **more,
    )
