"""Messages about no case: letters about an account, and what goes to somebody's inbox and e-mail, or to an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from xidmet import clock
from xidmet.language import translator
from xidmet.store.accounts import Person
from xidmet.store.effects import write_effect
from xidmet.store.messages import Told, add


@dataclass(frozen=True)
class Addressee:
    """party: whose inbox, "" for none. address: "" for no e-mail."""

    party: str
    address: str
    language: str


async def send_directly(
    to: Addressee, subject: str, text: str, link: str, once: str, secret: bool = False, /, **values: object
) -> None:
    """Inside the caller's transaction. subject, text: msgids; values fill the text. link: path of a page.

    once: at most 150 signs, another one for each message that is meant. secret: the link opens something; it is
    forgotten once the letter has left.
    """
    await _send(to, subject, text, link, once, values, {"secret": True} if secret else {})


async def send_account_letter(
    person: Person, subject: str, text: str, link: str, once: str, *, last: bool = False, **values: object
) -> None:
    """A letter about the account itself, such as the link that confirms it; inside the caller's transaction.

    subject, text: msgids. link: path; forgotten once the letter has left. last: the account is no more, so the whole
    letter is. Nobody is written to without an address.
    """
    to, more = Addressee("", person.email, person.language), {"last": True} if last else {}
    await _send(to, subject, text, link, once, values, {"secret": True, **more})


async def _send(
    to: Addressee, subject: str, text: str, link: str, once: str, values: Mapping[str, object], more: dict[str, Any]
) -> None:
    """more: what the effect says beside the message."""
    words = translator(to.language)
    ways = [("inbox", "")] if to.party else []
    ways += [("email", to.address)] if to.address else []
    for channel, address in ways:
        told = Told(
            id=uuid4(),
            case=None,
            party=to.party,
            channel=channel,
            address=address,
            subject=words.text(subject),
            text=words.text(text, **values),
            link=link,
            language=to.language,
            issued=None,
            state="waiting",
            reason="",
            created_at=clock.now(),
            sent_at=None,
            read_at=None,
        )
        await add(told)
        await write_effect("deliver", {"message": str(told.id), **more}, f"{once}:{channel}")
