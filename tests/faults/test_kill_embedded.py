"""On one machine: kill -9 between the commit and the delivery loses nothing, and nothing is done as if it were new."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from xidmet.settings import Settings

from tests.core.certificate import token
from tests.faults.deployment import Deployment, confirmed, deployed
from tests.faults.mail_server import MailServer, Step, mail_server
from tests.ui.browser import Browser

LETTERS = 2  # the notice, and the copy with the PDF


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async with mail_server() as server:
        yield server


@pytest.fixture
def deployment(embedded: Settings, mail: MailServer) -> Iterator[Deployment]:
    made = deployed(embedded, mail=mail.address)
    yield made
    made.stop()


# Before a letter is taken: it arrives once. Afterwards: again, under the same name. With the answer already given, the
# worker may just have written it down.
POINTS: list[tuple[Step, set[int]]] = [("greeting", {1}), ("letter", {2}), ("goodbye", {1, 2})]


@pytest.mark.parametrize(("step", "times"), POINTS)
async def test_killed_in_the_middle_of_a_delivery(
    deployment: Deployment, mail: MailServer, step: Step, times: set[int]
) -> None:
    mail.hold = step
    web = deployment.serve()
    await confirmed(deployment, token())
    await mail.holds(LETTERS)
    web.kill()
    mail.let_go()
    await deployment.leases_run_out()
    deployment.serve()
    await deployment.settled()
    assert len(mail.times()) == LETTERS and set(mail.times().values()) <= times
    assert await deployment.states("effect") == {"done"}
    assert await deployment.states("message") == {"sent", "delivered"}


async def test_what_was_acknowledged_survives_at_once(deployment: Deployment, mail: MailServer) -> None:
    once = token()
    web = deployment.serve()
    number = await confirmed(deployment, once)
    web.kill()
    await deployment.leases_run_out()
    deployment.serve()
    assert await deployment.rows(f"SELECT state FROM case_ WHERE number = '{number}'") == [("active",)]
    async with deployment.visitor() as client:
        person = await Browser(client).sign_in("leyla")
        again = await person.confirm(number, once=once)
    assert again.headers["location"] == f"/cases/{number}?done=confirm"
    await deployment.settled()
    assert len(mail.times()) == LETTERS and await deployment.states("effect") == {"done"}
    assert await deployment.rows("SELECT COUNT(*) FROM issued") == [(1,)]


async def test_stopped_politely_it_gives_back_what_is_in_hand(deployment: Deployment, mail: MailServer) -> None:
    mail.hold = "greeting"
    web = deployment.serve()
    await confirmed(deployment, token())
    await mail.holds(LETTERS)
    web.stop()
    mail.let_go()
    assert await deployment.rows("SELECT COUNT(*) FROM effect WHERE lease_until IS NOT NULL") == [(0,)]
    deployment.serve()
    await deployment.settled()
    assert sorted(mail.times().values()) == [1] * LETTERS


async def test_a_copy_of_ones_data_is_made_by_whoever_comes_after(deployment: Deployment) -> None:
    web = deployment.serve()
    async with deployment.visitor() as client:
        person = await Browser(client).sign_in("leyla")
        await person.get("/account/data")
        assert (await person.post("/account/data")).status_code == 303
    web.kill()
    await deployment.leases_run_out()
    deployment.serve()
    await deployment.settled()
    assert await deployment.states("data_copy") == {"ready"}
    assert await deployment.rows("SELECT COUNT(*) FROM document WHERE media_type = 'application/zip'") == [(1,)]
