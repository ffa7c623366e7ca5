"""Put a version of a code list into the store. The version before ends the day before the new one begins."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from xidmet.code_lists.packaged import PACKAGED
from xidmet.contract.answers import read
from xidmet.contract.plain import to_store
from xidmet.contract.registers import Code
from xidmet.store import registers, transaction
from xidmet.store.registers import APART, Row

COLUMNS = ("code", "name", "name_az", "name_ru", "parent")  # and what else a list's own form has
ALSO = "also"  # a column more: other words for a code, with a semicolon between


Also = Mapping[str, Sequence[str]]


class WrongList(Exception):
    """The file is no code list; the reason names its line."""


@dataclass(frozen=True)
class Loaded:
    """new: codes that were put in; ended: codes of earlier versions that can't be chosen any more."""

    new: int
    ended: int


async def load_packaged(wanted: Iterable[str]) -> None:
    """The lists that come with the portal and are used by it, unless their version is there already."""
    for name in sorted(set(wanted) & set(PACKAGED)):
        brought = PACKAGED[name]
        if not await registers.has_rows(name) or (brought.also() and not await _known_words(name)):
            await load_codes(name, list(brought.codes()), brought.version, None, brought.also())


def load_file(path: Path, version: str, since: dt.date | None, of: type[Code] = Code) -> tuple[list[Code], Also]:
    """Codes from a CSV file whose columns are the fields of the list's form, and what else they are called (also).

    of: the form. Raises WrongList, OSError.
    """
    with path.open(encoding="utf-8-sig", newline="") as source:
        rows = csv.DictReader(source)
        missing = {"code", "name"} - set(rows.fieldnames or ())
        if missing:
            raise WrongList(
                f"{path.name} has no column {', '.join(sorted(missing))}; a code list has {', '.join(COLUMNS)}."
            )
        read = [(_code(path, place, row, version, since, of), row.get(ALSO) or "") for place, row in enumerate(rows, 2)]
    also = {code.code: tuple(words.split(";")) for code, words in read if words}
    return _distinct(path, [code for code, _words in read]), also


def _code(path: Path, place: int, row: dict[str, str], version: str, since: dt.date | None, of: type[Code]) -> Code:
    raw = {name: row.get(name) or "" for name in of.fields}
    found = read(of, {**raw, "version": version, "since": since or ""}, lambda ask: ())
    if found.errors:
        raise WrongList(f"{path.name}, line {place}: {', '.join(sorted(found.errors))} is missing or wrong.")
    code: Code = found.so_far
    return code


def _distinct(path: Path, codes: list[Code]) -> list[Code]:
    seen = set[str]()
    for code in codes:
        if code.code in seen:
            raise WrongList(f"{path.name}: the code {code.code} stands there twice.")
        seen.add(code.code)
    return codes


async def load_codes(
    name: str, codes: Sequence[Code], version: str, since: dt.date | None, also: Also = MappingProxyType({})
) -> Loaded:
    """All codes of one version, in one transaction; the same version again takes the place of itself.

    also: other words they are found by; a code that has none keeps those of an earlier version.
    since: the day from which it is chosen from; None: it always was, and there was none before.
    """
    async with transaction():
        words = {**await _known_words(name), **also}
        rows = [Row(code.code, "", to_store(code), _texts(code, words.get(code.code, ())), version) for code in codes]
        ended = await registers.end_versions(name, version, since - dt.timedelta(days=1)) if since else 0
        await registers.replace_version(name, version, rows)
    return Loaded(len(rows), ended)


async def _known_words(name: str) -> dict[str, list[str]]:
    """Of all versions together."""
    found: dict[str, dict[str, None]] = {}
    for row in await registers.found_by(name):
        found.setdefault(row.row["code"], {}).update(dict.fromkeys(row.folded.split(APART)[1:]))
    return {code: list(words) for code, words in found.items() if words}


def _texts(code: Code, also: Sequence[str]) -> str:
    names = " ".join(text for text in (code.code, code.name, code.name_az, code.name_ru) if text)
    return APART.join((names, *also))
