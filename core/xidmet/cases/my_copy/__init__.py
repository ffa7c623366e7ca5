"""A copy of all that the portal keeps about a person: for programs, to read, and with their files.

The worker writes it as one ZIP, in pieces, so that it costs the same memory however much there is. It is kept
encrypted like every file, for the person alone, and erased after some days.
"""

from xidmet.cases.my_copy.ask import KEPT, ask, copies, sweep_copies, take
from xidmet.cases.my_copy.make import give_up, make
from xidmet.store.data_copies import FAILED, MAKING, READY, Copy

__all__ = ["FAILED", "KEPT", "MAKING", "READY", "Copy", "ask", "copies", "give_up", "make", "sweep_copies", "take"]
