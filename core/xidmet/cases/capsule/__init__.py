"""The capsule of a case, made by a worker: everything about it in one sealed file that anybody can check."""

from xidmet.cases.capsule.ask import ask, capsules, take
from xidmet.cases.capsule.make import give_up, make
from xidmet.cases.capsule.view import OPERATOR, View, view_of

__all__ = ["OPERATOR", "View", "ask", "capsules", "give_up", "make", "take", "view_of"]
