"""What shows, from outside the database, that the journal is the one that was."""

from __future__ import annotations

from piccolo.columns import UUID, Date, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class JournalRoot(Table, tablename="journal_root"):
    """The root of a hash tree over what was new in the journals of sent cases. Only appended to, and published."""

    day = Date(primary_key=True)  # in Azerbaijan, after whose end it was made
    body = Text()  # canonical JSON: day, leaves, root, the hash of the root before
    hash = Varchar(64)  # SHA-256 of the body
    sealed = Text()  # the same as a JWS by the site's seal
    made_at = Timestamptz()
    stamp = Text()  # a time-stamp (RFC 3161) over the body, DER in base64; "": there is none yet


class JournalLeaf(Table, tablename="journal_leaf"):
    """Where the journal of a case, or the chain of what an agency changed, stood when a day was closed; only of those
    in which something was new.
    """

    key = Varchar(60, primary_key=True)  # "day:number of the case", or "day:chain"
    day = Date()
    chain = UUID()
    place = Integer()  # of the last row then
    hash = Varchar(64)  # of that row
