"""Files as a page shows them: those that are there, the state of each in words, and what may be added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from xidmet.contract.attached import KINDS, titles
from xidmet.contract.fields import Upload
from xidmet.contract.mistake import Mistake
from xidmet.contract.texts import _
from xidmet.contract.uploads import ids_of
from xidmet.documents import Stored
from xidmet.documents.preview import can_be_drawn
from xidmet.language import Bytes, Translator

SAID = {
    "clean": _("no virus found"),
    "waiting": _("waits for the virus scan"),
    "not scanned": _("not scanned for viruses"),
    "too large": _("too large for the virus scan"),
    "infected": _("contains {finding}; remove it and add another"),
    "erased": _("erased: its time of keeping is over"),
}
MARKS = {"clean": "ok", "infected": "bad", "erased": "off"}
LOOKS = 20  # of a page at a file that waits for the scan; then it must be loaded again


@dataclass(frozen=True)
class FileRow:
    """mark: ok, wait or bad. href, preview, remove, again: addresses, "" for what this reader can't do.

    again: where to look whether the scan is over, after so many seconds (pause).
    """

    id: str
    path: str
    name: str
    size: str
    said: str
    mark: str
    href: str
    preview: str
    remove: str = ""
    again: str = ""
    pause: int = 0


@dataclass(frozen=True)
class Drop:
    """Where files are added. action: where a script sends each alone; "" when only the form sends them.

    failed: what is said of files that were not taken, beyond the first.
    """

    rules: str
    accept: str
    several: bool
    most: int
    most_bytes: int
    action: str
    rows: tuple[FileRow, ...]
    failed: tuple[str, ...]
    too_large: str
    too_many: str

    @property
    def full(self) -> bool:
        return self.several and len(self.rows) >= self.most


@dataclass(frozen=True)
class AtHand:
    """What is known of a case's files while its form is shown. in_move: of the form of a move, which sends them."""

    number: str = ""
    known: Mapping[str, Stored] = field(default_factory=dict)
    failed: Mapping[str, Sequence[Mistake]] = field(default_factory=dict)
    scans: bool = False
    in_move: bool = False


def drop_of(one: Upload, path: str, typed: Any, files: AtHand, words: Translator) -> Drop:
    """A question for files. path: its name on the page; typed: raw input, ids or what the store keeps of files."""
    known = [files.known[given] for given in ids_of(typed) if given in files.known]
    return Drop(
        rules=_rules(one, files, words),
        accept=",".join(ending for kind in one.kinds for ending in KINDS[kind].endings),
        several=one.rows is not None,
        most=one.most,
        most_bytes=one.most_bytes,
        action="" if files.in_move else f"/cases/{files.number}/files",
        rows=tuple(_row(stored, files, words, path) for stored in known),
        failed=tuple(words.text(said.text, **said.values) for said in files.failed.get(path, ())[1:]),
        too_large=words.text(
            _("This file is larger than {most}. Make it smaller, or split it."), most=Bytes(one.most_bytes)
        ),
        too_many=words.text(_("At most {most} files can be added. Remove one first."), most=one.most),
    )


def _row(stored: Stored, files: AtHand, words: Translator, path: str) -> FileRow:
    row = row_of(stored, files.number, words, path)
    return replace(row, href="", preview="", remove="", again="") if files.in_move else row


def _rules(one: Upload, files: AtHand, words: Translator) -> str:
    values = {"kinds": titles(one.kinds), "size": Bytes(one.most_bytes), "most": one.most}
    several, single = _("{kinds}. At most {most} files, each up to {size}."), _("{kinds}. One file, up to {size}.")
    said = words.text(several if one.rows else single, **values)
    return f"{said} {words.text(_('Each is scanned for viruses.'))}" if files.scans else said


def row_of(stored: Stored, number: str, words: Translator, path: str, looked: int = 0) -> FileRow:
    """A file as its party sees it in a form. path: of the question; looked: how often it was asked for the scan."""
    base, row = f"/cases/{number}/files/{stored.id}", shown_row(stored, number, words, own=True, scans=True)
    waits = stored.scan == "waiting" and looked < LOOKS
    return FileRow(
        **{
            **vars(row),
            "path": path,
            "remove": f"{base}/remove",
            "again": f"{base}/state?path={quote(path)}&looked={looked + 1}" if waits else "",
            "pause": 2 + looked,
        }
    )


def shown_row(stored: Stored, number: str, words: Translator, *, own: bool, scans: bool) -> FileRow:
    """A file that is only looked at. own: by its party, who need not wait for the scan. scans: there is a scanner."""
    base = f"/cases/{number}/files/{stored.id}"
    mine, unscanned = own and not stored.is_nobodys, stored.scan == "not scanned" and not scans
    seen = can_be_drawn(stored) and (stored.scan == "clean" or mine)
    return FileRow(
        id=str(stored.id),
        path="",
        name=stored.name,
        size=words.size(stored.size),
        said=words.text(SAID[stored.scan], finding=stored.finding),
        mark=MARKS.get(stored.scan, "wait"),
        href=base if stored.scan == "clean" or mine or unscanned else "",
        preview=f"{base}/preview" if seen else "",
    )
