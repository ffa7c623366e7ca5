"""The yardstick of a check: the shortest Litestar application that reads the same and writes the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from litestar import Litestar, post
from litestar.params import FromPath, JSONBody

from xidmet import clock
from xidmet.store import transaction
from xidmet.store.tables import Case, Check, Issued, JournalRow


def bare_app() -> Litestar:
    """No session, no rights, no rules, no limits; on the store that is open."""
    return Litestar([_check], openapi_config=None, logging_config=None)


@post("/{number:str}", status_code=200)
async def _check(number: FromPath[str], data: JSONBody[dict[str, Any]]) -> dict[str, Any]:
    found: Sequence[dict[str, Any]] = await Issued.raw("SELECT * FROM issued WHERE number = {}", number)
    if not found or not found[0]["in_force"]:
        return {"active": False, "good": False}
    shown = json.loads(found[0]["record"])
    await _log(found[0]["id"], found[0]["case"])
    return {"active": True, "good": shown["place"]["code"] == data["said"]["place"]}


async def _log(issued: UUID, case: UUID) -> None:
    moment, row = clock.now(), uuid4()
    async with transaction():
        stands: Sequence[dict[str, Any]] = await Case.raw(
            "UPDATE case_ SET journal_rows = journal_rows + 1 WHERE id = {} RETURNING journal_head, journal_rows", case
        )
        body = json.dumps({"chain": str(case), "place": stands[0]["journal_rows"], "at": moment.isoformat()})
        head = hashlib.sha256(f"{stands[0]['journal_head']}\n{body}".encode()).hexdigest()
        await JournalRow.raw(
            "INSERT INTO journal_row (id, chain, place, form, happened_at, kind, body, before, hash) "
            "VALUES ({}, {}, {}, 1, {}, 'checked', {}, {}, {})",
            *(row, case, stands[0]["journal_rows"], moment, body, stands[0]["journal_head"], head),
        )
        await Case.raw("UPDATE case_ SET journal_head = {} WHERE id = {}", head, case)
        await Check.raw(
            "INSERT INTO check_ (id, issued, who, voen, fin, way, happened_at) VALUES ({}, {}, '', '', '', 'api', {})",
            *(uuid4(), issued, moment),
        )
