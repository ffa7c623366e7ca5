"""Notices of an agency's services in words: what each says, and since when it says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from xidmet.cases.wordings import Place, Worded
from xidmet.contract.legal_terms import LegalTerm
from xidmet.contract.roles import Officer, Party
from xidmet.contract.texts import _
from xidmet.language import NAMES, Translator, translator

BEFORE = _("{count} day before", "{count} days before")
BY_TABLE = _("as long before as the agency's table says")


@dataclass(frozen=True)
class NoticeLine:
    """move: what happens when it is told. to: who is told. own: the agency words it; overtaken: its plugin says
    something else since then. coming: days from which it will be worded anew.
    """

    path: str
    move: str
    to: str
    text: str
    own: bool
    overtaken: bool
    coming: tuple[dt.date, ...]


@dataclass(frozen=True)
class ServiceLines:
    title: str
    notices: tuple[NoticeLine, ...]


@dataclass(frozen=True)
class WordingLine:
    """texts: (language, its name, text); none for a return to the declared wording."""

    number: int
    first: dt.date
    who: str
    at: dt.datetime
    reason: str
    texts: tuple[tuple[str, str, str], ...]


def service_lines(found: Iterable[Worded], words: Translator) -> list[ServiceLines]:
    services: dict[str, list[NoticeLine]] = {}
    for one in found:
        title = translator(words.language, one.at.plugin).text(one.at.service.title)
        services.setdefault(title, []).append(notice_line(one, words))
    return [ServiceLines(title, tuple(lines)) for title, lines in services.items()]


def notice_line(one: Worded, words: Translator) -> NoticeLine:
    own = translator(words.language, one.at.plugin)
    return NoticeLine(
        path=path_of(one.at),
        move=own.text(one.at.transition.label),
        to=_to(one.at, own),
        text=one.wording[words.language],
        own=one.is_own,
        overtaken=bool(one.overtaken),
        coming=tuple(dt.date.fromisoformat(each.says["from"]) for each in one.coming),
    )


def _to(at: Place, own: Translator) -> str:
    to = at.notice.to
    said = own.text(to.label)
    days = at.notice.days_before
    if days is None:
        return said
    before = own.text(BY_TABLE) if isinstance(days, LegalTerm) else own.text(BEFORE, count=days)
    return f"{said}, {before}" if isinstance(to, Officer | Party) else before


def path_of(at: Place) -> str:
    return f"/offices/{at.here.code}/texts/{at.service.slug}/{at.transition.name}/{at.place}"


def wording_lines(one: Worded) -> list[WordingLine]:
    return [
        WordingLine(
            number=each.number,
            first=dt.date.fromisoformat(each.says["from"]),
            who=each.who,
            at=each.made_at,
            reason=each.says["reason"],
            texts=tuple((code, NAMES[code], said) for code, said in (each.says["wording"] or {}).items()),
        )
        for each in one.changes
    ]


def overtaken_lines(one: Worded) -> list[tuple[str, str, str]]:
    """(name of the language, what the plugin said then, what it says now)."""
    return [(NAMES[code], then, one.at.declared[code]) for code, then in one.overtaken.items()]
