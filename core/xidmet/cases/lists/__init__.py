"""One move in many cases of whoever applies: chosen, checked, signed once, worked off, with a result for each."""

from xidmet.cases.lists.brought import sign_with_brought
from xidmet.cases.lists.choose import AGAIN, answer, answered, as_they_are, begin, begin_again, example
from xidmet.cases.lists.found import TheList, list_for, lists_of, lists_with, roster_of
from xidmet.cases.lists.handed import proof_for, result_of, table
from xidmet.cases.lists.ready import back_to_rows, drop, leave_out, make_ready, stop
from xidmet.cases.lists.rows import KINDS, PAGE, counted, reasons, rows
from xidmet.cases.lists.sheet import sheet
from xidmet.cases.lists.sign import ListToSign, sign_with_file
from xidmet.cases.lists.sweep import sweep_lists
from xidmet.cases.lists.work import KIND, give_up, work
from xidmet.signatures.manifest import MOST_ITEMS
from xidmet.store.list_items import (
    ABLE,
    CHANGED,
    KEPT,
    LEFT,
    MADE,
    REFUSED,
    SAME,
    UNABLE,
    WAITS,
    Item,
    Reason,
)
from xidmet.store.lists import (
    ASKING,
    CHECKED,
    CHECKING,
    DONE,
    DROPPED,
    EXPIRED,
    SIGNING,
    STOPPED,
    WORKING,
    Within,
)

__all__ = [
    "ABLE",
    "AGAIN",
    "ASKING",
    "CHANGED",
    "CHECKED",
    "CHECKING",
    "DONE",
    "DROPPED",
    "EXPIRED",
    "KEPT",
    "KIND",
    "KINDS",
    "LEFT",
    "MADE",
    "MOST_ITEMS",
    "PAGE",
    "REFUSED",
    "SAME",
    "SIGNING",
    "STOPPED",
    "UNABLE",
    "WAITS",
    "WORKING",
    "Item",
    "ListToSign",
    "Reason",
    "TheList",
    "Within",
    "answer",
    "answered",
    "as_they_are",
    "back_to_rows",
    "begin",
    "begin_again",
    "counted",
    "drop",
    "example",
    "give_up",
    "leave_out",
    "list_for",
    "lists_of",
    "lists_with",
    "make_ready",
    "proof_for",
    "reasons",
    "result_of",
    "roster_of",
    "rows",
    "sheet",
    "sign_with_brought",
    "sign_with_file",
    "stop",
    "sweep_lists",
    "table",
    "work",
]
