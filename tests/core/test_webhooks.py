"""Webhooks on both engines: every move of an organisation's cases is told, signed, in order, until it arrives."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases import Site, events, open_site, webhooks
from xidmet.cases.webhooks import Deliveries, Wanted, deliver, send
from xidmet.errors import BadInput, EventsGone, NotAllowed, NotFound, Refused, WrongAnswers
from xidmet.settings import Settings
from xidmet.store import events as feed
from xidmet.store import transaction
from xidmet.store import webhooks as store
from xidmet.store.tables import CaseEvent, Message, Organisation, Webhook, WebhookDelivery

from tests.core.certificate import token
from tests.core.mandates import VOEN, actor, holder, kinds
from tests.core.many import many
from tests.receivers import BROKEN, GONE, OK, REDIRECT, SILENT, by_case, receiving
from tests.roster_site import SLUG, done, entered, fin, later, roster_site

HOUR = dt.timedelta(hours=1)


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(settings.model_copy(update={"site": roster_site(tmp_path / "gates")})) as opened:
        yield opened


@pytest.fixture
async def aynur(site: Site) -> Actor:
    """A head."""
    return await actor("aynur", acting=True)


@pytest.fixture
async def rashad(site: Site) -> Actor:
    """Moves the cases."""
    return await actor("rashad", acting=True)


async def made(site: Site, head: Actor, address: str, *services: str) -> tuple[UUID, str]:
    hook, secret = await webhooks.make(site, head, VOEN, Wanted(address, frozenset(services)), token())
    return hook.id, secret


async def delivered(site: Site) -> None:
    """All that is due just now."""
    worker = Deliveries(site)
    while await worker.once():
        pass


async def the_hook(wanted: UUID) -> store.Hook:
    found = await store.one(wanted)
    assert found is not None
    return found


async def test_every_move_is_told_signed_and_once(site: Site, aynur: Actor, rashad: Actor) -> None:
    before = await entered(site, rashad, 1)
    async with receiving() as receiver:
        _hook, secret = await made(site, aynur, receiver.address)
        await events.give_places()
        numbers = [await entered(site, rashad, n) for n in (2, 3)]
        assert all(result.done for result in await many(site, rashad, "activate", numbers, until=later(3)))
        await delivered(site)
        await delivered(site)
    assert by_case(receiver.events) in ({n: [3, 4] for n in numbers}, {before: [3], **{n: [3, 4] for n in numbers}})
    (got, *_more) = receiver.got
    assert got.is_signed_by(secret) and not got.is_signed_by("whsec_" + "A" * 44)
    assert abs(int(got.headers["webhook-timestamp"]) - clock.now().timestamp()) < 60
    last = receiver.got[-1].says
    assert last["type"] == "cases.moved" and set(last["data"]["events"][-1]) == {
        *("id", "number", "service", "version", "state", "move", "at")
    }
    assert (last["data"]["events"][-1]["state"], last["data"]["events"][-1]["move"]) == ("active", "activate")
    assert "Məmmədov" not in str(receiver.got) and fin(2) not in str(receiver.got)


async def test_a_transaction_costs_one_row_however_many_it_moves(site: Site, rashad: Actor) -> None:
    numbers = [await entered(site, rashad, n) for n in range(12)]
    was = await CaseEvent.count()
    await many(site, rashad, "activate", numbers, until=later(3))
    assert await CaseEvent.count() == was + 1
    await events.give_places()
    pages, after = list[str](), ""
    while (page := await events.feed(rashad, None, after, 5)).events:
        pages += [event.number for event in page.events]
        after = page.after
    assert sorted(pages) == sorted([*numbers, *numbers]) and pages[-12:] == numbers and not page.more


async def test_messages_are_cut_and_go_on_inside_a_transaction(
    site: Site, aynur: Actor, rashad: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliver, "IN_ONE", 3)
    numbers = [await entered(site, rashad, n) for n in range(7)]
    await events.give_places()
    async with receiving(OK, BROKEN) as receiver:
        await made(site, aynur, receiver.address)
        await many(site, rashad, "activate", numbers, until=later(3))
        await delivered(site)
        assert [len(got.events) for got in receiver.got] == [3, 3], "the second one was not taken"
        clock.advance(HOUR)
        await delivered(site)
    assert [len(got.events) for got in receiver.got] == [3, 3, 3, 1]
    assert receiver.got[1].id == receiver.got[2].id and receiver.got[1].body == receiver.got[2].body
    assert [number for number, _version in receiver.events] == [*numbers[:6], *numbers[3:]]


async def test_what_is_not_taken_holds_up_what_is_behind_it_and_nobody_else(
    site: Site, aynur: Actor, rashad: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send, "SECONDS", 0.3)
    monkeypatch.setattr(send.post, "__defaults__", (0.3,))
    await events.give_places()
    async with receiving(BROKEN, REDIRECT, SILENT) as bad, receiving() as good:
        hook, _secret = await made(site, aynur, bad.address)
        await made(site, aynur, good.address)
        number = await entered(site, rashad, 1)
        for tries in range(3):
            await delivered(site)
            assert (await the_hook(hook)).tries == tries + 1
            clock.advance(HOUR)
        await done(site, rashad, number, "activate", until=later(3))
        await delivered(site)
    assert good.events == [(number, 3), (number, 4)]
    assert bad.events == [(number, 3)] * 4 + [(number, 4)] and len({got.id for got in bad.got}) == 2
    rows = await store.deliveries(hook, 9)
    assert {(row.state, row.status, row.problem) for row in rows} == {("sent", 200, "")}
    assert (await the_hook(hook)).tries == 0 and (await the_hook(hook)).failing_since is None


async def test_killed_between_sending_and_saying_so(
    site: Site, aynur: Actor, rashad: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await events.give_places()
    async with receiving() as receiver:
        await made(site, aynur, receiver.address)
        number = await entered(site, rashad, 1)

        async def killed(*_given: object) -> bool:
            raise asyncio.CancelledError

        with monkeypatch.context() as patched:
            patched.setattr(deliver, "_taken", killed)
            with pytest.raises(asyncio.CancelledError):
                await Deliveries(site).once()
        assert receiver.events == [(number, 3)]
        await done(site, rashad, number, "activate", until=later(3))
        await delivered(site)
        assert receiver.events == [(number, 3)], "it is in the hands of the one that died"
        clock.advance(deliver.LEASE * 2)
        await delivered(site)
    assert receiver.events == [(number, 3), (number, 3), (number, 4)]
    assert receiver.got[0].id == receiver.got[1].id and receiver.got[0].body == receiver.got[1].body


async def test_one_that_stood_still_says_nothing_any_more(site: Site, aynur: Actor, rashad: Actor) -> None:
    """Its lease ran out while it waited; by then somebody else has sent what it was about to send."""
    await events.give_places()
    async with receiving() as receiver:
        hook, _secret = await made(site, aynur, receiver.address)
        await entered(site, rashad, 1)
        await events.give_places()
        moment = clock.now()
        (slow,) = await store.claim(1, moment, moment + deliver.LEASE)
        assert await store.claim(1, clock.now(), clock.now() + deliver.LEASE) == []
        clock.advance(deliver.LEASE * 2)
        await delivered(site)
        place = (await the_hook(hook)).place
        await deliver._in_turn(site, slow)
        assert len(receiver.got) == 1 and (await the_hook(hook)).place == place


async def test_what_is_committed_later_stands_later(site: Site, rashad: Actor) -> None:
    """A row that was begun first and committed last is not missed by whoever has read on meanwhile."""
    if feed.Webhook._meta.db.engine_type == "sqlite":
        pytest.skip("one writes at a time there")
    first, second = await entered(site, rashad, 1), await entered(site, rashad, 2)
    await events.give_places()
    after = (await events.feed(rashad, None, "", 100)).after
    written, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with transaction():
            await feed.add(rashad.party, SLUG, [(first, "entered", 9, "enter")], clock.now())
            written.set()
            await go_on.wait()

    waiting = asyncio.create_task(slow())
    await written.wait()
    async with transaction():
        await feed.add(rashad.party, SLUG, [(second, "entered", 9, "enter")], clock.now())
    await events.give_places()
    page = await events.feed(rashad, None, after, 100)
    assert [event.number for event in page.events] == [second]
    go_on.set()
    await waiting
    await events.give_places()
    assert [event.number for event in (await events.feed(rashad, None, page.after, 100)).events] == [first]


async def test_several_workers_at_once_send_each_once(site: Site, aynur: Actor, rashad: Actor) -> None:
    await events.give_places()
    async with receiving() as one, receiving() as other:
        for receiver in (one, other):
            await made(site, aynur, receiver.address)
        for n in range(4):
            await entered(site, rashad, n)
            await asyncio.gather(*(Deliveries(site).once() for _worker in range(3)))
        await delivered(site)
    for receiver in (one, other):
        assert len(receiver.events) == 4 and len({number for number, _version in receiver.events}) == 4


async def test_after_three_days_it_is_given_up_and_goes_on_when_it_is_mended(
    site: Site, aynur: Actor, rashad: Actor
) -> None:
    await holder("sevda", "head")
    await events.give_places()
    async with receiving(*[BROKEN] * 60) as receiver:
        hook, _secret = await made(site, aynur, receiver.address)
        number, begun = await entered(site, rashad, 1), clock.now()
        while (await the_hook(hook)).state == store.ON:
            await delivered(site)
            assert clock.now() - begun < dt.timedelta(days=4)
            clock.advance(dt.timedelta(hours=1))
        assert clock.now() - begun > dt.timedelta(days=3) and 15 < len(receiver.got) < 40
        assert (await kinds())[-1] == "webhook-broken"
        last = (Message.party == "p:5SVDA23") & Message.link.like("%#webhooks") & (Message.channel == "inbox")
        assert await Message.count().where(last) == 2, "that it was added, and that it does not answer"
        receiver.answers.clear()
        await done(site, rashad, number, "activate", until=later(9))
        await delivered(site)
        tried = len(receiver.got)
        await webhooks.switch_on(site, aynur, VOEN, hook)
        await delivered(site)
    assert [event for got in receiver.got[tried:] for event in got.events] == [(number, 3), (number, 4)]


async def test_one_that_says_it_is_gone_is_believed(site: Site, aynur: Actor, rashad: Actor) -> None:
    async with receiving(GONE) as receiver:
        hook, _secret = await made(site, aynur, receiver.address)
        await entered(site, rashad, 1)
        await delivered(site)
        clock.advance(HOUR)
        await delivered(site)
    assert (await the_hook(hook)).state == store.BROKEN and len(receiver.got) == 1


async def test_a_new_secret_signs_beside_the_one_before_for_a_day(site: Site, aynur: Actor, rashad: Actor) -> None:
    async with receiving() as receiver:
        hook, old = await made(site, aynur, receiver.address)
        new = await webhooks.renew_secret(site, aynur, VOEN, hook)
        with pytest.raises(Refused):
            await webhooks.renew_secret(site, aynur, VOEN, hook)
        await entered(site, rashad, 1)
        await delivered(site)
        assert receiver.got[-1].is_signed_by(old) and receiver.got[-1].is_signed_by(new)
        clock.advance(webhooks.OVERLAP + HOUR)
        await webhooks.sweep_webhooks()
        await entered(site, rashad, 2)
        await delivered(site)
        assert receiver.got[-1].is_signed_by(new) and not receiver.got[-1].is_signed_by(old)
        (row,) = await Webhook.select()
        assert row["old_secret"] is None and new not in str(row) and new[6:].encode() not in bytes(row["secret"])
        newest = await webhooks.renew_secret(site, aynur, VOEN, hook)
        await webhooks.forget_earlier(aynur, VOEN, hook)
        await entered(site, rashad, 3)
        await delivered(site)
    assert receiver.got[-1].is_signed_by(newest) and not receiver.got[-1].is_signed_by(new)
    assert (await kinds())[-1] == "webhook-secret-ended"


async def test_a_test_and_a_repeat_go_out_of_turn(site: Site, aynur: Actor, rashad: Actor) -> None:
    await events.give_places()
    async with receiving(BROKEN, OK, OK, OK) as receiver:
        hook, secret = await made(site, aynur, receiver.address)
        number = await entered(site, rashad, 1)
        await delivered(site)
        await webhooks.send_test(site, aynur, VOEN, hook)
        await delivered(site)
        assert receiver.got[-1].says["type"] == "webhook.test" and receiver.got[-1].is_signed_by(secret)
        (waits,) = await store.deliveries(hook, 9, store.WAITS)
        await webhooks.send_again(site, aynur, VOEN, hook, waits.id)
        await delivered(site)
        assert receiver.got[-1].events == [(number, 3)], "tried now, before its time"
        await webhooks.send_again(site, aynur, VOEN, hook, waits.id)
        await delivered(site)
        assert receiver.got[-1].id == receiver.got[-2].id == waits.message
    assert {row["state"] for row in await WebhookDelivery.select()} == {"sent"}
    assert (await kinds())[-3:] == ["webhook-test", "webhook-again", "webhook-again"]


async def test_only_its_services_and_only_its_own_organisation(site: Site, aynur: Actor, rashad: Actor) -> None:
    await events.give_places()
    async with receiving() as other, receiving() as mine:
        await made(site, aynur, other.address, "another-service")
        await made(site, aynur, mine.address, SLUG)
        number = await entered(site, rashad, 1)
        await CaseEvent.update({CaseEvent.party: "o:1400000999"}).where(CaseEvent.place.is_null())
        second = await entered(site, rashad, 2)
        await delivered(site)
    assert other.got == [] and mine.events == [(second, 3)] and number
    assert (await events.feed(rashad, {"another-service"}, "", 9)).events == []
    assert (await events.feed(rashad, set(), "", 9)).events == []


async def test_switched_off_nothing_goes_and_nothing_is_lost(site: Site, aynur: Actor, rashad: Actor) -> None:
    await events.give_places()
    async with receiving() as receiver:
        hook, _secret = await made(site, aynur, receiver.address)
        await webhooks.switch_off(aynur, VOEN, hook)
        number = await entered(site, rashad, 1)
        await delivered(site)
        assert receiver.got == []
        await webhooks.switch_on(site, aynur, VOEN, hook)
        await delivered(site)
        assert receiver.events == [(number, 3)]
        await webhooks.end(aynur, VOEN, hook)
        await entered(site, rashad, 2)
        await delivered(site)
        with pytest.raises(NotFound):
            await webhooks.switch_on(site, aynur, VOEN, hook)
    assert len(receiver.got) == 1
    assert (await kinds())[-4:] == ["webhook-made", "webhook-off", "webhook-on", "webhook-ended"]
    (row,) = await Webhook.select()
    assert bytes(row["secret"]) == b""


async def test_only_a_head_and_twice_makes_one(site: Site, aynur: Actor, rashad: Actor) -> None:
    wanted = Wanted("https://hr.example.az/told", frozenset())
    for person, error in ((rashad, NotAllowed), (await actor("leyla"), NotFound)):
        with pytest.raises(error):
            await webhooks.make(site, person, VOEN, wanted, token())
    form = token()
    answers = await asyncio.gather(
        *(webhooks.make(site, aynur, VOEN, wanted, form) for _press in range(3)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in answers) == ["MadeAlready", "MadeAlready", "tuple"]
    with pytest.raises(WrongAnswers):
        await webhooks.make(site, aynur, VOEN, wanted, token())
    hook = (await webhooks.hooks_of(rashad, VOEN))[0].id
    for doing in (webhooks.switch_off(rashad, VOEN, hook), webhooks.send_test(site, rashad, VOEN, hook)):
        with pytest.raises(NotAllowed):
            await doing
    with pytest.raises(NotAllowed):
        await webhooks.renew_secret(site, rashad, VOEN, hook)
    another = Organisation(id=uuid4(), voen="1400000999", name="B", kind="legal_entity", created_at=clock.now())
    await Organisation.insert(another)
    await store.change(hook, (store.ON,), organisation=another.id)
    with pytest.raises(NotFound):
        await webhooks.end(aynur, VOEN, hook)


HOSTILE = [
    *("http://hr.example.az/", "ftp://hr.example.az/", "https://", "//hr.example.az", "javascript:alert(1)"),
    *("https://10.0.0.1/", "https://127.0.0.1:99999/", "https://[::1]/", "https://169.254.169.254/latest"),
    *("https://[::ffff:10.0.0.1]/", "https://0x7f.1/", "https://2130706433/", "https://intranet/", "https://a.local/"),
    *("https://u:p@hr.example.az/", "https://hr.example.az/#a", "https://hr.example.az/" + "a" * 500),
    *("https://hr.exämple.az/", "https://hr.example.az:0/", "https://hr example.az/", "https://192.168.1.1./"),
]


@pytest.mark.parametrize("address", HOSTILE)
async def test_hostile_addresses_are_not_registered(embedded: Settings, address: str) -> None:
    async with open_site(embedded) as site:
        with pytest.raises(WrongAnswers):
            await made(site, await actor("aynur", acting=True), address)
        assert await Webhook.count() == 0


async def test_a_name_that_leads_inside_is_not_told(
    site: Site, aynur: Actor, rashad: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it leads is looked at each time; and outside a demonstration this machine is inside, too."""
    async with receiving() as receiver:
        hook, _secret = await made(site, aynur, receiver.address)
        await entered(site, rashad, 1)
        monkeypatch.setattr(deliver, "inside", lambda _settings: ())
        await delivered(site)
        assert receiver.got == []
        (row,) = await store.deliveries(hook, 9)
        assert (row.state, row.problem, row.status) == (store.WAITS, send.INSIDE, None)


async def test_a_feed_is_followed_and_what_is_gone_is_said(site: Site, aynur: Actor, rashad: Actor) -> None:
    await entered(site, rashad, 1)
    await events.give_places()
    page = await events.feed(rashad, None, "", 1)
    for nonsense in ("x", "1", "-1-2", "1-2-3", "9" * 20 + "-1"):
        with pytest.raises(BadInput):
            await events.feed(rashad, None, nonsense, 1)
    clock.advance(events.KEPT + HOUR)
    number = await entered(site, rashad, 2)
    await events.give_places()
    await webhooks.sweep_webhooks()
    assert [event.number for event in (await events.feed(rashad, None, page.after, 9)).events] == [number]
    clock.advance(events.KEPT + HOUR)
    await webhooks.sweep_webhooks()
    with pytest.raises(EventsGone):
        await events.feed(rashad, None, page.after if page.after != "2-1" else "1-1", 9)
