"""The pages of a roster, of a list for one signature, and of a visit at a service centre, each shown once."""

from __future__ import annotations

from uuid import UUID

from xidmet.store import lists

from tests.core.mandates import actor
from tests.roster_site import done, entered, later
from tests.ui.browser import Browser, Portal
from tests.ui.rosters.pages import ROSTER, acting, confirmed, pressed
from tests.ui.test_assist import NEWCOMER, asked, begun, on_paper
from tests.ui.test_lists import FORM, LISTS, checked
from tests.ui.test_lists import begun as list_begun

HTMX = {"HX-Request": "true"}


async def show_roster(portal: Portal) -> None:
    holder, rashad = await actor("rashad", acting=True), await acting(portal, "rashad")
    number = await entered(portal.site, holder, 101)
    leylas = await entered(portal.site, holder, 102, fin="5VBK5VR")
    await done(portal.site, holder, leylas, "activate", until=later(3))
    assert (await rashad.get(ROSTER)).status_code == 200
    assert (await rashad.get(f"{ROSTER}/ready", headers=HTMX)).status_code == 200
    row = await confirmed(rashad, await pressed(rashad, number, "cancel"), **HTMX)
    assert row.status_code == 200
    assert (await (await portal.signed_in("leyla")).get(f"/my-data/{leylas}")).status_code == 200


async def show_lists(portal: Portal) -> None:
    holder, rashad = await actor("rashad", acting=True), await acting(portal, "rashad")
    numbers = [await entered(portal.site, holder, n) for n in (103, 104)]
    assert (await rashad.get(await list_begun(rashad, numbers))).status_code == 200
    where = await checked(portal, rashad, numbers)
    assert (await rashad.get(where)).status_code == 200
    wanted = UUID(where.rpartition("/")[2])
    for before, after in ((lists.CHECKED, lists.CHECKING), (lists.CHECKING, lists.CHECKED)):
        await lists.change(wanted, [before], state=after)
        assert (await rashad.get(where)).status_code == 200
    assert (await rashad.post(f"{where}/go")).status_code == 303
    assert (await rashad.get(f"{where}/sign")).status_code == 200
    assert (await rashad.get(LISTS)).status_code == 200
    none = {"csrf": rashad.csrf, "move": "activate"}
    assert (await rashad.client.post(LISTS, data=none, headers=FORM)).status_code == 409


async def show_assisting(portal: Portal, leyla: Browser) -> None:
    clerk = await portal.signed_in("nigar", "en")
    await clerk.get("/assist")
    where = await asked(clerk, **NEWCOMER)
    for page in (where, f"{where}/paper"):
        assert (await clerk.get(page)).status_code == 200
    assert (await on_paper(clerk, where)).status_code == 303
    assert (await clerk.get("/assist")).status_code == 200
    assert (await clerk.post("/assist/end")).status_code == 303
    visit = await begun(portal, clerk)
    assert (await leyla.get(f"/assisted/{visit}")).status_code == 200
    assert (await clerk.post("/assist/end")).status_code == 303
