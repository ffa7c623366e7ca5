"""Messages between the applicant and the officers of a case. They block nothing: what must be mended is a correction.

Nothing of a message leaves the portal: letters and the inbox say only that there is one, and in which case.
"""

from xidmet.cases.along import KINDS, MOST_BYTES, MOST_FILES
from xidmet.cases.talk.conversation import (
    Conversation,
    Line,
    conversation,
    unread_by_officers,
    unread_by_party,
    unread_in,
)
from xidmet.cases.talk.files import FileWanted, drop, file_along, keep, sweep_unsent
from xidmet.cases.talk.notify import tell_of_message
from xidmet.cases.talk.rules import LONGEST, Place, lets, may_write, open_until, speaking
from xidmet.cases.talk.write import write

__all__ = [
    "KINDS",
    "LONGEST",
    "MOST_BYTES",
    "MOST_FILES",
    "Conversation",
    "FileWanted",
    "Line",
    "Place",
    "conversation",
    "drop",
    "file_along",
    "keep",
    "lets",
    "may_write",
    "open_until",
    "speaking",
    "sweep_unsent",
    "tell_of_message",
    "unread_by_officers",
    "unread_by_party",
    "unread_in",
    "write",
]
