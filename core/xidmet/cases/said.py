"""What is answered in a case, as one text that is always written alike: the journal is bound to it at every move."""

from __future__ import annotations

import hashlib

from xidmet.capsules import canonical
from xidmet.store.cases import Record


def said_in(record: Record) -> str:
    """answers.json of a capsule. given: what was said with moves, by the name of the form."""
    return canonical({"answers": record.answers, "given": record.asked.get("forms", {})})


def digest_of(record: Record) -> str:
    """SHA-256 of it, in hexadecimal digits. A personal value of the journal, for a short answer could be guessed."""
    return hashlib.sha256(said_in(record).encode()).hexdigest()
