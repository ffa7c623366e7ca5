"""A notice -> messages: to the inbox and the e-mail of those it is for, in their own language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.contract.fields import Field, Text
from xidmet.contract.form import Form
from xidmet.language import Translator, translator
from xidmet.notifications.sms import TEXT as SMS_TEXT
from xidmet.store import accounts, sms_numbers, transaction
from xidmet.store.accounts import Person
from xidmet.store.bound import is_unique_violation
from xidmet.store.effects import write_effect
from xidmet.store.messages import Told, add


@dataclass(frozen=True)
class Occasion:
    """What a notice is about. values: what fills its {names}, given the reader's translator; link: path of a page.

    once: key of the effect that asked for it; every message's key begins with it, so a repeat writes nothing new.
    wording: by language, what the agency says in place of the text. below: what stands under it all the same.
    """

    case: UUID
    domain: str
    title: str
    text: str
    link: str
    language: str
    once: str
    issued: UUID | None
    values: Mapping[str, Any]
    wording: Mapping[str, str] = field(default_factory=dict)
    below: Callable[[Translator], str] | None = None


@dataclass(frozen=True)
class Reader:
    """Somebody to tell. party "" or address "": that way is not open."""

    party: str
    address: str
    language: str
    number: str = ""  # for SMS: confirmed, and wanted


async def tell(occasion: Occasion, readers: list[Reader]) -> int:
    """Write the messages and their deliveries; how many. Again for the same occasion: nothing new."""
    wanted = [message for reader in readers for message in messages(occasion, reader)]
    try:
        async with transaction():
            for place, message in enumerate(wanted):
                await add(message)
                once = f"{occasion.once}:{place}"
                await write_effect("deliver", {"message": str(message.id)}, once, case=occasion.case)
    except Exception as error:
        if not is_unique_violation(error):
            raise
        return 0  # told before, by a worker that was killed before it could say so
    return len(wanted)


def messages(occasion: Occasion, reader: Reader) -> list[Told]:
    """What one reader is told, each way."""
    words = translator(reader.language, occasion.domain)
    subject, text = words.text(occasion.title), _filled(occasion, words)
    ways = [("inbox", "", text)] if reader.party else []
    ways += [("email", reader.address, text)] if reader.address else []
    ways += [("sms", reader.number, words.text(SMS_TEXT))] if reader.number else []
    return [
        Told(
            id=uuid4(),
            case=occasion.case,
            party=reader.party,
            channel=channel,
            address=address,
            subject=subject,
            text=said,
            link=occasion.link if reader.party else "",
            language=reader.language,
            issued=occasion.issued if channel != "sms" else None,
            state="waiting",
            reason="",
            created_at=clock.now(),
            sent_at=None,
            read_at=None,
        )
        for channel, address, said in ways
    ]


def _filled(occasion: Occasion, words: Translator) -> str:
    values = {name: value(words) if callable(value) else value for name, value in occasion.values.items()}
    text = occasion.wording.get(words.language) or occasion.text
    said = words.text(text, **{"number": "", **values})
    below = occasion.below(words) if occasion.below else ""
    return f"{said}\n\n{below}" if below else said


async def readers_of_party(party: str, language: str, service: str = "") -> list[Reader]:
    """The accounts behind a party: the person, or everybody who may act for the organisation in this service."""
    kind, _sep, key = party.partition(":")
    if kind == "o":
        people = await accounts.mandated(key, clock.now(), service)
        inbox = [Reader(party, "", people[0].language if people else language)]
        return inbox + [Reader("", person.email, person.language) for person in people]
    found = await accounts.by_fin(key) if kind == "p" else await accounts.person(UUID(key))
    return [await _reader(party, found)] if found else [Reader(party, "", language)]


async def _reader(party: str, person: Person) -> Reader:
    """SMS are for a person's own cases: an organisation has many, and many people who act for it."""
    return Reader(party, person.email, person.language, await sms_numbers.confirmed(person.id))


async def readers_of_answer(field: Field[Any], value: Any, language: str) -> list[Reader]:
    """A typed e-mail address; or a chosen organisation: its people, and its address in the register."""
    if isinstance(value, Form):
        known = vars(value)
        readers = await readers_of_party(f"o:{known['voen']}", language) if known.get("voen") else []
        reached = {reader.address for reader in readers}
        address = str(known.get("email") or "")
        return readers + ([Reader("", address, language)] if address and address not in reached else [])
    if value and isinstance(field, Text) and field.format == "email":
        return [Reader("", str(value), language)]
    return []
