"""What an agency says in the notices of its services in place of what their plugin says, from a day on, and back again.

What was told stays as it was told: a message holds its text. Only what is told from then on is worded anew.
"""

from xidmet.cases.wordings.change import PAST_DAY, Asked, back_to_declared, lost_names, word
from xidmet.cases.wordings.find import Place, Worded, place_for, places_for
from xidmet.cases.wordings.names import names_for, wrong_with
from xidmet.cases.wordings.now import in_force
from xidmet.cases.wordings.preview import preview

__all__ = [
    "PAST_DAY",
    "Asked",
    "Place",
    "Worded",
    "back_to_declared",
    "in_force",
    "lost_names",
    "names_for",
    "place_for",
    "places_for",
    "preview",
    "word",
    "wrong_with",
]
