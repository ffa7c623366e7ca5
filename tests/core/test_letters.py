"""Letters: one name however often they are sent, headers that nobody can add to, an end for an address that is none."""

from __future__ import annotations

import datetime as dt
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import uuid4

import pytest
from xidmet import clock
from xidmet.cases import Site
from xidmet.notifications import deliver, give_up, send_account_letter
from xidmet.notifications.channels import Undeliverable
from xidmet.notifications.letters import letter
from xidmet.settings import Settings
from xidmet.store import accounts, effects, mailbox, messages, transaction
from xidmet.store.messages import Told

PORTAL = "https://e-xidmet.elektron-hokumet.example.gov.az"
ONCE = f"notice:{uuid4()}:3:0:1"
LINK = "/sign-up/confirm/opens-an-account"


def told(**more: object) -> Told:
    given = {
        "id": uuid4(),
        "case": None,
        "party": "",
        "channel": "email",
        "address": "leyla@numune.example",
        "subject": "İş yerinə dair arayış",
        "text": "Salam, Leyla!",
        "link": "/cases/2026-1",
        "language": "az",
        "issued": None,
        "state": "waiting",
        "reason": "",
        "created_at": clock.now(),
        "sent_at": None,
        "read_at": None,
    }
    return Told(**{**given, **more})  # type: ignore[arg-type]


def made(settings: Settings, **more: object) -> EmailMessage:
    """As it goes over the wire, and as its receiver reads it."""
    portal = settings.model_copy(update={"address": PORTAL})
    sent = letter(portal, told(**more), ONCE, ("A.pdf", b"%PDF-1.7"))
    arrived = message_from_bytes(sent.as_bytes(policy=policy.SMTP), policy=policy.default)
    assert isinstance(arrived, EmailMessage)
    return arrived


def test_a_repeat_bears_the_same_name(embedded: Settings) -> None:
    first = made(embedded)
    clock.advance(dt.timedelta(hours=3))
    again = made(embedded)
    assert first["Message-ID"] == again["Message-ID"] == f"<{ONCE.replace(':', '.')}@{PORTAL.removeprefix('https://')}>"
    assert [part.get_content() for part in first.walk() if not part.is_multipart()] == [
        part.get_content() for part in again.walk() if not part.is_multipart()
    ]


EVIL = "x\r\nBcc: evil@evil.example\r\n\r\n<script>alert(1)</script>"


@pytest.mark.parametrize("where", ["subject", "address", "text", "link"])
def test_nobody_adds_a_header(embedded: Settings, where: str) -> None:
    values = {"address": f"leyla@numune.example{EVIL}"} if where == "address" else {where: EVIL}
    try:
        mail = made(embedded, **values)
    except Undeliverable:
        assert where == "address"
        return
    assert mail["Bcc"] is None and len(mail["To"].addresses) == 1
    page = mail.get_body(("html",))
    assert page is not None and "<script>" not in page.get_content()


@pytest.mark.parametrize("address", ["", "leyla", "@numune.example", "leyla@", "leyla@numune..example", "a@b@c@"])
async def test_an_address_that_is_none_ends_its_letter(site: Site, address: str) -> None:
    """Such ones come from registers kept elsewhere. There is nothing to be tried again."""
    wrong = told(address=address)
    await messages.add(wrong)
    await deliver(site.settings, wrong.id, ONCE, nothing)
    after = await messages.message(wrong.id)
    assert after and (after.state, after.reason) == ("failed", "553 5.1.3 this is no e-mail address")


async def nothing(wanted: object) -> tuple[str, bytes]:
    raise AssertionError("nothing is attached")


def test_a_domain_with_other_letters_is_written_in_ascii(embedded: Settings) -> None:
    receiver = made(embedded, address="info@şirkət.az")["To"].addresses[0]
    assert receiver.domain.startswith("xn--") and receiver.domain.encode().decode("idna") == "şirkət.az"


async def test_what_was_read_before_it_was_delivered_stays_read(site: Site) -> None:
    message = told(channel="inbox", party="p:1", address="")
    await messages.add(message)
    await messages.mark_read(message.id, "p:1", None, clock.now())
    await messages.set_state(message.id, "delivered", clock.now())
    after = await messages.message(message.id)
    assert after and after.state == "read"


async def secret_letter(site: Site) -> Told:
    person = await accounts.by_demo_key("leyla")
    assert person is not None
    async with transaction():
        await send_account_letter(person, "Complete your registration", "Open it.", LINK, "confirm:x")
    (effect,) = await effects.claim(1, dt.timedelta(minutes=1))
    message = await messages.message(effect.payload["message"])
    assert message and message.link == LINK and effect.payload["secret"]
    return message


@pytest.mark.parametrize("before", ["", "sent"])
async def test_a_secret_link_is_forgotten_once_it_has_left(site: Site, before: str) -> None:
    """Also when the worker was killed between the two, and it had left already."""
    message = await secret_letter(site)
    if before:
        await messages.set_state(message.id, before, clock.now())
    for _time in range(2):
        await deliver(site.settings, message.id, "confirm:x", nothing, secret=True)
    after = await messages.message(message.id)
    assert after and (after.state, after.link, after.text) == ("sent", "", "")
    letters = await mailbox.letters()
    assert len(letters) == (0 if before else 1), "never an empty one"


async def test_a_secret_letter_that_was_refused_is_not_sent_empty(site: Site) -> None:
    message = await secret_letter(site)
    await give_up(message.id)
    await messages.forget_link(message.id)
    await deliver(site.settings, message.id, "confirm:x", nothing, secret=True)
    assert await mailbox.letters() == []


async def test_one_given_up_can_be_tried_again_and_one_that_arrived_cannot_fail(site: Site) -> None:
    message = told()
    await messages.add(message)
    await give_up(message.id)
    failed = await messages.message(message.id)
    await deliver(site.settings, message.id, ONCE, nothing)
    await give_up(message.id)
    sent = await messages.message(message.id)
    assert failed and sent and (failed.state, sent.state) == ("failed", "sent")
    assert [arrived.to for arrived in await mailbox.letters()] == ["leyla@numune.example"]
