"""For whom one acts decides what one may go on with."""

from __future__ import annotations

from xidmet.store.tables import Case

from tests.ui.browser import Portal
from tests.ui.people import somebody


async def test_of_two_parties_only_the_one_acted_for_may_go_on(portal: Portal) -> None:
    """Switching in another window must not send my own application in the organisation's name, or change it."""
    rashad = await somebody(portal, "holder")
    number = await rashad.open()
    account = await rashad.get("/account")
    chosen = [part.split('"')[0] for part in account.text.split('name="organisation" value="')[1:]]
    await rashad.post("/acting", {"organisation": next(one for one in chosen if one)})
    before = await Case.select().where(Case.number == number)
    assert (await rashad.get(f"/cases/{number}")).status_code == 200, "it is still his to see"
    for answer in (await rashad.get(f"/cases/{number}/fill/contact"), await rashad.fill(number, "contact", 1)):
        assert answer.status_code == 403
    assert (await rashad.confirm(number, 1)).status_code in (403, 409)
    assert await Case.select().where(Case.number == number) == before
