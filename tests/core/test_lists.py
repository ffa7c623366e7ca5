"""One signature over a list: checked before, worked off once, with a result for each row, and a proof."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import clock, journal
from xidmet.auth import Actor
from xidmet.cases import Site, find_case, lists, open_site
from xidmet.cases.lists import make
from xidmet.cases.many import move_many
from xidmet.errors import NotFound, Refused, Stale
from xidmet.settings import Settings
from xidmet.signatures.demo_people import Issued
from xidmet.signatures.manifest import Head, read_items
from xidmet.signatures.manifest.proofs import read_proof
from xidmet.store import issued, list_items
from xidmet.store import lists as store
from xidmet.store.tables import Document, JournalRow, Mandate, Message, MoveList

from tests.core.certificate import token
from tests.core.mandates import actor
from tests.lists import checked, chosen, ready, signed, states, the_list, worked
from tests.roster_site import SLUG, done, entered, roster_site
from tests.signing import Parties, parties_on
from tests.ui.signing_scene import certificate, checked_in_this_process


@pytest.fixture
async def parties(settings: Settings) -> AsyncIterator[Parties]:
    async with parties_on(settings.data) as opened:
        yield opened


@pytest.fixture
async def site(settings: Settings, parties: Parties, tmp_path: Path) -> AsyncIterator[Site]:
    more = {"site": roster_site(tmp_path / "gates"), "demo_signing_port": parties.settings.demo_signing_port}
    with checked_in_this_process():
        async with open_site(settings.model_copy(update=more)) as opened:
            yield opened


@pytest.fixture
async def rashad(site: Site) -> Actor:
    return await actor("rashad", acting=True)


@pytest.fixture
def his(parties: Parties) -> Issued:
    return certificate(parties, "rashad")


async def in_state(site: Site, number: str) -> str:
    case = await find_case(site, number)
    assert case is not None
    return case.state.name


async def test_the_whole_way(site: Site, rashad: Actor, his: Issued) -> None:
    numbers = [await entered(site, rashad, n) for n in range(1, 5)]
    old = await entered(site, rashad, 5, born="1950-01-01")
    fun = await entered(site, rashad, 6, trade="fun")
    found = await checked(site, rashad, [*numbers, old, fun])
    assert found.listed.state == "checked" and found.counts == {"able": 4, "unable": 2}
    why = {one.why: one.count for one in await lists.reasons(found)}
    assert why == {"Məmmədov5 is over 65.": 1, "This trade is closed.": 1}
    await lists.leave_out(found, [2])
    await lists.make_ready(site, rashad, await the_list(site, rashad, found.listed.id), "en")
    found = await the_list(site, rashad, found.listed.id)
    head = Head.read(found.listed.head.encode())
    assert (head.count, head.service, head.transition, head.organisation) == (3, SLUG, "activate", "1400000101")
    assert "Passes: Activate" in head.text and [await in_state(site, one) for one in numbers] == ["entered"] * 4

    found = await signed(site, rashad, found, his)
    assert found.listed.state == "working" and found.listed.signer
    await worked(site)
    found = await the_list(site, rashad, found.listed.id)
    assert found.listed.state == "done" and await states(found) == ["made", "left", "made", "made", "unable", "unable"]
    assert [await in_state(site, one) for one in numbers] == ["active", "entered", "active", "active"]

    case = await find_case(site, numbers[2])
    assert case is not None and [one.in_force for one in await issued.of_case(case.record.id)] == [True]
    facts = [one.facts for one in await journal.entries(case.record.id) if one.kind == "moved"][-1]
    digest = hashlib.sha256(found.listed.head.encode()).hexdigest()
    assert (facts["list"], facts["item"], facts["head"]) == (str(found.listed.id), "2/3", digest)
    _case, proof = await lists.proof_for(site, rashad, numbers[2], str(found.listed.id))
    read = read_proof(proof)
    assert read.item.values["number"] == numbers[2] and read.head == head
    with pytest.raises(NotFound):
        await lists.proof_for(site, rashad, numbers[1], str(found.listed.id))
    told = [row for row in await Message.select() if row["link"].endswith(str(found.listed.id))]
    assert {row["channel"] for row in told} == {"inbox", "email"} and "6 sətirdən 3" in told[0]["text"]


async def test_the_result_is_sealed_and_each_row_is_bound(site: Site, rashad: Actor, his: Issued) -> None:
    numbers = [await entered(site, rashad, n) for n in range(1, 4)]
    found = await signed(site, rashad, await ready(site, rashad, numbers), his)
    await done(site, rashad, numbers[1], "cancel")
    await worked(site)
    found = await the_list(site, rashad, found.listed.id)
    assert await states(found) == ["made", "changed", "made"]
    whole = await site.files.whole(await lists.result_of(found))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        told = [json.loads(line) for line in archive.read("results.jsonl").splitlines()]
        items = archive.read("items.jsonl")
        leaves = archive.read("leaves.txt").decode().split()
        head = Head.read(archive.read("head.json"))
    assert [(one["n"], one["number"], one["result"]) for one in told] == [
        (1, numbers[0], "made"),
        (2, numbers[1], "changed"),
        (3, numbers[2], "made"),
    ]
    assert [one["leaf"] for one in told] == leaves and len(list(read_items(head, io.BytesIO(items)))) == 3


async def test_the_same_list_twice_changes_nothing(site: Site, rashad: Actor, his: Issued) -> None:
    numbers, form = [await entered(site, rashad, n) for n in (1, 2)], token()
    rows = await chosen(numbers, site)
    first = await lists.begin(site, rashad, SLUG, "activate", rows, token=form, language="az")
    assert first == await lists.begin(site, rashad, SLUG, "activate", rows, token=form, language="az")
    await signed(site, rashad, await ready(site, rashad, numbers), his)
    await worked(site)
    rows_before = await JournalRow.count()
    again = await checked(site, rashad, numbers)
    assert again.counts == {"same": 2} and await JournalRow.count() == rows_before
    with pytest.raises(Refused, match="none of these"):
        await lists.make_ready(site, rashad, again, "en")


async def test_two_people_with_two_lists_over_the_same_rows(
    site: Site, rashad: Actor, his: Issued, parties: Parties
) -> None:
    numbers = [await entered(site, rashad, n) for n in range(1, 4)]
    aynur = await actor("aynur", acting=True)
    one, other = await ready(site, rashad, numbers), await ready(site, aynur, numbers)
    one = await signed(site, rashad, one, his)
    other = await signed(site, aynur, other, certificate(parties, "aynur"))
    await worked(site)
    one, other = [await the_list(site, rashad, each.listed.id) for each in (one, other)]
    assert sorted(one.counts) in (["made"], ["same"], ["made", "same"])
    assert one.counts.get("made", 0) + other.counts.get("made", 0) == 3
    for number in numbers:
        case = await find_case(site, number)
        assert case is not None and len(await issued.of_case(case.record.id)) == 1


async def test_a_signature_that_does_not_count(site: Site, rashad: Actor, his: Issued, parties: Parties) -> None:
    numbers = [await entered(site, rashad, n) for n in (1, 2)]
    found = await ready(site, rashad, numbers)
    with pytest.raises(Refused, match="not by you"):
        await signed(site, rashad, found, certificate(parties, "aynur"))
    head = json.loads(found.listed.head)
    forged = found.listed.head.replace(f'"count": {head["count"]}', '"count": 9')
    assert forged != found.listed.head
    altered = lists.TheList(
        store.Listed(**{**vars(found.listed), "head": forged}), found.service, found.move, found.counts
    )
    with pytest.raises(Stale):  # well signed, yet it is not this list's head
        await signed(site, rashad, altered, his)
    assert (await the_list(site, rashad, found.listed.id)).listed.state == "signing"
    await lists.back_to_rows(site, found)
    with pytest.raises(Stale):
        await signed(site, rashad, found, his)
    await worked(site)
    assert [await in_state(site, one) for one in numbers] == ["entered"] * 2
    assert not [row for row in await Document.select() if row["name"].endswith((".p7s", ".jsonl"))]


async def test_the_mandate_ended_between_signing_and_the_work(site: Site, rashad: Actor, his: Issued) -> None:
    numbers = [await entered(site, rashad, n) for n in (1, 2)]
    found = await signed(site, rashad, await ready(site, rashad, numbers), his)
    await Mandate.update({Mandate.ends: clock.now()}).where(Mandate.account == rashad.account)
    await worked(site)
    listed = await store.by_id(found.listed.id)
    assert listed is not None and listed.state == "done"
    assert await states(found) == ["refused", "refused"]
    (why,) = {item.why async for item in list_items.each(found.listed.id)}
    assert "may not act here any more" in why and [await in_state(site, one) for one in numbers] == ["entered"] * 2


async def test_stopped_half_way_and_the_rest_tried_again(
    site: Site, rashad: Actor, his: Issued, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [await entered(site, rashad, n) for n in range(1, 5)]
    found = await signed(site, rashad, await ready(site, rashad, numbers), his)
    monkeypatch.setattr(make, "PIECE", 2)
    assert await make.make_some(site, found)
    await lists.stop(site, found)
    await worked(site)
    found = await the_list(site, rashad, found.listed.id)
    assert found.listed.state == "stopped" and await states(found) == ["made", "made", "kept", "kept"]
    assert found.listed.result and [await in_state(site, one) for one in numbers] == ["active"] * 2 + ["entered"] * 2
    form = token()
    again = await lists.begin_again(site, rashad, found, token=form)
    assert again == await lists.begin_again(site, rashad, found, token=form)
    await worked(site)  # what was asked is known already
    second = await the_list(site, rashad, again)
    assert second.counts == {"able": 2}
    await lists.make_ready(site, rashad, second, "az")
    await signed(site, rashad, await the_list(site, rashad, again), his)
    await worked(site)
    assert {await in_state(site, one) for one in numbers} == {"active"}


async def test_a_worker_that_is_killed_is_followed_by_one_that_goes_on(
    site: Site, rashad: Actor, his: Issued, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed behind the commit of a piece, before anything else is said of it."""
    numbers = [await entered(site, rashad, n) for n in range(1, 6)]
    found = await signed(site, rashad, await ready(site, rashad, numbers), his)
    real, count = move_many, [0]

    async def dies(*args: object, **more: object) -> object:
        moved = await real(*args, **more) if count[0] < 2 else None  # type: ignore[arg-type]
        count[0] += 1
        if count[0] >= 2:
            raise RuntimeError("killed")
        return moved

    monkeypatch.setattr(make, "PIECE", 2)
    monkeypatch.setattr(make, "move_many", dies)
    await worked(site)
    assert (await states(found)).count("made") == 4
    monkeypatch.setattr(make, "move_many", real)
    clock.advance(dt.timedelta(minutes=5))
    await worked(site)
    assert await states(found) == ["made"] * 5
    for number in numbers:
        case = await find_case(site, number)
        assert case is not None and case.version == 4 and len(await issued.of_case(case.record.id)) == 1
    assert len([row for row in await Message.select() if row["channel"] == "inbox" and "list" in row["link"]]) == 1


