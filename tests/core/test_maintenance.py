"""What an operator does at a terminal to a site that is running."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from xidmet.cases import open_site
from xidmet.settings import Settings
from xidmet.store import effects, transaction
from xidmet.store.tables import Effect, SignIn

from tests.commands import Done, demo
from tests.ui.answered import text, words
from tests.ui.browser import Browser, portal_on

PAGE = "/account/sessions"


async def run(settings: Settings, *arguments: str) -> Done:
    """Beside the portal, in a process of its own, on the same store; the portal goes on, or it would keep its locks."""
    more = {"XIDMET_DATABASE": settings.database} if settings.database else {}
    return await asyncio.to_thread(partial(demo, *arguments, data=settings.data, **more))


async def is_in(browser: Browser) -> bool:
    return (await browser.get(PAGE)).status_code == 200


async def test_sessions_are_ended_of_one_and_of_everybody(settings: Settings) -> None:
    async with portal_on(settings) as portal:
        first, second, kamran = [await portal.signed_in(one) for one in ("leyla", "leyla", "kamran")]
        told = await run(settings, "sessions", "end", "Leyla@numune.example ")
        assert (told.returncode, told.stdout) == (0, "2 session(s) ended.\n"), told.stderr
        assert '"event": "sessions ended by the operator"' in told.stderr and "leyla" not in told.stderr.lower()
        assert [await is_in(one) for one in (first, second, kamran)] == [False, False, True]
        again = await portal.signed_in("leyla")
        assert text("Session ended by the operator of the portal") in words(await again.get(PAGE))
        assert (await run(settings, "sessions", "end", "--everybody")).stdout == "2 session(s) ended.\n"
        assert [await is_in(one) for one in (again, kamran)] == [False, False]
        assert await SignIn.count().where(SignIn.kind == "ended by operator") == 4


@pytest.mark.parametrize(
    ("asked", "status"), [((), 2), (("leyla@numune.example", "--everybody"), 2), (("nobody@numune.example",), 1)]
)
async def test_whose_sessions_must_be_said(embedded: Settings, asked: tuple[str, ...], status: int) -> None:
    async with portal_on(embedded) as portal:
        leyla = await portal.signed_in("leyla")
        told = await run(embedded, "sessions", "end", *asked)
        assert told.returncode == status and told.stderr and "Traceback" not in told.stderr
        assert await is_in(leyla)


async def test_what_was_given_up_is_listed_and_tried_again(embedded: Settings) -> None:
    assert (await run(embedded, "effects")).stdout == "0 effect(s) given up, 0 waiting.\n"
    async with open_site(embedded):
        async with transaction():
            names = [str(await effects.write_effect("sweep", {}, once)) for once in ("one", "two")]
        await Effect.update({Effect.state: "dead", Effect.error: "no such server", Effect.attempts: 10}, force=True)
        listed = await run(embedded, "effects")
        assert listed.returncode == 1 and all(name in listed.stdout for name in names)
        assert listed.stdout.count("no such server") == 2 and "2 effect(s) given up" in listed.stdout
        wrong = await run(embedded, "effects", "--revive", names[0], "--revive", "x")
        assert wrong.returncode == 1 and "x is no effect" in wrong.stderr and wrong.stdout.startswith("1 effect(s)")
        assert await effects.counts() == {"dead": 1, "pending": 1}
        assert (await run(embedded, "effects", "--revive", "all")).returncode == 0
        assert await effects.counts() == {"pending": 2}
        assert {row["attempts"] for row in await Effect.select()} == {0}
