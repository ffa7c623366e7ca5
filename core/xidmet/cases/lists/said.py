"""How states of lists and of their rows are called."""

from __future__ import annotations

from collections.abc import Mapping

from xidmet.contract.texts import _
from xidmet.store import lists as store

STATES: Mapping[str, str] = {
    store.WAITS: _("Not checked yet"),
    store.ABLE: _("Can be done"),
    store.UNABLE: _("Can't be done"),
    store.LEFT: _("Left out"),
    store.MADE: _("Done"),
    store.SAME: _("It is so already"),
    store.REFUSED: _("Not done"),
    store.CHANGED: _("Changed since"),
    store.KEPT: _("Left as it was"),
}
OF_LISTS: Mapping[str, str] = {
    store.ASKING: _("Waits for your answers"),
    store.CHECKING: _("Is being checked"),
    store.CHECKED: _("Checked"),
    store.SIGNING: _("Waits for a signature"),
    store.WORKING: _("Is being worked off"),
    store.DONE: _("Worked off"),
    store.STOPPED: _("Stopped"),
    store.DROPPED: _("Thrown away"),
    store.EXPIRED: _("Its time is over"),
}
