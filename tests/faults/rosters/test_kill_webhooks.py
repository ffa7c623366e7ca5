"""kill -9 after a message has left and before anybody wrote so: the same message comes again, under the same id."""

from __future__ import annotations

import asyncio

from xidmet.cases import Site, events, webhooks
from xidmet.cases.webhooks import Wanted

from tests.core.certificate import token
from tests.core.mandates import VOEN, actor
from tests.faults.deployment import LONG_AGO, PATIENCE, Deployment
from tests.receivers import SILENT, Receiver, receiving
from tests.roster_site import entered


async def came(receiver: Receiver, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while len(receiver.got) < count:
            await asyncio.sleep(0.01)


async def test_killed_while_the_receiver_has_it(site: Site, deployment: Deployment) -> None:
    aynur, rashad = await actor("aynur", acting=True), await actor("rashad", acting=True)
    async with receiving(SILENT) as receiver:
        _hook, secret = await webhooks.make(site, aynur, VOEN, Wanted(receiver.address, frozenset()), token())
        number = await entered(site, rashad, 1)
        web = deployment.serve()
        await came(receiver, 1)
        web.kill()
        other = await entered(site, rashad, 2)
        await deployment.rows(f"UPDATE webhook SET lease_until = '{LONG_AGO}'")
        deployment.serve()
        await came(receiver, 3)
    assert receiver.events == [(number, 3), (number, 3), (other, 3)]
    assert receiver.got[0].id == receiver.got[1].id and receiver.got[0].body == receiver.got[1].body
    assert all(got.is_signed_by(secret) for got in receiver.got)
    async with asyncio.timeout(PATIENCE):
        while await deployment.states("webhook_delivery") != {"sent"}:
            await asyncio.sleep(0.05)
    assert not await events.give_places()
