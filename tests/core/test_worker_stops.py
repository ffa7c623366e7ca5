"""A worker that is told to stop does so, whatever it was about to do in that moment."""

from __future__ import annotations

import asyncio

import pytest
from xidmet.cases.site import open_site
from xidmet.jobs import Worker
from xidmet.settings import Settings

PATIENCE = 240.0  # seconds, after which a worker that goes on is a failure


@pytest.mark.parametrize("steps", range(8))
async def test_it_stops_although_it_was_woken_in_the_same_moment(embedded: Settings, steps: int) -> None:
    """steps: of the event loop, between the two."""
    async with open_site(embedded) as site:
        worker = Worker(site)
        running = asyncio.create_task(worker.run())
        await asyncio.sleep(0.3)
        worker.wake()
        for _step in range(steps):
            await asyncio.sleep(0)
        running.cancel()
        _done, still = await asyncio.wait([running], timeout=PATIENCE)
        for task in still:  # again, so that a failure does not become a test that never ends
            task.cancel()
        assert not still
