"""Attestations as rows of a form: the holder's own, as long as they are in force; nobody searches for a number."""

from __future__ import annotations

import datetime as dt

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Site
from xidmet.registers.issued_rows import IssuedRows
from xidmet.store import issued

from tests.core.certificate import certificate


async def test_only_the_holder_finds_it_and_only_while_it_is_in_force(site: Site, leyla: Actor) -> None:
    number = (await certificate(site, leyla)).issued
    assert number
    made = await issued.by_number(number)
    assert made is not None
    service = site.catalogue.services[made.service]
    rows = IssuedRows(service.attestations()[0])
    assert [vars(row)["number"] for row in await rows.about(made.holder)] == [number]
    assert await rows.about("p:0000000") == []
    assert (await rows.search(number, 20), await rows.by_keys([number]), await rows.some(20)) == ([], [], [])
    await issued.end(made.case, clock.now() + dt.timedelta(seconds=1), "revoke")
    assert await rows.about(made.holder) == []