async def test_foreign_rows_and_foreign_lists(site: Site, rashad: Actor) -> None:
    mine = await entered(site, rashad, 1)
    wanted = await lists.begin(
        site, rashad, SLUG, "activate", [(mine, 3), ("2026-99999999", 1)], token=token(), language="az"
    )
    assert (await the_list(site, rashad, wanted)).listed.total == 1
    with pytest.raises(Refused, match="Nobody was chosen"):
        await lists.begin(site, rashad, SLUG, "activate", [("2026-99999999", 1)], token=token(), language="az")
    leyla = await actor("leyla")
    with pytest.raises(Refused):
        await the_list(site, leyla, wanted)
    for wrong in ("expire", "revoke", "nothing"):
        with pytest.raises(NotFound):
            await lists.begin(site, rashad, SLUG, wrong, [(mine, 3)], token=token(), language="az")
    await MoveList.update({MoveList.party: "o:1700000201"}).where(MoveList.id == wanted)
    with pytest.raises(NotFound):
        await the_list(site, rashad, wanted)


async def test_nobody_signs_for_a_week(site: Site, rashad: Actor, his: Issued) -> None:
    numbers = [await entered(site, rashad, 1)]
    found = await ready(site, rashad, numbers)
    clock.advance(dt.timedelta(days=7, minutes=1))
    with pytest.raises(Stale):
        await signed(site, rashad, found, his)
    assert await lists.sweep_lists(site) == 1
    await worked(site)
    listed = await store.by_id(found.listed.id)
    assert listed is not None and (listed.state, listed.head, listed.items) == ("expired", "", None)
    assert await in_state(site, numbers[0]) == "entered"


async def test_without_a_signature_where_none_is_due(site: Site, rashad: Actor) -> None:
    numbers = [await entered(site, rashad, n) for n in (1, 2)]
    found = await checked(site, rashad, numbers, "cancel")
    await lists.make_ready(site, rashad, found, "az")
    await lists.make_ready(site, rashad, found, "az")
    await worked(site)
    found = await the_list(site, rashad, found.listed.id)
    assert found.listed.state == "done" and await states(found) == ["made", "made"]
    assert {await in_state(site, one) for one in numbers} == {"cancelled"}
    assert await lists.lists_with(found.service, numbers[0])
    with pytest.raises(NotFound):
        await lists.proof_for(site, rashad, numbers[0], str(found.listed.id))
