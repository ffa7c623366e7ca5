"""What a check of a capsule found: what is broken and where, what holds, and what could not be known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xidmet.contract.texts import _
from xidmet.language import LANGUAGES, Translator, translator

BROKEN: Mapping[str, str] = {
    "not-a-capsule": _("This is no sealed file of a case."),
    "too-big": _("It is too big, or takes too long to check."),
    "container-damaged": _("The container is damaged behind “{where}”: what follows can't be examined."),
    "container-altered": _("The container's own list of files is not the one it was made with."),
    "file-altered": _("“{where}” was changed after it was sealed."),
    "file-missing": _("“{where}” was taken out."),
    "file-added": _("“{where}” was put in afterwards: no seal covers it."),
    "file-moved": _("“{where}” stands in another place than it was sealed in."),
    "file-unreadable": _("“{where}” is not written as it must be."),
    "seal-missing": _("There is no seal."),
    "seal-broken": _("The seal does not hold: it was changed, or is not over these files."),
    "other-case": _("“{where}” is about another case."),
    "row-altered": _("Row {where} of the history was changed."),
    "row-missing": _("Row {where} of the history was taken out."),
    "row-moved": _("Row {where} of the history stands in another place."),
    "row-added": _("From row {where} on the history has more rows than it had."),
    "row-cut-off": _("From row {where} on the history is cut off."),
    "head-differs": _("The history ends with another row than it did."),
    "value-differs": _("A value is not the one that the history is bound to: row {where}."),
    "answers-differ": _("The answers are not those that row {where} of the history is bound to."),
    "document-differs": _("“{where}” is not the file that was handed in."),
    "root-altered": _("What is said of the root of {where} was changed."),
    "root-unlinked": _("The root of {where} does not follow the one before it."),
    "root-missing": _("The root of {where}, on which a proof stands, is not there."),
    "root-unsealed": _("The seal over the root of {where} does not hold."),
    "leaf-differs": _("The history is not the one that the root of {where} binds."),
    "proof-fails": _("The proof does not lead to the root of {where}."),
    "stamp-broken": _("The time-stamp over the root of {where} does not hold."),
    "root-differs": _("The root of {where} is not the one in the copy that was kept."),
}
UNKNOWN: Mapping[str, str] = {
    "seal-unknown": _("The seal is intact, but it can't be said here whether it is to be trusted ({where})."),
    "root-other-seal": _("The root of {where} was sealed with another certificate than this file; compare it."),
    "stamp-unknown": _("Whether the time-stamp over the root of {where} is to be trusted can't be said here."),
    "answers-unbound": _("The history was written before it was bound to the answers, or that was erased."),
    "no-roots": _("No daily root binds this history yet: only the seal speaks for it."),
    "roots-uncompared": _("The daily roots were not compared with a copy that somebody else kept."),
    "roots-apart": _("The copy that was kept has none of the days that stand here."),
}
HOLDS: Mapping[str, str] = {
    "files": _("All files are those that were sealed: {where}."),
    "seal": _("The seal is good: {where}."),
    "history": _("The history is whole, from the first row to the last: {where}."),
    "values": _("The values shown are those that the history is bound to: {where}."),
    "answers": _("The answers are those that row {where} of the history is bound to."),
    "documents": _("The files that were handed in are those of the answers: {where}."),
    "roots": _("Daily roots bind the history: {where}."),
    "stamps": _("Trusted time-stamps say when a daily root existed: {where}."),
    "roots-compared": _("Daily roots that are the same in the copy that was kept: {where}."),
}
MOST = 200  # of a kind that are named; a file that is broken throughout needs no more


@dataclass(frozen=True)
class Finding:
    """where: the file, row, day or number that it is about."""

    code: str
    where: str = ""

    def sentence(self, words: Translator) -> str:
        said = BROKEN.get(self.code) or UNKNOWN.get(self.code) or HOLDS[self.code]
        return words.text(said, where=self.where)

    def as_json(self) -> dict[str, Any]:
        sentences = {language: self.sentence(translator(language)) for language in LANGUAGES}
        return {"code": self.code, "where": self.where, "sentence": sentences}


@dataclass
class Findings:
    """Gathered while a capsule is gone through. seal: the machine report about its signature."""

    number: str = ""
    readable: bool = True
    broken: list[Finding] = field(default_factory=list)
    unknown: list[Finding] = field(default_factory=list)
    holds: list[Finding] = field(default_factory=list)
    seal: dict[str, Any] | None = None

    def breaks(self, code: str, where: object = "") -> None:
        found = Finding(code, str(where))
        if len(self.broken) < MOST and found not in self.broken:
            self.broken.append(found)

    def leaves_open(self, code: str, where: object = "") -> None:
        self.unknown.append(Finding(code, str(where)))

    def bears_out(self, code: str, where: object = "") -> None:
        self.holds.append(Finding(code, str(where)))

    @property
    def indication(self) -> str:
        """In the terms of ETSI EN 319 102-1."""
        if self.broken:
            return "TOTAL-FAILED"
        return "TOTAL-PASSED" if any(one.code == "seal" for one in self.holds) else "INDETERMINATE"

    def as_json(self) -> dict[str, Any]:
        return {
            "indication": self.indication,
            "readable": self.readable,
            "number": self.number or None,
            "broken": [one.as_json() for one in self.broken],
            "unknown": [one.as_json() for one in self.unknown],
            "holds": [one.as_json() for one in self.holds],
            "seal": self.seal,
        }
