"""Find a code by what people call it: any language, any order, slips of the keyboard, other words for the same thing.

Everything stands in memory, for a code list is small and is asked at every key that is pressed. What is found is told
by how much of what was typed is met, then by how much of the name that explains.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from xidmet.contract.registers import Code
from xidmet.language import fold

WORD = re.compile(r"\w+")
IDLE = frozenset(
    WORD.findall(
        "ve ya uzre ucun olan ile kimi diger basqa qrupa daxil edilmeyen "
        "and or of the for in to a an other not elsewhere classified related "
        "и или по для в на с из прочие другие"
    )
)
NAMES = ("code", "name", "name_az", "name_ru")
WORDS_READ = 8  # of what was typed
ALIKE = 0.86  # Jaro-Winkler, below which two words are two words
LIKE_AT_MOST = 24  # words of the list that one typed word may mean
OTHER_NAME, ABOVE = 0.96, 0.55  # what a synonym and the name of the group above are worth beside the code's own name
COARSE = 0.03  # taken off for each level a code stands above the finest
EXPLAINS = 0.3  # how much of the score is how much of the name was asked for


ENDS = Code()  # above the widest group


@dataclass(frozen=True)
class Phrase:
    """One name of one code. code: its place in the list. words: theirs in the vocabulary. weight: of all of them."""

    code: int
    words: tuple[int, ...]
    weight: float
    worth: float


class CodeIndex:
    """All codes of a list and how they are called."""

    def __init__(self, codes: Sequence[Code], also: Mapping[str, Sequence[str]]) -> None:
        """also: what else a code is called, by code."""
        self._codes = codes
        self._by_code = {one.code: one for one in codes}
        self._instead: dict[str, list[Code]] = defaultdict(list)
        for one in codes:
            for old in (vars(one).get("before") or "").split():
                self._instead[old].append(one)
        self._finest = max((len(one.code) for one in codes), default=0)
        named = list(_named(codes, also))
        self._vocabulary = sorted({word for _code, words, _worth in named for word in words})
        places = {word: place for place, word in enumerate(self._vocabulary)}
        self._rarity = _rarity(named, self._vocabulary)
        self._phrases = [
            self._phrase(code, tuple(places[word] for word in words), worth) for code, words, worth in named
        ]
        self._holding: dict[int, list[int]] = defaultdict(list)
        for at, phrase in enumerate(self._phrases):
            for word in set(phrase.words):
                self._holding[word].append(at)
        self._meant = lru_cache(maxsize=2048)(self._meaning)

    def find(self, text: str, limit: int) -> list[Code]:
        """The codes that are called so, the likeliest first; for digits, the codes that begin with them, and those that
        took the place of such a code.
        """
        typed = text.strip()
        if typed.isdigit():
            begin = [code for code in self._codes if code.code.startswith(typed)]
            return list(dict.fromkeys([*self.instead_of(typed), *begin]))[:limit]
        scores = self._scores(_words(typed)[:WORDS_READ])
        best = sorted(scores, key=lambda place: (-scores[place], self._codes[place].code))
        return [self._codes[place] for place in best[:limit]]

    def instead_of(self, old: str) -> list[Code]:
        """The codes that took the place of one of the version before."""
        return self._instead.get(old, [])

    def below(self, code: str) -> list[Code]:
        """The codes right beneath a group; "": the widest ones."""
        return [one for one in self._codes if (vars(one).get("parent") or "") == code]

    @property
    def every(self) -> Sequence[Code]:
        return self._codes

    def code(self, code: str) -> Code | None:
        return self._by_code.get(code)

    @property
    def replaced(self) -> list[str]:
        """The codes of the version before that have others in their place, in their order."""
        return sorted(self._instead)

    def above(self, code: Code) -> list[Code]:
        """The groups it lies in, the widest first."""
        found = list[Code]()
        while (code := self._by_code.get(vars(code).get("parent") or "", ENDS)) is not ENDS and code not in found:
            found.insert(0, code)
        return found

    def forget(self) -> None:
        """What was typed before is worked out anew."""
        self._meant.cache_clear()

    def _scores(self, words: Sequence[str]) -> dict[int, float]:
        """How well each code that answers to any of the words does, by its place."""
        met: dict[int, list[float]] = defaultdict(list)
        asked = 0.0
        for word in words:
            meant = self._meant(word)
            rarity = max((self._rarity[place] for place in meant), default=max(self._rarity, default=1.0))
            asked += rarity
            for at, alike in self._best(meant).items():
                met[at].append(alike * rarity)
        found: dict[int, float] = {}
        for at, parts in met.items():
            phrase, got = self._phrases[at], sum(parts)
            score = phrase.worth * got / asked * (1 - EXPLAINS + EXPLAINS * min(1.0, got / phrase.weight))
            found[phrase.code] = max(found.get(phrase.code, 0.0), score)
        return found

    def _best(self, meant: Mapping[int, float]) -> dict[int, float]:
        """The phrases that hold such a word, and how alike the likest is."""
        found: dict[int, float] = {}
        for place, alike in meant.items():
            for at in self._holding[place]:
                if found.get(at, 0.0) < alike:
                    found[at] = alike
        return found

    def _meaning(self, typed: str) -> dict[int, float]:
        """Which words of the list a typed word may mean, and how alike they are: 1 for the same."""
        begins = bisect_left(self._vocabulary, typed)
        meant = {
            place: 0.7 + 0.3 * len(typed) / len(word)
            for place, word in enumerate(islice(self._vocabulary, begins, begins + LIKE_AT_MOST), begins)
            if word.startswith(typed)
        }
        if len(typed) > 3:
            alike = process.extract(
                typed,
                self._vocabulary,
                scorer=JaroWinkler.normalized_similarity,
                score_cutoff=ALIKE,
                limit=LIKE_AT_MOST,
            )
            for _word, ratio, place in alike:
                meant[place] = max(meant.get(place, 0.0), ratio * ratio)
        return meant

    def _phrase(self, code: int, words: Sequence[int], worth: float) -> Phrase:
        coarse = COARSE * (self._finest - len(self._codes[code].code))
        return Phrase(code, tuple(words), sum(self._rarity[word] for word in words), worth - coarse)


def _named(codes: Sequence[Code], also: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, tuple[str, ...], float]]:
    """The place of a code, the words of one of its names, and what that name is worth."""
    by_code = {one.code: one for one in codes}
    for place, code in enumerate(codes):
        for name in _names(code):
            yield place, tuple(_words(name)), 1.0
        for name in also.get(code.code, ()):
            if words := _words(name):
                yield place, tuple(words), OTHER_NAME
        above = by_code.get(vars(code).get("parent") or "")
        for name in _names(above) if above else ():
            yield place, tuple(_words(name)), ABOVE


def _names(code: Code) -> list[str]:
    """A row that was loaded by an older version of the form may lack a name."""
    return [name for field in NAMES if (name := vars(code).get(field))]


def _words(text: str) -> list[str]:
    """Folded, without those that say nothing, unless there are no others."""
    words = WORD.findall(fold(text))
    return [word for word in words if word not in IDLE] or words


def _rarity(named: Iterable[tuple[int, tuple[str, ...], float]], vocabulary: Sequence[str]) -> list[float]:
    """What a word tells, by how few codes are called by it."""
    codes: dict[str, set[int]] = defaultdict(set)
    for code, words, _worth in named:
        for word in words:
            codes[word].add(code)
    count = len(set().union(*codes.values())) if codes else 0
    return [math.log(1 + count / len(codes[word])) for word in vocabulary]
