"""The journal: what happened to a case and who looked, in a hash chain that shows any alteration.

A row's body is canonical JSON (RFC 8785 in spirit: sorted names, no blanks, UTF-8). Personal values are not in it:
the body holds a salted SHA-256 commitment, the value stands beside it and can be erased without breaking the chain.
A row's hash is SHA-256 over the hash before it and its own body. Format 1; a later format gets another number.
"""

from xidmet.journal.append import append, next_row
from xidmet.journal.changes import By, ChangeBreak, append_change, verify_changes
from xidmet.journal.erase import erase
from xidmet.journal.read import Deed, Entry, deeds, entries
from xidmet.journal.roots import Judge, RootBreak, What, close, verify_roots
from xidmet.journal.verify import Break, run_verify, verify

__all__ = [
    "Break",
    "By",
    "ChangeBreak",
    "Deed",
    "Entry",
    "Judge",
    "RootBreak",
    "What",
    "append",
    "append_change",
    "close",
    "deeds",
    "entries",
    "erase",
    "next_row",
    "run_verify",
    "verify",
    "verify_changes",
    "verify_roots",
]
