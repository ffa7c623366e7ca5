"""Tokens of programs on both engines: what one looks like, who acts by it, when it dies, and who is told in time."""

from __future__ import annotations

import asyncio
import datetime as dt
import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from xidmet import clock
from xidmet.auth import Actor, mandates, tokens
from xidmet.auth.tokens import MadeAlready, NewToken, Wanted
from xidmet.auth.tokens.secret import SIGNS, draw, is_one
from xidmet.cases import Site
from xidmet.errors import NotAllowed, NotFound, TokenDead, WrongAnswers
from xidmet.store import accounts
from xidmet.store import mandates as held
from xidmet.store.tables import Account, ApiToken, Mandate, Message, Throttle

from tests.core.certificate import token
from tests.core.mandates import DAY, VOEN, actor, held_by, holder, kinds, organisation

PLACE = "a place"


def wanted(name: str = "1C Kadr", days: int = 30, **more: Any) -> Wanted:
    usual = {"scopes": frozenset({"read"}), "services": frozenset(), "until": clock.today() + days * DAY}
    return Wanted(name, **{**usual, **more})


async def made(head: Actor, **more: Any) -> NewToken:
    return await tokens.make(head, VOEN, wanted(**more), token())


async def is_dead(secret: str) -> bool:
    try:
        await tokens.program_with(secret, PLACE)
    except TokenDead:
        return True
    return False


def test_one_is_told_from_anything_else_by_its_last_signs() -> None:
    one, other = draw(), draw()
    assert one != other and len(one) == 53 and is_one(one)
    number = 0
    for sign in one[-6:]:
        number = number * 62 + SIGNS.index(sign)
    assert number == zlib.crc32(one[4:-6].encode())
    wrong = [one[:at] + ("0" if one[at] != "0" else "1") + one[at + 1 :] for at in range(len(one))]
    assert not any(map(is_one, [*wrong, one[:-1], f"{one}\n", f" {one}", one.upper(), ""]))


async def test_it_acts_as_an_operator_of_its_organisation_and_as_nothing_else(site: Site) -> None:
    aynur = await actor("aynur", acting=True)
    secret = (await made(aynur, services=frozenset({"forecast"}))).token
    program = await tokens.program_with(secret, PLACE)
    assert (program.mandate, program.level, program.party) == ("operator", "low", f"o:{VOEN}")
    assert program.scope == frozenset({"forecast"}) and not program.offices and not program.wards
    assert program.own_party not in (aynur.own_party, program.party, "") and program.acts_for_other
    assert program.fin is None and [power.role for power in program.powers] == ["operator"]
    assert program.marks == {**aynur.marks, "token": secret[:12]}
    assert program.signature == {**aynur.signature, "program": "1C Kadr"}
    (row,) = await ApiToken.select()
    assert secret not in str(row) and row["prefix"] == secret[:12]
    with pytest.raises(NotAllowed):
        await made(program)


Deed = Callable[[], Awaitable[object]]


async def _end_mandate() -> None:
    await held.end((await held_by("aynur"))[0].id, "registration", clock.now())


async def _demote() -> None:
    await Mandate.update({Mandate.role: "operator"}).where(Mandate.id == (await held_by("aynur"))[0].id)


async def _later() -> None:
    clock.advance(31 * DAY)


DEATHS: dict[str, Deed] = {
    "its mandate ends": _end_mandate,
    "its maker is no head": _demote,
    "the mandate has an end": lambda: Mandate.update({Mandate.ends: clock.now()}).where(Mandate.role == "head").run(),
    "the account is not confirmed": lambda: Account.update({Account.confirmed_at: None}, force=True).run(),
    "it was ended": lambda: ApiToken.update({ApiToken.ended_at: clock.now()}, force=True).run(),
    "its time has passed": _later,
}


@pytest.mark.parametrize("what", DEATHS)
async def test_it_dies(site: Site, what: str) -> None:
    secret = (await made(await actor("aynur"))).token
    assert not await is_dead(secret)
    await DEATHS[what]()
    assert await is_dead(secret)


async def test_a_new_mandate_brings_no_old_token_back(site: Site) -> None:
    secret = (await made(await actor("aynur"))).token
    await _end_mandate()
    await holder("aynur", "head")
    assert await is_dead(secret) and not await is_dead((await made(await actor("aynur"))).token)


