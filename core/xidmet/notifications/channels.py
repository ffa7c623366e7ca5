"""Where letters leave: a mail server, or the mailbox page of a demonstration."""

from __future__ import annotations

import asyncio
import contextlib
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from xidmet import clock
from xidmet.settings import Settings
from xidmet.store import mailbox

TIMEOUT = 20.0  # seconds for one step of a delivery
TOO_LARGE = 552
GOODBYE = 2.0  # seconds; meanwhile nobody knows yet that the letter has left
WHOLE = 40.0  # seconds for all of it: a server that drips its answers holds nobody up


class Undeliverable(Exception):
    """The receiving side refuses this letter for good; trying again is no use."""


class NotNow(Exception):
    """The letter could not be handed over this time."""


async def send(settings: Settings, mail: EmailMessage) -> None:
    """Hand a letter over. Raises Undeliverable when it is refused for good, NotNow when it may go later."""
    if not settings.mail:
        await _into_mailbox(mail)
        return
    try:
        async with asyncio.timeout(WHOLE):
            await _to_server(settings.mail, mail)
    except aiosmtplib.SMTPNotSupported as unable:
        raise Undeliverable("553 5.6.7 the address has letters that the mail server does not know") from unable
    except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPResponseException) as refused:
        raise (Undeliverable if _for_good(refused) else NotNow)(_said(refused)) from refused
    except (OSError, aiosmtplib.SMTPException) as trouble:
        raise NotNow(f"{type(trouble).__name__}: {trouble}") from trouble


async def _to_server(address: str, mail: EmailMessage) -> None:
    server = urlsplit(address)
    client = aiosmtplib.SMTP(
        hostname=server.hostname or "127.0.0.1",
        port=server.port or (465 if server.scheme == "smtps" else 25),
        username=unquote(server.username) if server.username else None,
        password=unquote(server.password) if server.password else None,
        use_tls=server.scheme == "smtps",
        start_tls=True if server.username and server.scheme == "smtp" else None,  # no password goes out in clear
        timeout=TIMEOUT,
    )
    try:
        await client.connect()
        await client.send_message(mail)
        with contextlib.suppress(OSError, aiosmtplib.SMTPException):  # the letter is theirs, whatever they answer now
            await client.quit(timeout=GOODBYE)
    finally:
        client.close()


def _for_good(refused: aiosmtplib.SMTPException) -> bool:
    """5xx means for good, 4xx not yet (RFC 5321, 4.2.1); a text may hold other numbers, so only the code counts.

    Only when it is about this letter: that the portal itself is refused (its sender, its password) will be mended.
    """
    if isinstance(refused, aiosmtplib.SMTPSenderRefused):
        return refused.code == TOO_LARGE
    about_it = isinstance(refused, aiosmtplib.SMTPRecipientsRefused | aiosmtplib.SMTPDataError)
    return about_it and all(500 <= code <= 599 for code, _text in _answers(refused))


def _said(refused: aiosmtplib.SMTPException) -> str:
    return "; ".join(f"{code} {' '.join(text.split())}" for code, text in _answers(refused))


def _answers(refused: aiosmtplib.SMTPException) -> list[tuple[int, str]]:
    if isinstance(refused, aiosmtplib.SMTPRecipientsRefused):
        return [(one.code, one.message) for one in refused.recipients]
    return [(refused.code, refused.message)] if isinstance(refused, aiosmtplib.SMTPResponseException) else []


async def _into_mailbox(mail: EmailMessage) -> None:
    await mailbox.put(
        mailbox.Letter(
            str(mail["Message-ID"]).strip("<>"), str(mail["To"]), str(mail["Subject"]), clock.now(), mail.as_bytes()
        )
    )
