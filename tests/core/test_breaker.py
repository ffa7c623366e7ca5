"""The circuit breaker of a register: a growing pause, one try after it, and everybody at once when it answers."""

from __future__ import annotations

import asyncio

import pytest
from xidmet import clock
from xidmet.registers.breaker import LONGEST, PAUSE, SILENT, Breaker, Open


@pytest.fixture
def closed() -> Breaker:
    return Breaker()


def silence(breaker: Breaker, times: int = SILENT) -> None:
    for _try in range(times):
        breaker.was_silent()


async def may_ask(breaker: Breaker) -> bool:
    try:
        async with breaker.asked():
            return True
    except Open:
        return False


async def test_pauses_grow_up_to_a_longest_one_and_begin_anew_after_an_answer(closed: Breaker) -> None:
    silence(closed, SILENT - 1)
    assert await may_ask(closed) and not closed.is_open
    silence(closed, 8)
    pauses = list[int]()
    for _trial in range(8):
        began = clock.now()
        while not await may_ask(closed):
            clock.advance(PAUSE / 2)
        pauses.append(round((clock.now() - began) / PAUSE))
        closed.was_silent()
    assert pauses == [1, 2, 4, 8, 16, 30, 30, 30], "eight at once are one silence"
    assert LONGEST == 30 * PAUSE
    closed.answered()
    assert closed.silent_since is None and await may_ask(closed)
    silence(closed)
    clock.advance(PAUSE)
    assert await may_ask(closed)


@pytest.mark.parametrize("answers", [True, False])
async def test_after_a_pause_one_goes_first_and_the_others_wait_for_what_comes_of_it(
    closed: Breaker, answers: bool
) -> None:
    silence(closed)
    clock.advance(PAUSE)
    begun, go_on, trying = asyncio.Event(), asyncio.Event(), 0

    async def one() -> str:
        nonlocal trying
        try:
            async with closed.asked():
                trying += 1
                begun.set()
                await go_on.wait()
                closed.answered() if answers else closed.was_silent()
                return "asked"
        except Open:
            return "told at once"

    tasks = [asyncio.create_task(one()) for _one in range(5)]
    await begun.wait()
    await asyncio.sleep(0)
    assert trying == 1
    go_on.set()
    said = await asyncio.gather(*tasks)
    assert (said.count("asked"), closed.is_open) == ((5, False) if answers else (1, True))


async def test_one_that_is_cancelled_lets_the_next_one_try(closed: Breaker) -> None:
    silence(closed)
    clock.advance(PAUSE)

    async def hang() -> None:
        async with closed.asked():
            await asyncio.Event().wait()

    hanging = asyncio.create_task(hang())
    await asyncio.sleep(0)
    hanging.cancel()
    await asyncio.gather(hanging, return_exceptions=True)
    assert await may_ask(closed)