async def test_a_form_makes_one_token_however_often_it_comes(site: Site) -> None:
    aynur, once = await actor("aynur"), token()
    both = await asyncio.gather(
        *(tokens.make(aynur, VOEN, wanted(), once) for _press in range(3)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in both) == ["MadeAlready", "MadeAlready", "NewToken"]
    assert issubclass(MadeAlready, Exception) and await ApiToken.count() == 1 and await kinds() == ["token-made"]


async def test_two_programs_of_one_name_at_once(site: Site) -> None:
    aynur = await actor("aynur")
    both = await asyncio.gather(made(aynur, name="Anbar"), made(aynur, name="anbar"), return_exceptions=True)
    assert sorted(type(one).__name__ for one in both) == ["NewToken", "WrongAnswers"]
    (row,) = await ApiToken.select(ApiToken.id)
    await tokens.end(aynur, VOEN, row["id"])
    await made(aynur, name="Anbar")


WRONG = [
    ({"name": ""}, "name"),
    ({"name": "x" * 61}, "name"),
    ({"scopes": frozenset()}, "scopes"),
    ({"scopes": frozenset({"everything"})}, "scopes"),
    ({"days": -1}, "until"),
    ({"days": 366}, "until"),
]


@pytest.mark.parametrize(("more", "field"), WRONG, ids=str)
async def test_what_no_form_may_ask_for(site: Site, more: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongAnswers) as wrong:
        await made(await actor("aynur"), **more)
    assert set(wrong.value.errors) == {field} and await ApiToken.count() == 0


async def test_who_may(site: Site) -> None:
    """Also whoever was a head when the page was opened, and is none any more."""
    await holder("sevda", "head")
    aynur, sevda, rashad, leyla = [await actor(name) for name in ("aynur", "sevda", "rashad", "leyla")]
    one = await made(aynur)
    assert [token.name for token in await tokens.tokens_of(rashad, VOEN)] == ["1C Kadr"]
    for who, error in ((rashad, NotAllowed), (leyla, NotFound)):
        with pytest.raises(error):
            await made(who, name="b")
        with pytest.raises(error):
            await tokens.end(who, VOEN, one.id)
    with pytest.raises(NotFound):
        await tokens.tokens_of(leyla, VOEN)
    await mandates.end(aynur, VOEN, (await held_by("sevda"))[0].id)
    for deed in (made(sevda, name="b"), tokens.end(sevda, VOEN, one.id)):
        with pytest.raises(NotAllowed):
            await deed
    assert not await is_dead(one.token)


async def test_a_head_of_another_organisation_knows_of_none(site: Site) -> None:
    one = await made(await actor("aynur"))
    other = await accounts.add_organisation("1400000999", "Başqa MMC", "legal_entity", "", clock.now())
    leyla = await accounts.by_demo_key("leyla")
    assert leyla is not None
    await accounts.add_mandate(leyla.id, other, "head", "demonstration", clock.now())
    with pytest.raises(NotFound):
        await tokens.end(await actor("leyla"), "1400000999", one.id)
    assert not await is_dead(one.token)


async def test_its_use_is_written_once_an_hour(site: Site) -> None:
    secret, begun = (await made(await actor("aynur"))).token, clock.now()
    uses = []
    for minutes in (0, 59, 2, 10, 60):
        clock.advance(dt.timedelta(minutes=minutes))
        await asyncio.gather(*(tokens.program_with(secret, PLACE) for _request in range(2)))
        (row,) = await ApiToken.select(ApiToken.used_at)
        uses.append(round((row["used_at"] - begun).total_seconds() / 60))
    assert uses == [0, 0, 61, 61, 131]
    assert not await Throttle.exists().where(Throttle.bucket.like("unknown-token%"))


async def test_the_heads_are_told_before_it_ends_and_once(site: Site) -> None:
    aynur = await actor("aynur")
    await made(aynur, name="Tezliklə", days=20)
    await made(aynur, name="Qısa", days=3)
    await made(aynur, name="Dayanmış", days=20)
    stopped = await ApiToken.select(ApiToken.id).where(ApiToken.name == "Dayanmış").first()
    assert stopped is not None
    await tokens.end(aynur, VOEN, stopped["id"])
    assert await tokens.remind_heads() == 0
    clock.advance(7 * DAY)
    assert sum(await asyncio.gather(tokens.remind_heads(), tokens.remind_heads())) == 1
    assert await tokens.remind_heads() == 0
    said = await Message.select(Message.text).where((Message.channel == "inbox") & Message.text.like("%son günü%"))
    (text,) = [one["text"] for one in said]
    assert "Tezliklə" in text and "Nümunə" in text


async def test_an_ended_mandate_takes_its_tokens_along(site: Site) -> None:
    await holder("sevda", "head")
    aynur, sevda = await actor("aynur"), await actor("sevda")
    hers, other = await made(aynur), await made(sevda, name="Anbar")
    (mandate,) = [one.id for one in await held_by("aynur")]
    assert [one.name for one in await tokens.resting_on(mandate)] == ["1C Kadr"]
    await mandates.end(sevda, VOEN, mandate)
    await mandates.end(sevda, VOEN, mandate)
    assert await is_dead(hers.token) and not await is_dead(other.token)
    assert await kinds() == ["token-made", "token-made", "ended", "token-ended"]
    rows = await ApiToken.select().where(ApiToken.organisation == await organisation())
    assert sorted((row["name"], row["ended_at"] is None) for row in rows) == [("1C Kadr", False), ("Anbar", True)]
