"""The inbox of somebody who is told much: page by page, read at once, and nobody else's."""

from __future__ import annotations

import datetime as dt
import re
from uuid import UUID, uuid4

from xidmet import clock
from xidmet.notifications.inbox import PAGE
from xidmet.store.tables import Message

from tests.core.mandates import actor
from tests.ui.answered import text, words
from tests.ui.browser import Browser, Portal

OLDER = re.compile(r'href="(/inbox\?before=[0-9a-f-]{36})"')
NEWEST = re.compile(r'name="newest" value="([0-9a-f-]{36})"')
TOLD = re.compile(r"Xəbər \d+")


async def told(party: str, count: int, since: dt.datetime) -> list[UUID]:
    """So many messages, every two of them at the same moment, as when a list is worked off."""
    ids = [uuid4() for _one in range(count)]
    rows = [
        Message(
            id=one,
            party=party,
            channel="inbox",
            subject=f"Xəbər {place}",
            state="delivered",
            created_at=since + dt.timedelta(seconds=place // 2),
        )
        for place, one in enumerate(ids)
    ]
    await Message.insert(*rows)
    return ids


async def unread(party: str) -> int:
    return await Message.count().where(Message.read_at.is_null() & (Message.party == party))


async def test_what_was_told_long_ago_is_found_page_by_page(portal: Portal, leyla_there: Browser) -> None:
    leyla = await actor("leyla")
    await told(leyla.own_party, 2 * PAGE + 1, clock.now() - dt.timedelta(days=1))
    where, seen = "/inbox", list[str]()
    for size in (PAGE, PAGE, 1):
        shown = await leyla_there.get(where)
        found = re.findall(rf"<h2[^>]*>({TOLD.pattern})", shown.text)
        assert shown.status_code == 200 and len(found) == size
        seen += found
        (where,) = OLDER.findall(shown.text) or [""]
    assert not where and len(set(seen)) == 2 * PAGE + 1, "each once, none left out"
    assert seen[0].endswith(f" {2 * PAGE}") and seen[-1] in ("Xəbər 0", "Xəbər 1")


async def test_everything_that_was_seen_is_marked_and_nothing_that_came_since(
    portal: Portal, leyla_there: Browser
) -> None:
    leyla = await actor("leyla")
    await told(leyla.own_party, PAGE + 5, clock.now() - dt.timedelta(days=1))
    (newest,) = NEWEST.findall((await leyla_there.get("/inbox")).text)
    await told(leyla.own_party, 1, clock.now())
    for _press in range(2):
        assert (await leyla_there.post("/inbox/read", {"newest": newest})).status_code == 303
        assert await unread(leyla.own_party) == 1
    assert text("New") in words(await leyla_there.get("/inbox"))


async def test_a_strangers_message_marks_nothing_and_leads_nowhere(portal: Portal, leyla_there: Browser) -> None:
    await portal.signed_in("kamran")
    leyla, kamran = await actor("leyla"), await actor("kamran")
    await told(leyla.own_party, 2, clock.now() - dt.timedelta(days=2))
    (his,) = await told(kamran.own_party, 1, clock.now())
    assert (await leyla_there.post("/inbox/read", {"newest": str(his)})).status_code == 303
    assert (await unread(leyla.own_party), await unread(kamran.own_party)) == (2, 1)
    assert len(TOLD.findall((await leyla_there.get(f"/inbox?before={his}")).text)) >= 2, "as without it"
    for path in ("/inbox?before=x", "/inbox?before=1%27--"):
        assert (await leyla_there.get(path)).status_code == 404
    assert (await leyla_there.post("/inbox/read", {"newest": "x"})).status_code == 404
    assert (await leyla_there.post("/inbox/read", {"csrf": "x", "newest": str(his)})).status_code == 403
