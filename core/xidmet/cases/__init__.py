"""What can be done with a case: one file per ability."""

from xidmet.cases.answer import Answered, answer, read_answers
from xidmet.cases.case import Case, Done
from xidmet.cases.find import case_for, find_case, history, my_cases, page_of_cases
from xidmet.cases.move import Moved, move
from xidmet.cases.open import open_case
from xidmet.cases.site import Site, open_site

__all__ = [
    "Answered",
    "Case",
    "Done",
    "Moved",
    "Site",
    "answer",
    "case_for",
    "find_case",
    "history",
    "move",
    "my_cases",
    "open_case",
    "open_site",
    "page_of_cases",
    "read_answers",
]
