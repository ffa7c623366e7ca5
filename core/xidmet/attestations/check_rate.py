"""How often somebody checks: whoever is signed in is counted by themselves, all others by their network address.

The inspectors of an authority stand behind one address, and a queue of cars does not wait for another one's.
"""

from __future__ import annotations

from xidmet.attestations.check import CheckResult
from xidmet.attestations.number import parse
from xidmet.auth import Actor, throttle
from xidmet.auth.throttle import CHECKER, Limit

WRONG = 5  # for so many counts a number of which the checker is told nothing: guessing stops soon, a queue does not


async def count(checker: Actor | None, place: str, at_place: Limit) -> None:
    """Before the check. place: hash of the network address. at_place: of those not signed in. Raises TooMany."""
    if checker is None:
        await throttle.take(at_place, place)
    else:
        await throttle.take(CHECKER, _who(checker))


async def count_result(checker: Actor | None, typed: str, result: CheckResult) -> None:
    """After it. One that never was and one that is over count alike, unless the checker is told which it is.

    What is no number at all guesses nothing.
    """
    if checker is not None and result.attested is None and parse(typed) is not None:
        await throttle.more(CHECKER, _who(checker), WRONG - 1)


def _who(checker: Actor) -> str:
    """A token by itself: the program of a head holds up neither the head nor their other programs."""
    return f"token:{checker.program.id}" if checker.program else str(checker.account)
