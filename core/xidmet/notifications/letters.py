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
from xidmet.settings import Settings
from xidmet.store.messages import Told

SIGNED_OFF = _(
    "This is an automatic message; nobody reads answers to it. Official sites end in .gov.az: look at the address bar."
)


def letter(settings: Settings, told: Told, once: str, attachment: tuple[str, bytes] | None) -> EmailMessage:
    """once: the effect's own key; it makes the Message-ID, so that a repeat is recognised as the same letter."""
    mail = EmailMessage()
    mail["From"] = _address(settings.mail_from)
    mail["To"] = _address(told.address)
    mail["Subject"] = told.subject
    mail["Date"] = format_datetime(clock.local(clock.now()))
    mail["Message-ID"] = f"<{once.replace(':', '.')}@{urlsplit(settings.address).hostname or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = told.language
    link = f"{settings.address}{told.link}" if told.link else ""
    last = translator(told.language).text(SIGNED_OFF)
    mail.set_content("\n\n".join(part for part in (told.text, link, "-- \n" + last) if part))
    mail.add_alternative(_page(told, link, last), subtype="html")
    if attachment:
        mail.add_attachment(attachment[1], maintype="application", subtype="pdf", filename=attachment[0])
    return mail


def _address(text: str) -> Address:
    name, address = parseaddr(text)
    return Address(display_name=name, addr_spec=address)


def _page(told: Told, link: str, last: str) -> str:
    text = html.escape(told.text).replace("\n", "<br>")
    anchor = f'<p><a href="{html.escape(link)}">{html.escape(link)}</a></p>' if link else ""
    return (
        f'<!doctype html><html lang="{told.language}"><meta charset="utf-8"><title>{html.escape(told.subject)}</title>'
        f"<body><p>{text}</p>{anchor}<hr><p><small>{html.escape(last)}</small></p></body></html>"
    )
