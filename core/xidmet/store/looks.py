"""Who looked at what belongs to somebody: officials at their cases, others at their documents."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xidmet.store.tables import JournalRow

# Officials' looks stand in the chains of the cases; a check of an attestation concerns its holder and the case's party.
_FOUND = """
SELECT * FROM (
 SELECT r.happened_at AS happened_at, r.kind AS kind, r.id AS id, c.number AS number, c.service AS service,
  COALESCE(w.value, '') AS who, COALESCE(y.value, '') AS why, r.body AS body, '' AS paper, '' AS attestation,
  '' AS fin, '' AS voen, '' AS way
 FROM case_ c JOIN journal_row r ON r.chain = c.id AND r.kind = 'looked'
 LEFT JOIN journal_value w ON w."row" = r.id AND w.name = 'who'
 LEFT JOIN journal_value y ON y."row" = r.id AND y.name = 'why'
 WHERE c.party = {}
 UNION ALL
 SELECT k.happened_at, 'checked', k.id, CASE WHEN c.party = {} THEN c.number ELSE '' END, i.service,
  k.who, '', '', i.number, i.attestation, CASE WHEN k.fin <> '' THEN k.fin ELSE COALESCE(a.fin, '') END, k.voen, k.way
 FROM issued i JOIN check_ k ON k.issued = i.id JOIN case_ c ON c.id = i."case" LEFT JOIN account a ON a.id = k.account
 WHERE (i.holder = {} OR c.party = {}) AND (k.account IS NULL OR k.account <> {}) AND (k.fin = '' OR k.fin <> {})
) AS found ORDER BY happened_at DESC, id LIMIT """


@dataclass(frozen=True)
class Look:
    """kind: looked (by an official, at a case) or checked (a document, by anybody).

    number: of the case; "" when it is somebody else's. body: of the journal's row, "" for a check. paper: number of the
    attestation. fin, voen: of who checked. way: number, qr, api.
    """

    happened_at: dt.datetime
    kind: str
    number: str
    service: str
    who: str
    why: str
    body: str
    paper: str
    attestation: str
    fin: str
    voen: str
    way: str


async def at(party: str, account: UUID, fin: str, limit: int, offset: int) -> list[Look]:
    """One statement for a page of them, however many cases there are; the newest first. account: whose own checks are
    left out, also those of an earlier account with their FIN ("" for none).
    """
    rows: list[dict[str, Any]] = await JournalRow.raw(
        f"{_FOUND}{int(limit)} OFFSET {int(offset)}", party, party, party, party, account, fin
    )
    return [Look(**{name: row[name] for name in Look.__dataclass_fields__}) for row in rows]
