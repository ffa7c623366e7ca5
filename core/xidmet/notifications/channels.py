"""Where letters leave: a mail server, or the mailbox page of a demonstration."""

from __future__ import annotations

import re
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from xidmet import clock
from xidmet.settings import Settings
from xidmet.store import mailbox

TIMEOUT = 20.0  # seconds for a whole delivery
# Never given up for good reason: the address itself is refused, or the letter is.
PERMANENT = (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPDataError)


class Undeliverable(Exception):
    """The receiving side refuses this letter for good; trying again is no use."""


async def send(settings: Settings, mail: EmailMessage) -> None:
    """Hand a letter over. Raises Undeliverable when refused for good, OSError and the like when it may go later."""
    if not settings.mail:
        await _into_mailbox(mail)
        return
    server = urlsplit(settings.mail)
    try:
        await aiosmtplib.send(
            mail,
            hostname=server.hostname or "127.0.0.1",
            port=server.port or (465 if server.scheme == "smtps" else 25),
            username=unquote(server.username) if server.username else None,
            password=unquote(server.password) if server.password else None,
            use_tls=server.scheme == "smtps",
            timeout=TIMEOUT,
        )
    except PERMANENT as refused:
        if _for_good(refused):
            raise Undeliverable(str(refused)) from refused
        raise


def _for_good(refused: Exception) -> bool:
    """5xx means for good, 4xx not yet (RFC 5321, 4.2.1)."""
    codes = re.findall(r"\b([45]\d\d)\b", str(refused))
    return bool(codes) and all(code.startswith("5") for code in codes)


async def _into_mailbox(mail: EmailMessage) -> None:
    await mailbox.put(
        mailbox.Letter(
            str(mail["Message-ID"]).strip("<>"), str(mail["To"]), str(mail["Subject"]), clock.now(), mail.as_bytes()
        )
    )
