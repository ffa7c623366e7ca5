"""One move in all cases that a rule or an answer finds: whom it hits, and what becomes of it, on both engines."""

from __future__ import annotations

import datetime as dt

import pytest
from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases import Site, by_rule, find_case
from xidmet.cases.by_rule import Wanted
from xidmet.cases.by_rule import look as looking
from xidmet.errors import NotFound, SurerNeeded, WrongAnswers
from xidmet.jobs import Worker
from xidmet.store import by_rule as store
from xidmet.store.tables import Office, RuleSearch

from tests.core.certificate import token
from tests.core.offices import actor as officer
from tests.core.offices import holds
from tests.regimes_site import (
    AGENCY,
    SECOND,
    SLUG,
    active,
    done,
    entered,
    regime,
    town,
    town_holder,
    town_keeper,
)

site, holder, keeper = town, town_holder, town_keeper

TRADE = "activate.0"


async def worked(site: Site) -> None:
    while await Worker(site).once():
        pass


async def searched(site: Site, who: Actor, **wanted: object) -> by_rule.Seen:
    search = await by_rule.look.begin(site, who, SLUG, "revoke", Wanted(**wanted), token(), "en")  # type: ignore[arg-type]
    await worked(site)
    return await by_rule.seen(site, who, search)


async def run(site: Site, who: Actor, found: by_rule.Seen) -> by_rule.Seen:
    await by_rule.work.begin(site, who, found.search.id, {"text": "Closed"}, token())
    await worked(site)
    return await by_rule.seen(site, who, found.search.id)


async def state(site: Site, number: str) -> str:
    case = await find_case(site, number)
    assert case is not None
    return case.state.name


async def test_a_rule_is_asked_as_the_table_stands_now(
    site: Site, holder: Actor, keeper: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "STRETCH", 2)
    food = [await active(site, holder, n) for n in (1, 2, 3)]
    fun = [await active(site, holder, n, "fun", "south") for n in (4, 5)]
    await entered(site, holder, 6, "fun")
    assert (await searched(site, keeper, rules=(TRADE,), states=("active",))).search.hits == 0
    await regime(site, permitted=("food",))
    found = await searched(site, keeper, rules=(TRADE,), states=("active", "entered"))
    assert sorted(hit.number for hit in found.hits) == sorted(fun)
    assert {hit.reason for hit in found.hits} == {"Fun is closed."}
    assert (found.search.state, found.search.looked, found.search.unsaid) == ("found", 6, 1), "nobody activated one"
    assert found.search.summary == {
        "party": {"groups": 1, "rows": [["o:1400000101", 2]]},
        "first": {"groups": 1, "rows": [["fun", 2]]},
        "second": {"groups": 1, "rows": [["south", 2]]},
    }
    assert found.names == {"o:1400000101": "“Nümunə Logistika” MMC"}
    over = await run(site, keeper, found)
    assert (over.search.state, over.search.done, over.search.left) == ("done", 2, 0)
    assert [await state(site, one) for one in (*food, *fun)] == ["active"] * 3 + ["revoked"] * 2
    case = await find_case(site, fun[0])
    assert case is not None
    last = [one for one in await journal.entries(case.record.id) if one.kind == "moved"][-1]
    assert (last.facts["transition"], last.facts["run"]) == ("revoke", str(found.search.id))


async def test_answers_organisations_and_states_narrow_it(site: Site, holder: Actor, keeper: Actor) -> None:
    north, south = await active(site, holder, 1), await active(site, holder, 2, "food", "south")
    here = await entered(site, holder, 3, "food", "south")
    for wanted, numbers in (
        ({"values": {"zone": ("south",)}, "states": ("active",)}, [south]),
        ({"values": {"zone": ("south",)}, "states": ("active", "entered")}, [south, here]),
        ({"values": {"zone": ("south",), "trade": ("fun",)}, "states": ("active",)}, []),
        ({"parties": ("o:1400000101",), "states": ("active",)}, [north, south]),
        ({"parties": ("o:9999999999",), "states": ("active",)}, []),
    ):
        found = await searched(site, keeper, **wanted)
        assert sorted(hit.number for hit in found.hits) == sorted(numbers), wanted


