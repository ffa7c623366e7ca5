"""The pages of an application that several people sign, each shown once."""

from __future__ import annotations

import re

from xidmet.settings import Settings

from tests.signers_site import SLUG
from tests.signing import FINS, parties_on
from tests.ui.browser import Browser, Portal, hidden
from tests.ui.signing_scene import beside, bring, certificate, checked_in_this_process, document, press

LINK = re.compile(r"/co-sign/[0-9a-f-]{36}")


async def filled_in(browser: Browser) -> str:
    """The number of a draft whose spouse is Rashad."""
    await browser.get(f"/services/{SLUG}")
    number = await browser.open(SLUG)
    page = f"/cases/{number}/fill/answers"
    shown = await browser.get(page)
    stand = {name: hidden(shown.text, name) for name in ("version", "seen", "window")}
    answered = await browser.post(page, {**stand, "wish": "Ev", "married": "yes", "spouse": FINS["rashad"]})
    assert answered.status_code == 303, answered.text
    return number


async def link_in(browser: Browser) -> str:
    """In the inbox of whoever is asked."""
    found = LINK.search((await browser.get("/inbox")).text)
    assert found
    return found[0]


async def show_signers(portal: Portal, settings: Settings) -> None:
    leyla, rashad = await portal.signed_in("leyla"), await portal.signed_in("rashad")
    number = await filled_in(leyla)
    async with parties_on(settings.data) as parties:
        with checked_in_this_process():
            where = str((await press(leyla, f"/cases/{number}/review", move="send")).headers["location"])
            by_her = await beside(certificate(parties, "leyla"), await document(leyla, where))
            assert (await bring(leyla, where, by_her)).headers["location"] == f"/cases/{number}/signers"
    for page in (f"/cases/{number}", f"/cases/{number}/signers"):
        assert (await leyla.get(page)).status_code == 200
    link = await link_in(rashad)
    assert (await rashad.get(link)).status_code == 200
    assert (await portal.browser().get(link)).status_code == 200
