"""Lines to the database and to the mail server: what must be encrypted is not sent in clear instead."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from xidmet.notifications import channels
from xidmet.settings import Settings
from xidmet.store import open_store

from tests.faults.mail_server import mail_server


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
async def test_a_database_that_must_be_asked_over_tls_is_not_asked_otherwise(settings: Settings) -> None:
    """The server of the tests speaks no TLS, so that this line can't come about."""
    store = await open_store(settings)
    await store.close()
    with pytest.raises(ConnectionError, match="SSL"):
        await open_store(settings.model_copy(update={"database": f"{settings.database}?sslmode=require"}))


async def test_the_password_of_the_mail_server_is_not_sent_in_clear(embedded: Settings) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@numune.example", "b@numune.example", "Sınaq"
    mail.set_content("Sınaq")
    async with mail_server() as server:
        address = server.address.replace("//", "//portal:secret@")
        with pytest.raises(channels.NotNow, match="STARTTLS"):
            await channels.send(embedded.model_copy(update={"mail": address}), mail)
        assert server.arrived == []
