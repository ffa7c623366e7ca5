"""The same as one by one also in a service that knows nothing of lists: a certificate is ended."""

from __future__ import annotations

import datetime as dt

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Site, move
from xidmet.cases.many import Result, move_many

from tests.core.certificate import SLUG, UNTIL, certificate, token
from tests.core.many import breaks, rows_about, version

NOBODY = "no FIN of theirs"  # both are one person's


async def both(site: Site, mover: Actor | None, name: str, one: str, other: str) -> None:
    before = await version(site, one)
    assert await rows_about(one, NOBODY) == await rows_about(other, NOBODY)
    await move(site, mover, one, name, version=before, token=token() if mover else "")
    tokens = [token() if mover else ""]
    done = await move_many(site, mover, SLUG, name, [(other, before)], tokens=tokens, asked={}, signed=None)
    assert done == [Result(other, True)]
    assert await rows_about(one, NOBODY) == await rows_about(other, NOBODY)
    assert await breaks() == []


async def test_a_certificate_is_deactivated_alike(site: Site, leyla: Actor) -> None:
    one, other = [(await certificate(site, leyla)).case.number for _which in (1, 2)]
    await both(site, leyla, "deactivate", one, other)


async def test_a_certificate_runs_out_alike(site: Site, leyla: Actor) -> None:
    one, other = [(await certificate(site, leyla)).case.number for _which in (1, 2)]
    clock.advance(dt.timedelta(days=(UNTIL - clock.today()).days + 2))
    await both(site, None, "expire", one, other)
