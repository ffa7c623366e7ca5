"""kill -9 in the middle of a list: what was done stays done, the rest is done by whoever comes after, each once."""

from __future__ import annotations

import asyncio

from xidmet.cases import Site, lists

from tests.core.mandates import actor
from tests.faults.deployment import PATIENCE, Deployment
from tests.lists import checked
from tests.roster_site import entered

PEOPLE = 260
MADE = "SELECT COUNT(*) FROM move_list_item WHERE state = 'made'"


async def test_killed_between_two_rows(site: Site, deployment: Deployment) -> None:
    rashad = await actor("rashad", acting=True)
    numbers = [await entered(site, rashad, n) for n in range(PEOPLE)]
    found = await checked(site, rashad, numbers, "cancel")
    await lists.make_ready(site, rashad, found, "en")
    web = deployment.serve()
    async with asyncio.timeout(PATIENCE):
        while not (await deployment.rows(MADE))[0][0]:
            await asyncio.sleep(0.005)
    web.kill()
    ((done,),) = await deployment.rows(MADE)
    assert 0 < done < PEOPLE, "too fast to be killed in the middle: make PEOPLE more"
    await deployment.leases_run_out()
    deployment.serve()
    await deployment.settled()
    assert await deployment.rows(MADE) == [(PEOPLE,)]
    assert await deployment.rows("SELECT DISTINCT state, version FROM case_ WHERE service = 'passes'") == [
        ("cancelled", 4)
    ]
    assert await deployment.states("move_list") == {"done"}
    about = "SELECT COUNT(*) FROM message WHERE channel = 'inbox' AND link LIKE '%/lists/%'"
    assert await deployment.rows(about) == [(1,)]
