"""A case says how old what it copied from registers is; a correction of other answers makes it no younger."""

from __future__ import annotations

import datetime as dt

from xidmet import clock
from xidmet.cases import find_case
from xidmet.cases.register_age import copied_at

from tests.core.certificate import token
from tests.ui.browser import Browser, Portal
from tests.ui.test_terms import said


async def test_a_case_says_how_old_what_it_copied_is(portal: Portal) -> None:
    leyla: Browser = await portal.signed_in("leyla", "en")
    number = await leyla.draft()
    assert "as it stood there on" not in (await leyla.get(f"/cases/{number}")).text, "it is read anew when it is sent"
    await leyla.confirm(number)
    sent = await find_case(portal.site, number)
    assert sent is not None and copied_at(sent) == sent.record.sent_at
    clock.advance(dt.timedelta(days=1))
    leyla = await portal.signed_in("leyla", "en")
    await leyla.post(f"/cases/{number}/move/deactivate", {"version": "5", "token": token()})
    page = said((await leyla.get(f"/cases/{number}")).text)
    assert sent.record.sent_at is not None
    day = clock.local(sent.record.sent_at).strftime("%-d %B %Y")
    assert f"What comes from registers is as it stood there on {day}" in page
