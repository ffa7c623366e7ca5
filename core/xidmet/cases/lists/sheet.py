"""What is signed for a list, as a sheet to read and to keep; what counts is the head itself."""

from __future__ import annotations

from collections.abc import Sequence

from xidmet import clock
from xidmet.cases.lists.found import TheList
from xidmet.cases.typeset import typeset
from xidmet.contract.texts import _
from xidmet.language import Translator
from xidmet.store import list_items

MOST = 1_000  # rows on the sheet: 30 pages; all of them are in the table to download


async def sheet(found: TheList, facts: Sequence[tuple[str, str]], words: Translator) -> bytes:
    """facts: about the head. A PDF/A-2b."""
    service, today = found.service, clock.today()
    columns = ["№", words.text(_("Case")), *(words.text(one.label) for one in service.columns)]
    items = [one for one in await list_items.items(found.listed.id, (), MOST) if one.n is not None]
    left = found.able - len(items) if found.is_open else 0
    data = {
        "title": words.text(service.title),
        "act": words.text(found.move.label),
        "agency": words.text(service.agency.name) if service.agency else "",
        "law": words.text(service.law),
        "language": words.language,
        "facts": list(facts),
        "made": words.text(_("Made on {date}"), date=today),
        "today": [today.year, today.month, today.day],
        "rows": [
            {
                "label": words.text(_("Rows of the list")),
                "depth": 0,
                "table": {"columns": columns, "rows": [[str(one.n), one.number, *one.shown] for one in items]},
            }
        ],
        "more": words.text(_("The other rows stand in the list to download: {count}"), count=left) if left > 0 else "",
    }
    return await typeset("list.typ", data)