async def test_what_was_changed_since_is_left_and_what_was_refused_is_tried_again(
    site: Site, holder: Actor, keeper: Actor
) -> None:
    changed, proposed, plain = [await active(site, holder, n) for n in (1, 2, 3)]
    await done(site, keeper, proposed, "propose")
    found = await searched(site, keeper, values={"trade": ("food",)}, states=("active",))
    clock.advance(dt.timedelta(seconds=1))
    await done(site, keeper, changed, "propose")
    over = await run(site, keeper, found)
    assert (over.search.done, over.search.refused, over.search.changed) == (1, 1, 1)
    assert {hit.number: hit.state for hit in over.hits} == {changed: "changed", proposed: "refused"}
    assert "You prepared this decision yourself." in over.hits[0].why
    kamran = await holds("kamran", SECOND)
    clock.advance(dt.timedelta(seconds=1))
    await by_rule.work.again(site, kamran, found.search.id)
    await by_rule.work.again(site, kamran, found.search.id)
    await worked(site)
    over = await by_rule.seen(site, kamran, found.search.id)
    assert (over.search.done, over.search.refused, over.search.changed) == (2, 0, 1)
    assert [await state(site, one) for one in (changed, proposed, plain)] == ["active", "revoked", "revoked"]


async def test_it_is_stopped_and_goes_on_and_is_begun_once(
    site: Site, holder: Actor, keeper: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_rule.work, "STRETCH", 1)
    numbers = [await active(site, holder, n) for n in (1, 2, 3)]
    found = await searched(site, keeper, values={"trade": ("food",)}, states=("active",))
    search, once = found.search.id, token()
    with pytest.raises(WrongAnswers):
        await by_rule.work.begin(site, keeper, search, {"text": ""}, once)
    for _time in range(2):
        await by_rule.work.begin(site, keeper, search, {"text": "Closed"}, once)
    first = {"search": str(search), "tries": 1, "after": 0}
    await by_rule.work.work(site, first, "")
    await by_rule.work.stop(site, keeper, search)
    await worked(site)
    stopped = (await by_rule.seen(site, keeper, search)).search
    assert (stopped.state, stopped.done, stopped.left) == ("stopped", 1, 2)
    await by_rule.work.again(site, keeper, search)
    await by_rule.work.work(site, first, "")  # a belated effect of the first time
    await worked(site)
    over = (await by_rule.seen(site, keeper, search)).search
    assert (over.state, over.done, over.refused) == ("done", 3, 0)
    for number in numbers:
        case = await find_case(site, number)
        assert case is not None and [one.transition for one in case.done].count("revoke") == 1


async def test_only_who_may_make_the_move_and_only_while_they_may(site: Site, holder: Actor, keeper: Actor) -> None:
    number = await active(site, holder, 1)
    found = await searched(site, keeper, values={"trade": ("food",)}, states=("active",))
    stranger = await holds("kamran", "interior:inspector")
    for who, error in ((stranger, NotFound), (await officer("nigar", level="low"), SurerNeeded)):
        with pytest.raises(error):
            await by_rule.seen(site, who, found.search.id)
        with pytest.raises(error):
            await by_rule.work.begin(site, who, found.search.id, {"text": "x"}, token())
    for slug, move in ((SLUG, "activate"), (SLUG, "propose"), ("no-such", "revoke")):
        with pytest.raises(NotFound):
            await by_rule.look.begin(site, keeper, slug, move, Wanted(states=("active",)), token(), "en")
    await by_rule.work.begin(site, keeper, found.search.id, {"text": "x"}, token())
    await Office.update({Office.ends: clock.now()}).where(Office.account == keeper.account)
    clock.advance(dt.timedelta(seconds=1))
    await worked(site)
    over = await store.by_id(found.search.id)
    assert over is not None and (over.done, over.refused) == (0, 1)
    assert await state(site, number) == "active"


async def test_old_searches_are_forgotten(site: Site, holder: Actor, keeper: Actor) -> None:
    await active(site, holder, 1)
    found = await searched(site, keeper, values={"trade": ("food",)}, states=("active",))
    await by_rule.sweep_by_rule()
    assert await store.by_id(found.search.id) is not None
    clock.advance(dt.timedelta(days=31))
    await by_rule.sweep_by_rule()
    assert await RuleSearch.count() == 0 and await store.page(found.search.id, 0, 5) == []
    assert AGENCY
