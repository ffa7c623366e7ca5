"""What the history of a case says of who had it, and of what an agency changed: rows beside the moves."""

from __future__ import annotations

from xidmet.contract.texts import _

ON_THE_DESK = {
    "taken": _("An officer took the case"),
    "put-back": _("The officer put the case back"),
    "handed-over": _("The case was handed over to another officer"),
    "lease-taken": _("An officer took over what another one was deciding"),
    "new-end": _("The agency changed until when it is in force"),
}
