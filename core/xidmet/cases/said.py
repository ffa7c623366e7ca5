"""What is answered in a case, as one text that is always written alike: the journal is bound to it at every move."""

from __future__ import annotations

import hashlib

from xidmet.capsules import canonical
from xidmet.cases.case import Case
from xidmet.cases.internal import closed_part, open_part


def said_in(case: Case) -> str:
    """answers.json of a capsule. given: what was said with moves, by the name of the form; what is for officers alone
    is not in it, for a capsule is also its applicant's.
    """
    given = open_part(case, case.record.asked.get("forms", {}))
    return canonical({"answers": case.record.answers, "given": given})


def digest_of(case: Case) -> str:
    """SHA-256 of it, in hexadecimal digits. A personal value of the journal, for a short answer could be guessed."""
    return hashlib.sha256(said_in(case).encode()).hexdigest()


def internal_digest(case: Case) -> str:
    """The same of what is for officers alone; "" while there is nothing."""
    closed = closed_part(case, case.record.asked.get("forms", {}))
    return hashlib.sha256(canonical(closed).encode()).hexdigest() if closed else ""
