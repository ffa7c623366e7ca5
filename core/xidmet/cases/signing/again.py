"""Judge a kept signature again, as of the moment at which it was taken, from what the store holds and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from xidmet import journal
from xidmet.cases.signed import hash_of
from xidmet.cases.site import Site
from xidmet.contract.texts import _
from xidmet.documents.sealed import Damaged
from xidmet.errors import NotFound
from xidmet.signatures.material import trust_of
from xidmet.signatures.methods import Methods
from xidmet.signatures.report_json import as_json
from xidmet.signatures.signing import verify_returned
from xidmet.store import documents
from xidmet.store.signing import Kept

SAME = _("Checked again: document, signature and verdict are those of that day.")
UNCHANGED = _("Checked again: document and scan are those of that day. No machine can say whose hand signed it.")
ALTERED = _("What is stored is not what the history of the case names: it was altered since.")
OTHERWISE = _("The same check ends otherwise now.")


@dataclass(frozen=True)
class Again:
    """same: all is as it was. said: msgid. report: of the new check; empty where none could be made."""

    same: bool
    said: str
    report: dict[str, Any]


async def judged_again(site: Site, kept: Kept) -> Again:
    """Takes some tens of milliseconds. The files must be those that the journal names, and so must the verdict."""
    try:
        original, file = [await _bytes(site, one) for one in (kept.original, kept.file)]
    except (Damaged, NotFound, FileNotFoundError):
        return Again(False, ALTERED, {})
    if not await _is_named(kept, original[1], file[1]):
        return Again(False, ALTERED, {})
    if kept.kind == "paper":
        return Again(True, UNCHANGED, {})
    at = dt.datetime.fromisoformat(kept.report["at"])
    trust = trust_of(kept.material, Methods.from_settings(site.settings))
    report = as_json(await verify_returned(file[0], original[0], trust=trust, at=at))
    same = report["indication"] == kept.report["indication"]
    return Again(same, SAME if same else OTHERWISE, report)


async def _bytes(site: Site, wanted: Any) -> tuple[bytes, str]:
    stored = await documents.document(wanted)
    if stored is None:
        raise NotFound
    return await site.files.whole(stored), stored.sha256


async def _is_named(kept: Kept, document: str, signature: str) -> bool:
    due = {
        "document": document,
        "signature": signature,
        "verdict": hash_of({"report": kept.report, "material": kept.material}),
    }
    for entry in await journal.entries(kept.case):
        if entry.facts.get("signature") == signature:
            return all(entry.facts.get(name) == value for name, value in due.items())
    return False
