"""What a check of a signed file found, signature by signature, in the terms of ETSI EN 319 102-1."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from xidmet.contract.texts import _
from xidmet.language import Translator
from xidmet.signatures.found import PART, Listed, Scope
from xidmet.signatures.stamps import Stamped
from xidmet.signatures.verdict import SENTENCES, Indication, NotGood, Sub, Verdict

WORST_FIRST = (Indication.FAILED, Indication.INDETERMINATE, Indication.PASSED)


class Level(StrEnum):
    """Of what the signature carries with it (ETSI EN 319 122-1 and its like): the bare one, with a time that is proven,
    with what proves that nothing was taken back, and with a time-stamp over all that."""

    B = "B"
    T = "T"
    LT = "LT"
    LTA = "LTA"


LEVELS = tuple(Level)


@dataclass(frozen=True)
class SignatureReport:
    """proven_time: by when it existed, as a trusted time-stamp says; None: nothing proves it. level: None: not even B.

    notes: msgids.
    """

    verdict: Verdict
    scope: Scope
    level: Level | None = None
    proven_time: dt.datetime | None = None
    stamps: tuple[Stamped, ...] = ()
    notes: tuple[str, ...] = ()

    def sentence(self, words: Translator) -> str:
        told = [self.verdict.sentence(words)]
        if self.scope.not_covered:
            names = [words.text(PART) if name == PART else name for name in self.scope.not_covered]
            told.append(words.text(_("Not signed: {what}."), what=", ".join(names)))
        return " ".join([*told, *(words.text(note) for note in self.notes)])


@dataclass(frozen=True)
class StampReport:
    """A time-stamp over a document as a whole."""

    stamped: Stamped
    scope: Scope

    @property
    def verdict(self) -> Verdict:
        return self.stamped.verdict


@dataclass(frozen=True)
class Report:
    """at: the moment that was asked about. error: why no signature was judged; then it is unreadable, or damaged.

    readable: whether it is a signed file of a kind that is checked here. notes: msgids. listed: as in Found.
    """

    at: dt.datetime
    format: str = ""
    signatures: tuple[SignatureReport, ...] = ()
    stamps: tuple[StampReport, ...] = ()
    notes: tuple[str, ...] = ()
    error: NotGood | None = None
    readable: bool = True
    listed: Listed | None = None

    @property
    def _decisive(self) -> Verdict | None:
        """The worst of the signatures; of a file without any, the worst of its time-stamps."""
        verdicts = [one.verdict for one in self.signatures or self.stamps]
        return min(verdicts, key=lambda one: WORST_FIRST.index(one.indication), default=None)

    @property
    def indication(self) -> Indication:
        if self.error or not self._decisive:
            return self.error.indication if self.error else Indication.INDETERMINATE
        return self._decisive.indication

    @property
    def sub_indication(self) -> Sub | None:
        if self.error or not self._decisive:
            return self.error.sub if self.error else Sub.SIGNED_DATA_NOT_FOUND
        return self._decisive.sub_indication

    @property
    def detail(self) -> str:
        return self.error.detail if self.error else self._decisive.detail if self._decisive else ""

    @property
    def level(self) -> Level | None:
        """The lowest, for a chain is as strong as that."""
        levels = [one.level for one in self.signatures]
        return None if not levels or None in levels else min((one for one in levels if one), key=LEVELS.index)

    @property
    def scope(self) -> Scope:
        """covered: by every signature. not_covered: by at least one not."""
        scopes = [one.scope for one in self.signatures or self.stamps]
        all_names = dict.fromkeys(name for one in scopes for name in (*one.covered, *one.not_covered))
        covered = tuple(name for name in all_names if all(name in one.covered for one in scopes))
        size = min((one.size for one in scopes if one.size), default=None)
        return Scope(covered, tuple(name for name in all_names if name not in covered), size)

    def sentence(self, words: Translator) -> str:
        """For a clerk, in the reader's language."""
        return " ".join([self._said(words), *(words.text(note) for note in self.notes), *self._list_said(words)])

    def _said(self, words: Translator) -> str:
        if self.error:
            return words.text(self.error.said or SENTENCES[self.error.sub])
        if not self.signatures:
            return self._stamp_said(words)
        if len(self.signatures) == 1:
            return self.signatures[0].sentence(words)
        good = sum(one.verdict.passed for one in self.signatures)
        count = words.text(_("{good} of {count} signatures are good."), good=good, count=len(self.signatures))
        return " ".join([count, *dict.fromkeys(one.sentence(words) for one in self.signatures)])

    def _list_said(self, words: Translator) -> tuple[str, ...]:
        listed = self.listed
        if listed is None:
            return ()
        if listed.item is None:
            return (words.text(_("The signature is for a whole list; items in it: {count}."), count=listed.count),)
        said = _("This is item {item} of {count} in a list that was signed as a whole.")
        return (words.text(said, count=listed.count, item=listed.item),)

    def _stamp_said(self, words: Translator) -> str:
        worst = min(self.stamps, key=lambda one: WORST_FIRST.index(one.verdict.indication), default=None)
        if worst is None:
            return words.text(_("There is no signature in this file."))
        if not worst.verdict.passed:
            return worst.verdict.sentence(words)
        when = worst.stamped.time.strftime("%Y-%m-%d %H:%M:%S UTC") if worst.stamped.time else ""
        return words.text(_("Nobody signed this file; a time-stamp proves that it existed on {when}."), when=when)
