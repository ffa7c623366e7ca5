"""Where one is signed in: seen, ended, warned of; what a browser that is known is spared, and what ends by itself."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Sequence
from uuid import uuid4

import pytest
from xidmet import clock
from xidmet.auth import sessions, sign_in, throttle
from xidmet.auth.agent import agent
from xidmet.auth.throttle import LIMITS, SIGN_IN_DEVICE, SIGN_IN_PAIR, SIGN_IN_PLACE, STRANGERS
from xidmet.cases import Site
from xidmet.errors import NotAllowed, TooMany
from xidmet.settings import Settings
from xidmet.store import accounts, visits
from xidmet.store.tables import Account, Mandate, Message, Office, Session, SignIn

from tests.faults.deployment import Deployment, deployed
from tests.limits import window_begins, window_of
from tests.ui.answered import text, words
from tests.ui.browser import Browser, Portal
from tests.ui.people import PASSWORD, PERSON, acting, registered
from tests.ui.trial_means import begun

END = re.compile(r'action="/account/sessions/([0-9a-f-]{36})/end"')
PAGE = "/account/sessions"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"
AGENTS = {
    FIREFOX: "Firefox, Windows",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36": (
        "Chrome, Linux"
    ),
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0": "Edge, Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1": "Safari, iPhone",
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36": "Chrome, Android",
    "curl/8.5.0": "curl",
    "<script>alert(1)</script>": "",
    "": "",
    "x" * 10_000 + "Firefox/1": "",
}


async def by_password(browser: Browser, password: str = PASSWORD, email: str = PERSON["email"]) -> int:
    await browser.get("/sign-in")
    return (await browser.post("/sign-in", {"email": email, "password": password, "next": "/"})).status_code


async def kinds() -> list[str]:
    return [row["kind"] for row in await SignIn.select().order_by(SignIn.happened_at)]


@pytest.mark.parametrize("said", AGENTS)
def test_a_browser_is_named_by_few_words(said: str) -> None:
    assert agent(said) == AGENTS[said]


async def test_sessions_are_listed_and_one_is_ended(portal: Portal) -> None:
    here, there = await portal.signed_in("leyla"), portal.browser()
    there.client.headers["User-Agent"] = FIREFOX
    await there.sign_in("leyla")
    shown = await here.get(PAGE)
    assert "Firefox, Windows" in shown.text and shown.text.count(f"{text('This one')}</span>") == 1
    listed = END.findall(shown.text)
    assert len(listed) == 2
    assert (await here.post(f"{PAGE}/{listed[1]}/end")).headers["location"] == PAGE
    assert (await there.get(PAGE)).headers["location"].startswith("/sign-in"), "ended"
    assert (await here.post(f"{PAGE}/{listed[1]}/end")).status_code == 404, "it is over"
    assert (await here.get(PAGE)).status_code == 200
    assert await kinds() == ["signed in", "signed in", "ended"]
    assert (await here.post(f"{PAGE}/{listed[0]}/end")).headers["location"] == "/"
    assert (await here.get(PAGE)).status_code == 303 and (await kinds())[-1] == "signed out"


async def test_nobody_ends_a_session_of_somebody_else(portal: Portal) -> None:
    leyla, kamran = await portal.signed_in("leyla"), await portal.signed_in("kamran")
    (hers,) = END.findall((await leyla.get(PAGE)).text)
    for wanted in (hers, str(uuid4())):
        assert (await kamran.post(f"{PAGE}/{wanted}/end")).status_code == 404
    assert (await kamran.post(f"{PAGE}/end-others")).status_code == 303
    assert (await leyla.get(PAGE)).status_code == 200


async def test_sign_out_everywhere_else_leaves_this_one(portal: Portal) -> None:
    browsers = [await portal.signed_in("leyla") for _one in range(4)]
    assert (await browsers[2].post(f"{PAGE}/end-others")).status_code == 303
    assert [(await one.get(PAGE)).status_code for one in browsers] == [303, 303, 200, 303]
    assert text("Session ended from another one") in words(await browsers[2].get(PAGE))


async def test_other_sessions_end_only_after_a_fresh_proof_and_this_one_always(portal: Portal) -> None:
    first, second = await registered(portal, confirmed=True), portal.browser()
    assert await by_password(second) == 303
    clock.advance(sessions.FRESH + dt.timedelta(seconds=1))
    _here, there = END.findall((await second.get(PAGE)).text)
    for path in (f"{there}/end", "end-others"):
        surer = (await second.post(f"{PAGE}/{path}")).headers["location"]
        assert surer == "/step-up?level=low&next=%2Faccount%2Fsessions"
    assert (await first.get(PAGE)).status_code == 200
    where = await begun(second, "password", purpose="step-up", next=PAGE)
    await second.get(where)
    assert (await second.post(where, {"password": PASSWORD})).headers["location"] == PAGE
    await second.get(PAGE)
    assert (await second.post(f"{PAGE}/{there}/end")).status_code == 303
    assert (await first.get(PAGE)).status_code == 303, "ended"
    clock.advance(sessions.FRESH + dt.timedelta(seconds=1))
    (here,) = END.findall((await second.get(PAGE)).text)
    assert (await second.post(f"{PAGE}/{here}/end")).headers["location"] == "/"


async def test_every_page_of_somebody_signed_in_has_a_way_out(portal: Portal) -> None:
    leyla, stranger = await portal.signed_in("leyla"), portal.browser()
    for path in ("/", "/services", "/my-cases", "/inbox", "/verify", "/cases/0"):
        header = (await leyla.get(path)).text.partition("<main")[0]
        assert header.count('action="/sign-out"') == 2, "on a wide and on a small screen"
        assert 'action="/sign-out"' not in (await stranger.get(path)).text
    assert (await leyla.post("/sign-out", {"csrf": "x"})).status_code == 403
    assert (await leyla.post("/sign-out")).headers["location"] == "/"
    assert (await leyla.get("/account")).status_code == 303


async def test_a_new_browser_is_told_by_letter_and_the_first_one_is_not(portal: Portal) -> None:
    await registered(portal, confirmed=True)
    first = portal.browser()
    assert await by_password(first) == 303
    await first.post("/sign-out")
    before = len(await Message.select())
    assert await by_password(first) == 303, "this browser is known now"
    assert len(await Message.select()) == before
    other = portal.browser()
    other.client.headers["User-Agent"] = FIREFOX
    assert await by_password(other) == 303
    newest = await Message.select().order_by(Message.created_at, ascending=False).first()
    assert newest is not None and newest["address"] == PERSON["email"]
    assert newest["subject"] == text("Somebody signed in to your account from a new browser")


async def test_wrong_passwords_are_told_to_the_owner_and_cannot_flood_the_page(portal: Portal) -> None:
    window_begins(throttle.REFUSALS)
    owner = await registered(portal, confirmed=True)
    for place in range(6):
        thief = portal.browser(place=f"198.18.9.{place}")
        for _try in range(5):
            assert await by_password(thief, "bu deyil") == 422
    assert (await kinds()).count("refused") == throttle.REFUSALS.most
    shown = await owner.get(PAGE)
    assert text("Refused: wrong password") in words(shown)
    assert (await owner.get(f"{PAGE}?page=2")).status_code == 200
    assert [(await owner.get(f"{PAGE}?page={page}")).status_code for page in ("0", "x", "-1")] == [404] * 3


async def test_a_stranger_cannot_lock_out_the_browser_its_owner_uses(portal: Portal) -> None:
    await registered(portal, confirmed=True)
    owner = portal.browser(place="198.18.7.1")
    assert await by_password(owner) == 303
    await owner.post("/sign-out")
    window_begins(SIGN_IN_PLACE)
    thief = portal.browser(place="198.18.7.1")  # behind the same address
    assert {await by_password(thief, "bu deyil") for _try in range(SIGN_IN_PAIR.most)} == {422}
    assert await by_password(thief) == 429, "even with the right password"
    for _try in range(STRANGERS.most):  # and from everywhere
        await throttle.taken(STRANGERS, PERSON["email"])
    assert await by_password(portal.browser(place="198.18.7.9")) == 429
    assert await by_password(owner) == 303, "a browser that is known has a count of its own"
    await owner.post("/sign-out")
    assert [await by_password(owner, "bu deyil") for _try in range(SIGN_IN_DEVICE.most + 1)][-2:] == [422, 429]


async def test_of_twenty_tries_at_once_as_many_are_answered_as_may_be(site: Site) -> None:
    """On each engine: none is lost, and none gets through beside the count."""
    window_begins(SIGN_IN_PAIR)

    async def attempt() -> type[Exception]:
        try:
            await sign_in.by_password("nobody@numune.example", "bu deyil", "one place")
        except (NotAllowed, TooMany) as refused:
            return type(refused)
        raise AssertionError

    told = await asyncio.gather(*(attempt() for _one in range(20)))
    assert (told.count(NotAllowed), told.count(TooMany)) == (SIGN_IN_PAIR.most, 20 - SIGN_IN_PAIR.most)


def test_every_limit_counts_something_of_its_own() -> None:
    assert len({limit.what for limit in LIMITS}) == len(LIMITS)
    assert all(limit.most > 0 and limit.of for limit in LIMITS)


async def test_two_processes_count_together(settings: Settings) -> None:
    processes = deployed(settings), deployed(settings)
    try:
        for process in processes:
            process.serve()
        window = window_of(SIGN_IN_PAIR)
        statuses = await tried_at(processes, "x@numune.example")
        if window_of(SIGN_IN_PAIR) != window:  # it ended meanwhile; the next one is long enough
            statuses = await tried_at(processes, "y@numune.example")
        assert statuses == [422] * SIGN_IN_PAIR.most + [429]
    finally:
        for process in processes:
            process.stop()


async def tried_at(processes: Sequence[Deployment], email: str) -> list[int]:
    """As often as it may be with the first of them, then once with the other."""
    statuses = []
    for process, times in zip(processes, (SIGN_IN_PAIR.most, 1), strict=True):
        async with process.visitor() as client:
            browser = Browser(client)
            statuses += [await by_password(browser, "bu deyil", email) for _try in range(times)]
    return statuses


@pytest.mark.parametrize(
    ("who", "pause", "goes_on"), [("leyla", 59, True), ("leyla", 62, False), ("nigar", 29, True), ("nigar", 32, False)]
)
async def test_a_session_ends_when_nothing_is_done_sooner_for_an_officer(
    portal: Portal, who: str, pause: int, goes_on: bool
) -> None:
    browser = await portal.signed_in(who)
    shown = await browser.get(PAGE)
    assert f'data-idle="{1800 if who == "nigar" else 3600}"' in shown.text
    clock.advance(dt.timedelta(minutes=pause))
    assert (await browser.get(PAGE)).status_code == (200 if goes_on else 303)


async def test_a_session_ends_although_it_is_used(portal: Portal) -> None:
    browser = await portal.signed_in("leyla")
    for _half in range(23):
        clock.advance(dt.timedelta(minutes=31))
        assert (await browser.get(PAGE)).status_code == 200
    clock.advance(dt.timedelta(minutes=31))
    assert (await browser.get(PAGE)).status_code == 303


async def test_what_has_ended_is_swept(portal: Portal) -> None:
    await portal.signed_in("leyla")
    clock.advance(dt.timedelta(minutes=61))
    used = await portal.signed_in("kamran")
    await sessions.sweep(clock.now())
    assert await Session.count() == 1 and (await used.get(PAGE)).status_code == 200


async def test_who_is_visiting_is_told_as_by_single_questions(site: Site) -> None:
    """On each engine, with powers, an ended one, offices, and messages for several parties."""
    moment = clock.now()
    rashad = await accounts.by_demo_key("rashad")
    assert rashad is not None
    opened = await sessions.start(rashad.id, "demo", "az", level="high")
    await accounts.add_office(rashad.id, "agency:officer", moment)
    powers = await accounts.powers(rashad.id, moment)
    await sessions.act_for(opened.session, powers[0].organisation)
    await Message.insert(
        *[
            Message(party=party, channel=channel, address="", subject="s", text="t", created_at=moment, read_at=read)
            for party, channel, read in (
                (f"o:{powers[0].voen}", "inbox", None),
                (f"o:{powers[0].voen}", "inbox", None),
                (f"o:{powers[0].voen}", "email", None),
                (f"o:{powers[0].voen}", "inbox", moment),
                (f"p:{rashad.fin}", "inbox", None),
                ("p:1111111", "inbox", None),
            )
        ]
    )
    found = await visits.visiting(opened.session.digest, moment)
    assert found is not None and found.person == rashad
    assert list(found.powers) == powers and found.offices == await accounts.offices(rashad.id, moment)
    assert {(one.party, one.count) for one in found.unread} == {(f"o:{powers[0].voen}", 2), (f"p:{rashad.fin}", 1)}
    visitor = await sessions.visitor(opened.token)
    assert visitor is not None and visitor.unread == 2 and visitor.actor is not None
    await Mandate.update({Mandate.revoked_at: moment}, force=True)
    await Office.update({Office.ends: moment}, force=True)
    ended = await sessions.visitor(opened.token)
    assert ended is not None and ended.actor is not None
    assert ended.actor.party == f"p:{rashad.fin}" and not ended.actor.offices and ended.unread == 1
    await Account.update({Account.fin: None}).where(Account.id == rashad.id)
    plain = await sessions.visitor(opened.token)
    assert plain is not None and plain.actor is not None and plain.actor.party == f"a:{rashad.id}"
    assert await sessions.end_all(rashad.id) and await sessions.visitor(opened.token) is None


async def test_whoever_acts_for_an_organisation_sees_its_sessions_as_their_own(portal: Portal) -> None:
    rashad = await acting(await portal.signed_in("rashad"))
    assert len(END.findall((await rashad.get(PAGE)).text)) == 1
