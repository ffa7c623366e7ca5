"""Finding a code in the list of occupations, beside looking for the same text in every name."""

from __future__ import annotations

from itertools import cycle

from xidmet.bench.figure import Figure, compared
from xidmet.code_lists.packaged import occupation_codes, occupation_words
from xidmet.language import fold
from xidmet.registers.code_search import CodeIndex

TYPED = ("tikinti muhendisi", "software devloper", "aşpaz", "surucu avtobus", "nurs", "бухгалтер")


async def codes() -> list[Figure]:
    """A search while somebody types: what was typed is new each time, so that nothing of it is remembered."""
    listed, words = list(occupation_codes()), occupation_words()
    index = CodeIndex(listed, words)
    names = [fold(f"{one.code} {one.name} {one.name_az} {' '.join(words.get(one.code, ()))}") for one in listed]
    ours_typed, theirs_typed = cycle(TYPED), cycle(TYPED)

    async def ours() -> None:
        index.forget()
        index.find(next(ours_typed), 5)

    async def theirs() -> None:
        text = fold(next(theirs_typed))
        [name for name in names if text in name][:5]

    return [await compared("codes.find", "the same text looked for in every name", ours, theirs, times=60)]
