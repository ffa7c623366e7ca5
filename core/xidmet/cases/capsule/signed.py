"""What was signed in a case: the document, the signature, and what the check said and rested on then."""

from __future__ import annotations

import json
from functools import partial
from uuid import UUID

from xidmet.capsules.files import Piece, fixed
from xidmet.cases.capsule.content import JSON
from xidmet.cases.capsule.view import View
from xidmet.cases.case import Case
from xidmet.cases.site import Site
from xidmet.store import documents, signing
from xidmet.store.signing import Kept


async def signatures_of(site: Site, case: Case, view: View) -> list[Piece]:
    """In the order in which they were made; NN is the place of the move in the history."""
    found = list[Piece]()
    for one in await signing.of_case(case.record.id):
        stem = f"{one.place:02}-{one.transition}"
        found += [*await _file(site, one.original, f"signatures/{stem}", view)]
        found += [*await _file(site, one.file, f"signatures/{stem}-signed", view)]
        found.append(fixed(f"verdicts/{stem}.json", JSON, _verdict(one)))
    return found


async def _file(site: Site, wanted: UUID, stem: str, view: View) -> list[Piece]:
    """None for what nobody is handed: what a scanner found harmful, and for officers what still waits for it."""
    stored = await documents.document(wanted)
    if stored is None or stored.is_nobodys or (view.staff and stored.scan in ("waiting", "too large")):
        return []
    return [Piece(f"{stem}.{stored.kind or 'bin'}", stored.media_type, partial(site.files.stream, stored))]


def _verdict(one: Kept) -> bytes:
    said = {"kind": one.kind, "signed_at": one.signed_at.isoformat(), "report": one.report, "material": one.material}
    return json.dumps(said, ensure_ascii=False, indent=1).encode()
