"""Opinions of several bodies: given at one moment, given late, and for officers alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from xidmet import journal
from xidmet.auth import Actor
from xidmet.cases import Site, move, open_site
from xidmet.cases.internal import open_forms
from xidmet.cases.opinions import asked_of, give_late, opinions_of
from xidmet.cases.said import said_in
from xidmet.contract.form import Form
from xidmet.errors import NotFound, Refused, Stale
from xidmet.jobs import Worker
from xidmet.settings import Settings
from xidmet.store import mailbox

from tests.core.certificate import token
from tests.core.offices import holds
from tests.talks_site import ILL, MONDAY, RULING, SECRET, case_of, done, offices, sent, talks_site
from tests.terms_site import at, passes

LATER = MONDAY.replace(day=12)


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    folder = talks_site(tmp_path / "talks")
    async with open_site(settings.model_copy(update={"site": folder})) as opened:
        assert opened.catalogue.faults == ()
        at(MONDAY)
        yield opened


@pytest.fixture
async def people(site: Site) -> dict[str, Actor]:
    return await offices()


async def asked(site: Site, people: dict[str, Actor]) -> str:
    return await done(site, people["clerk"], await sent(site), "ask")


def given_in(said: Form) -> dict[str, object]:
    return {name: value for name, value in vars(said).items() if value is not None}


async def test_two_bodies_at_one_moment_lose_nothing(site: Site, people: dict[str, Actor]) -> None:
    """Both saw the same version; whoever comes second is not sent back, and the case goes on once."""
    number = await asked(site, people)
    seen = (await case_of(site, number)).version

    async def say(who: str, name: str, said: dict[str, str]) -> None:
        await move(site, people[who], number, name, version=seen, token=token(), asked=said)

    await asyncio.gather(
        say("police", "say_police", {"police": SECRET}), say("doctor", "say_doctors", {"doctors": ILL})
    )
    case = await case_of(site, number)
    assert case.state.name == "review"
    assert [one.transition for one in case.done].count("all_said") == 1
    given = {one.transition.name: (one.said, one.late) for one in opinions_of(case)}
    assert {name: given_in(said) for name, (said, _late) in given.items() if said} == {
        "say_police": {"police": SECRET},
        "say_doctors": {"doctors": ILL},
    }
    assert [late for _said, late in given.values()] == [False, False]
    assert [broken async for broken in journal.verify() if broken] == []


async def test_the_same_body_twice_at_one_moment_answers_once(site: Site, people: dict[str, Actor]) -> None:
    number = await asked(site, people)
    seen, colleague = (await case_of(site, number)).version, await holds("polis2", "police:opinions")
    tried = await asyncio.gather(
        *(
            move(site, who, number, "say_police", version=seen, token=token(), asked={"police": f"{place}"})
            for place, who in enumerate((people["police"], colleague))
        ),
        return_exceptions=True,
    )
    assert sorted(isinstance(one, Stale | Refused) for one in tried) == [False, True]
    assert [one.transition for one in (await case_of(site, number)).done].count("say_police") == 1


async def test_anything_but_an_opinion_between_sends_back(site: Site, people: dict[str, Actor]) -> None:
    number = await asked(site, people)
    seen = (await case_of(site, number)).version
    await passes(site, LATER)
    await done(site, people["clerk"], number, "ask")
    with pytest.raises(Stale):
        said = {"police": SECRET}
        await move(site, people["police"], number, "say_police", version=seen, token=token(), asked=said)


async def test_a_late_opinion_is_kept_beside_the_case(site: Site, people: dict[str, Actor]) -> None:
    number = await asked(site, people)
    await done(site, people["police"], number, "say_police", police=SECRET)
    await passes(site, LATER)
    case = await case_of(site, number)
    assert case.state.name == "review", "the declared way goes on without the doctors"
    told, more = await asked_of(site, people["doctor"])
    assert [(one.case.number, one.opinion.transition.name, one.opinion.late) for one in told] == [
        (number, "say_doctors", True)
    ]
    assert not more and (await asked_of(site, people["police"]))[0] == []
    once, version = token(), case.version
    for _twice in range(2):
        after = await give_late(
            site, people["doctor"], number, "say_doctors", version=version, token=once, asked={"doctors": ILL}
        )
    assert (after.state.name, after.version) == ("review", version + 1)
    given = {one.transition.name: one for one in opinions_of(await case_of(site, number))}
    assert given["say_doctors"].late and not given["say_police"].late
    assert vars(given["say_doctors"].said) == {"doctors": ILL}
    assert (await asked_of(site, people["doctor"]))[0] == []
    with pytest.raises(Refused):
        await give_late(
            site, people["doctor"], number, "say_doctors", version=version + 1, token=token(), asked={"doctors": "x"}
        )
    with pytest.raises(Stale):  # whoever had the case open before looks again
        await move(site, people["clerk"], number, "propose", version=version, token=token(), asked=RULING)
    while await Worker(site).once():
        pass
    letters = [one for one in await mailbox.letters() if one.to == people["clerk"].email]
    stored = [await mailbox.letter(one.message_id) for one in letters]
    assert any(one and number.encode() in one.source for one in stored)
    await move(site, people["clerk"], number, "propose", version=version + 1, token=token(), asked=RULING)
    later = await case_of(site, number)
    assert ILL not in str([vars(one) for one in open_forms(later)]), "what is for officers stays so after a move"
    assert {one.transition.name: one for one in opinions_of(later)}["say_doctors"].late
    assert all(ILL.encode() not in one.source for one in stored if one)
    rows = [one.kind for one in await journal.entries(after.record.id)]
    assert rows.count("late-opinion") == 1
    assert [broken async for broken in journal.verify() if broken] == []


async def test_who_may_not_give_one_late(site: Site, people: dict[str, Actor]) -> None:
    number = await asked(site, people)
    version = (await case_of(site, number)).version
    given = {"version": version, "token": token(), "asked": {"doctors": ILL}}
    with pytest.raises(NotFound):  # its term still runs: it is given as any other
        await give_late(site, people["doctor"], number, "say_doctors", **given)  # type: ignore[arg-type]
    await passes(site, LATER)
    given["version"] = (await case_of(site, number)).version
    for who in ("police", "clerk", "chief"):
        with pytest.raises(NotFound):
            await give_late(site, people[who], number, "say_doctors", **given)  # type: ignore[arg-type]
    await done(site, people["clerk"], number, "propose", **RULING)
    await done(site, people["chief"], number, "refuse", **RULING)
    given["version"] = (await case_of(site, number)).version
    with pytest.raises(Refused):
        await give_late(site, people["doctor"], number, "say_doctors", **given)  # type: ignore[arg-type]


async def test_only_who_has_not_answered_is_reminded(site: Site, people: dict[str, Actor]) -> None:
    await done(site, people["police"], await asked(site, people), "say_police", police=SECRET)
    await passes(site, MONDAY.replace(day=6, hour=11))
    to = {one.to for one in await mailbox.letters()}
    assert people["doctor"].email in to and people["police"].email not in to


async def test_what_bodies_say_is_not_in_what_the_applicant_is_given(site: Site, people: dict[str, Actor]) -> None:
    number = await asked(site, people)
    await done(site, people["police"], number, "say_police", police=SECRET)
    await done(site, people["doctor"], number, "say_doctors", doctors=ILL)
    await done(site, people["clerk"], number, "propose", **RULING)
    case = await case_of(site, number)
    assert json.loads(said_in(case))["given"] == {}
    await done(site, people["chief"], number, "refuse", **{**RULING, "reason": "Qəti səbəb"})
    given = json.loads(said_in(await case_of(site, number)))["given"]
    assert set(given) == {"Ruling"} and given["Ruling"]["reason"] == "Qəti səbəb"


async def test_a_proposal_that_was_not_followed_stays_inside(site: Site, people: dict[str, Actor]) -> None:
    number = await sent(site)
    await done(site, people["clerk"], number, "propose", **RULING)
    assert "Səbəb budur" not in said_in(await case_of(site, number))
