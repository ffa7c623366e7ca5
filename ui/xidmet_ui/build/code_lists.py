"""A code list as anybody may read it: what is found, the groups, and what stands in the place of older codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xidmet.cases import Site
from xidmet.check.reading import registers
from xidmet.contract.registers import Code
from xidmet.contract.shown import name_of
from xidmet.language import Translator, translator
from xidmet.registers.code_search import CodeIndex
from xidmet.tables.writing import Sheet

from xidmet_ui.build.options import note_of

LATER = ("version", "since", "until")  # said when a list is loaded, not in its file


@dataclass(frozen=True)
class ListLine:
    """services: that look something up in it."""

    path: str
    label: str
    services: tuple[str, ...]


@dataclass(frozen=True)
class WholeList:
    """The codes of today. versions: to which they belong, such as ISCO-08."""

    name: str
    codes: CodeIndex
    label: str
    versions: tuple[str, ...]
    words: Translator


@dataclass(frozen=True)
class CodeLine:
    """above: the names of the groups it lies in. inside: whether other codes lie in it. note: on its name."""

    code: str
    name: str
    above: str
    inside: bool
    note: str


@dataclass(frozen=True)
class Shown:
    """at: the group whose codes these are, None for a search and for the top. way: codes and names down to it."""

    lines: tuple[CodeLine, ...]
    at: CodeLine | None = None
    way: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Succession:
    """An older code, and those in its place. old: its name then; "" when it is not known here."""

    code: str
    old: str
    new: tuple[CodeLine, ...]


def list_lines(site: Site, language: str) -> list[ListLine]:
    """The lists that services of this site use, by their names."""
    lines = []
    for name in site.registers.code_lists:
        using = list(_using(site, name, language))
        if using:
            label = using[0].text(site.registers.register(name).label)
            titles = [words.text(title) for words, title in zip(using, _titles(site, name), strict=True)]
            lines.append(ListLine(f"/code-lists/{name}", label, tuple(titles)))
    return sorted(lines, key=lambda line: line.label)


async def whole_list(site: Site, name: str, language: str) -> WholeList | None:
    """None for a list that is not kept here, or that no service uses."""
    codes = await site.registers.codes(name)
    words = next(_using(site, name, language), None)
    if codes is None or words is None:
        return None
    versions = dict.fromkeys(vars(one).get("version") or "" for one in codes.every)
    return WholeList(name, codes, words.text(site.registers.register(name).label), tuple(filter(None, versions)), words)


def _using(site: Site, name: str, language: str) -> Iterator[Translator]:
    """The words of each service that uses the list, for its label is written there."""
    for service in site.catalogue.services.values():
        if name in {one.name for one in registers(service)}:
            yield translator(language, site.catalogue.plugin_of(service.slug).name)


def _titles(site: Site, name: str) -> Iterator[str]:
    for service in site.catalogue.services.values():
        if name in {one.name for one in registers(service)}:
            yield service.title


def found(one: WholeList, hits: Sequence[Code]) -> Shown:
    return Shown(tuple(_line(one, code) for code in hits))


def browsed(one: WholeList, inside: str) -> Shown | None:
    """What lies right beneath a group, or at the top; None for a group that is not there."""
    group = one.codes.code(inside) if inside else None
    if inside and group is None:
        return None
    lines = tuple(_line(one, code) for code in one.codes.below(inside))
    if group is None:
        return Shown(lines)
    way = tuple((above.code, name_of(above, one.words.language)) for above in one.codes.above(group))
    return Shown(lines, _line(one, group), way)


async def successions(site: Site, one: WholeList) -> list[Succession]:
    """Those first in whose place one of several must be chosen."""
    replaced = one.codes.replaced
    old = await site.registers.ended(one.name, replaced)
    made = [
        Succession(
            code,
            name_of(old[code], one.words.language) if code in old else "",
            tuple(_line(one, new) for new in one.codes.instead_of(code)),
        )
        for code in replaced
    ]
    return sorted(made, key=lambda each: (len(each.new) < 2, each.code))


def _line(one: WholeList, code: Code) -> CodeLine:
    language = one.words.language
    above = " › ".join(name_of(group, language) for group in one.codes.above(code))
    inside = bool(one.codes.below(code.code))
    return CodeLine(code.code, name_of(code, language), above, inside, note_of(code, one.words))


def sheet(one: WholeList) -> Sheet:
    fields = [name for name in type(one.codes.every[0]).fields if name not in LATER] if one.codes.every else ["code"]
    rows = [[str(vars(code).get(name) or "") for name in fields] for code in one.codes.every]
    return Sheet(one.label[:30], fields, rows)
