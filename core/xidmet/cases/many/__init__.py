"""One move in up to a thousand cases, in one transaction: the same rows as by move(), each table in one statement.

What makes it fast: everything is read and thought out before the transaction, which then only looks whether a case was
touched meanwhile, and writes. A document and its QR are made when they are first asked for.
"""

from xidmet.cases.many.move import Result, move_many
from xidmet.cases.many.piece import MOST, piece
from xidmet.cases.many.plain import is_plain
from xidmet.cases.signed import ListSigned

__all__ = ["MOST", "ListSigned", "Result", "is_plain", "move_many", "piece"]
