"""The phones: what each one shows, and what its holder answers. A phone signs what it was asked, after a yes, once."""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from xidmet import clock
from xidmet.demo_signing.holders import Holder

State = Literal["waiting", "approved", "refused", "late"]
KEPT = dt.timedelta(minutes=10)  # what was answered is shown so long
MOST = 20  # questions that one phone keeps


@dataclass
class Question:
    """who: asks. code: must be the same where it was asked. does: signs, and says in words what came of it."""

    id: str
    holder: Holder
    who: str
    text: str
    code: str
    until: dt.datetime
    does: Callable[[], Awaitable[str]]
    outcome: str = ""
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    _said: State = "waiting"

    @property
    def state(self) -> State:
        return "late" if self._said == "waiting" and clock.now() >= self.until else self._said

    async def answer(self, yes: bool) -> None:
        """The first answer counts; a second one, or one that comes late, does nothing."""
        if self.state != "waiting":
            return
        self._said = "approved" if yes else "refused"
        try:
            self.outcome = await self.does() if yes else ""
        finally:
            self.answered.set()


@dataclass
class Phones:
    off: set[str] = field(default_factory=set)
    _asked: dict[str, list[Question]] = field(default_factory=dict)

    def ask(
        self,
        holder: Holder,
        *,
        who: str,
        text: str,
        until: dt.datetime,
        does: Callable[[], Awaitable[str]],
        code: str = "",
    ) -> Question:
        question = Question(secrets.token_urlsafe(16), holder, who, text, code, until, does)
        self._asked[holder.person.key] = [*self.of(holder), question][-MOST:]
        return question

    def of(self, holder: Holder) -> list[Question]:
        """The newest last."""
        since = clock.now() - KEPT
        return [one for one in self._asked.get(holder.person.key, ()) if one.until > since]

    def question(self, holder: Holder, name: str) -> Question | None:
        return next((one for one in self.of(holder) if one.id == name), None)

    def is_on(self, holder: Holder) -> bool:
        return holder.person.key not in self.off

    def switch(self, holder: Holder) -> None:
        self.off ^= {holder.person.key}
