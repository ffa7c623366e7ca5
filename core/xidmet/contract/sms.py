"""A gateway for SMS: an outside party that takes a short message and says what became of it.

A plugin offers one by its hook sms_gateways(). The portal writes nothing personal into an SMS, and no link: whoever
gets one is to open the portal as always, not what a message says.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Literal

End = Literal["delivered", "failed"]


@dataclass(frozen=True)
class Sms:
    """reference: the portal's name for it, 32 letters and digits; the same one again is the same message.

    to: E.164. text: at most 134 signs, which is two parts of an SMS outside the Latin alphabet.
    """

    reference: str
    to: str
    text: str


@dataclass(frozen=True)
class Taken:
    """The gateway has it. id: its name for the message, "" when it can't be asked about it."""

    id: str


@dataclass(frozen=True)
class NotTaken:
    """The gateway refuses this message for good, such as a number that there is not. why: for operators."""

    why: str


class SmsGateway(ABC):
    """name: letters, digits and dashes. What the gateway says is hostile until proved; the gateway raises for nothing
    of it but NoAnswer where it can't know.
    """

    name: str

    @abstractmethod
    async def send(self, sms: Sms) -> Taken | NotTaken:
        """Hand it over. Raises NoAnswer; then it is sent again with the same reference."""

    async def standing(self, theirs: str) -> End | None:
        """What became of it. theirs: the gateway's name for it. None while it is on its way. Raises NoAnswer."""
        return None
