"""A real SMTP server on loopback that remembers what arrived, and can keep whoever delivers waiting, or refuse it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Literal

from aiosmtpd.smtp import SMTP

from tests import servers

PATIENCE = 240.0  # seconds; only against waiting for ever
OK = "250 OK"
Step = Literal["greeting", "letter", "goodbye", "nothing"]


@dataclass
class MailServer:
    """hold: the step whose answer is not given. refuse: what is answered instead, to which step.

    A letter has arrived when all of it is here, answered or not: that is when a receiver would pass it on.
    """

    port: int
    hold: Step = "nothing"
    refuse: dict[str, str] = field(default_factory=dict)
    arrived: list[EmailMessage] = field(default_factory=list)
    tries: int = 0
    _held: int = 0
    _released: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def times(self) -> Counter[str]:
        """How often each letter arrived, by its Message-ID."""
        return Counter(str(mail["Message-ID"]) for mail in self.arrived)

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, "127.0.0.1", self.port)

    def _protocol(self) -> SMTP:
        return SMTP(self, hostname="mail.example", enable_SMTPUTF8=False)

    async def stop(self) -> None:
        """From now on nobody listens."""
        self._released.set()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def holds(self, many: int) -> None:
        """Until so many wait for an answer."""
        async with asyncio.timeout(PATIENCE):
            while self._held < many:
                await asyncio.sleep(0.01)

    def let_go(self) -> None:
        self.hold, self._held = "nothing", 0
        self._released.set()
        self._released = asyncio.Event()

    async def _waits_at(self, step: Step) -> None:
        if self.hold == step:
            self._held += 1
            await self._released.wait()

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, host: str, said: list[str]) -> list[str]:
        self.tries += 1
        await self._waits_at("greeting")
        session.host_name = host
        return [self.refuse["EHLO"]] if "EHLO" in self.refuse else said

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, sender: str, options: list[str]) -> str:
        envelope.mail_from = sender
        return self.refuse.get("MAIL", OK)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, receiver: str, options: list[str]) -> str:
        if "RCPT" not in self.refuse:
            envelope.rcpt_tos.append(receiver)
        return self.refuse.get("RCPT", OK)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if "DATA" in self.refuse:
            return self.refuse["DATA"]
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.arrived.append(mail)
        await self._waits_at("letter")
        return OK

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        await self._waits_at("goodbye")
        return "221 Bye"


@asynccontextmanager
async def mail_server(port: int = 0) -> AsyncIterator[MailServer]:
    server = MailServer(port or servers.free_port())
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
