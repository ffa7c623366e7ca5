"""What officers wrote about a case for themselves, for its people, once it is decided.

Until then it is the preparing of a decision; afterwards it is data about them like any other, also what was struck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xidmet.cases.case import Case
from xidmet.cases.my_copy.section import plain, table
from xidmet.contract.texts import _
from xidmet.documents import Stored
from xidmet.language import Translator
from xidmet.store import document_checks, notes
from xidmet.store.cases import Record

TAKEN = {"taken": _("It is taken"), "refused": _("It is not taken"), "": ""}
Rows = Sequence[Mapping[str, Any]]


async def written_at_desk(record: Record, case: Case | None, files: Sequence[Stored]) -> dict[str, Rows]:
    """notes and checks; both empty while the case waits for somebody."""
    decided = record.decided_at is not None or (case is not None and record.sent_at and not case.state.waiting)
    if not decided:
        return {"notes": [], "checks": []}
    names = {one.id: one.name for one in files}
    checks = await document_checks.of_case(record.id)
    return {
        "notes": [
            {"at": plain(one.made_at), "who": one.name, "text": one.text, "struck_at": plain(one.struck_at)}
            for one in await notes.of_case(record.id)
        ],
        "checks": [
            {
                "at": plain(one.at),
                "who": one.name,
                "document": names.get(one.document, ""),
                "taken": one.taken,
                "why": one.why,
                "original_seen": one.original,
            }
            for one in checks.values()
        ],
    }


def printed_at_desk(written: Mapping[str, Rows], words: Translator) -> list[dict[str, Any]]:
    """The same for people."""
    said = [
        [one["who"], one["text"], words.text(_("struck through")) if one["struck_at"] else ""]
        for one in written["notes"]
    ]
    found = [
        [one["document"], words.text(TAKEN[one["taken"]]) if one["taken"] else "", one["why"], one["who"]]
        for one in written["checks"]
    ]
    heads = (_("Who"), _("Note"), _("Struck"))
    columns = (_("Document"), _("Taken?"), _("Why not"), _("Who"))
    both = ((_("Notes of the officers"), heads, said), (_("What officers found of the documents"), columns, found))
    return [table(words.text(title), [words.text(one) for one in top], rows) for title, top, rows in both if rows]
