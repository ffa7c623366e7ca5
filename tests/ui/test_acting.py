"""For whom one acts decides what one may go on with."""

from __future__ import annotations

import re

from xidmet.store.tables import Case

from tests.ui.browser import Portal
from tests.ui.people import somebody

OTHER = re.compile(r'name="open" value="1">(.*?)</form>', re.S)


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


async def test_a_page_of_another_party_offers_to_act_for_it(portal: Portal) -> None:
    """Whoever kept the address of a roster is himself after signing in; he is not told whether it is there."""
    rashad = await somebody(portal, "holder")
    where = "/roster/movement-permit?state=active"
    alone, nowhere = await rashad.get(where), await rashad.get("/roster/no-such-service")
    assert alone.status_code == nowhere.status_code == 404
    offers = [OTHER.findall(shown.text) for shown in (alone, nowhere)]
    assert len(offers[0]) == 1 and offers[0] == offers[1], "the same, whether there is such a page or not"
    (party,) = re.findall(r'name="party" value="([0-9a-f-]{36})"', offers[0][0])
    gone = await rashad.post("/acting", {"party": party, "next": where, "open": "1"})
    assert gone.headers["location"] == where and (await rashad.get(where)).status_code == 200
    back = re.search(r'name="next" value="([^"]*)"><input type="hidden" name="back"', (await rashad.get(where)).text)
    assert back and back[1] == "/my-cases", "where he was there is no page for himself"
    case = "/cases/2026-00000000"
    assert (await rashad.post("/acting", {"party": "", "next": case, "open": "1"})).headers["location"] == case
    assert not OTHER.findall((await (await portal.signed_in("leyla")).get(where)).text), "she acts for nobody else"
