"""A message as an e-mail (RFC 5322): plain text first, simple HTML beside it, the PDF attached where promised."""

from __future__ import annotations

import html
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from xidmet import clock
from xidmet.contract.texts import _
from xidmet.language import translator
from xidmet.notifications.channels import Undeliverable
from xidmet.settings import Settings
from xidmet.store.messages import Told

SIGNED_OFF = _(
    "This is an automatic message; nobody reads answers to it. Official sites end in .gov.az: look at the address bar."
)


def letter(settings: Settings, told: Told, once: str, attachment: tuple[str, bytes] | None) -> EmailMessage:
    """once: the effect's own key; it makes the Message-ID, so that a repeat is recognised as the same letter.

    Raises Undeliverable for an address that is none.
    """
    mail = EmailMessage()
    mail["From"] = _address(settings.mail_from)
    mail["To"] = _address(told.address)
    mail["Subject"] = " ".join(told.subject.split())  # a line's end would begin another header
    mail["Date"] = format_datetime(clock.local(clock.now()))
    mail["Message-ID"] = f"<{once.replace(':', '.')}@{urlsplit(settings.address).hostname or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    link = f"{settings.address}{told.link}" if told.link else ""
    last = translator(told.language).text(SIGNED_OFF)
    mail.set_content("\n\n".join(part for part in (told.text, link, "-- \n" + last) if part))
    mail.add_alternative(_page(told, link, last), subtype="html")
    if attachment:
        mail.add_attachment(attachment[1], maintype="application", subtype="pdf", filename=attachment[0])
    mail["Content-Language"] = told.language  # last: each further part would take it down into the first one
    return mail


def _address(text: str) -> Address:
    """A domain is written in ASCII, for few servers know other letters there; a name before it stays as it is."""
    name, address = parseaddr(text)
    local, _at, domain = address.rpartition("@")
    try:
        return Address(name, *_whole(local, domain.encode("idna").decode("ascii")))
    except ValueError as wrong:
        raise Undeliverable("553 5.1.3 this is no e-mail address") from wrong


def _whole(local: str, domain: str) -> tuple[str, str]:
    if not local or not domain:
        raise ValueError("half of an address")
    return local, domain


def _page(told: Told, link: str, last: str) -> str:
    text = html.escape(told.text).replace("\n", "<br>")
    anchor = f'<p><a href="{html.escape(link)}">{html.escape(link)}</a></p>' if link else ""
    return (
        f'<!doctype html><html lang="{told.language}"><meta charset="utf-8"><title>{html.escape(told.subject)}</title>'
        f"<body><p>{text}</p>{anchor}<hr><p><small>{html.escape(last)}</small></p></body></html>"
    )
