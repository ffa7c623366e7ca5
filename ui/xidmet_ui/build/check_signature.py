"""What a machine report about a signed file says to a person."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from xidmet.contract.texts import _
from xidmet.language import Translator

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Shown:
    """kind: "ok", "unsure" or "no". signers: a heading and rows for each. listed: of the list that was signed."""

    kind: str
    title: str
    sentence: str
    signers: tuple[tuple[str, Rows], ...]
    stamps: tuple[Rows, ...]
    listed: Rows


def shown(report: dict[str, Any], words: Translator) -> Shown:
    kind = {"TOTAL-PASSED": "ok", "INDETERMINATE": "unsure"}.get(report["indication"], "no")
    titles = {
        "ok": _("The signatures are good") if report["signers"] else _("The time-stamp is good"),
        "unsure": _("It can't be said that this is good"),
        "no": _("Not good: do not rely on it"),
    }
    title = titles[kind] if report["readable"] else _("This file can't be checked")
    return Shown(
        kind if report["readable"] else "unsure",
        words.text(title),
        report["sentence"][words.language],
        tuple((_name(one, words), _signer(one, words)) for one in report["signers"]),
        tuple(_stamp(one, words) for one in report["time_stamps"]),
        _listed(report["list"], words),
    )


def _name(one: dict[str, Any], words: Translator) -> str:
    if not one["name"]:
        return words.text(_("Somebody whose name can't be read"))
    doubtful = _("{name} (nobody who is trusted here vouches for this name)")
    return str(one["name"]) if one["vouched"] else words.text(doubtful, name=one["name"])


def _signer(one: dict[str, Any], words: Translator) -> Rows:
    scope, chain = one["scope"], one["chain"]
    return _filled(
        words,
        {
            _("Verdict"): one["sentence"][words.language],
            _("FIN"): one["fin"],
            _("VÖEN"): one["voen"],
            _("Organisation"): one["organisation"],
            _("Existed by"): _moment(one["proven_time"], words),
            _("Signed, as the signer says"): _moment(one["claimed_time"], words),
            _("Covers"): _names(scope["covered"], words),
            _("Does not cover"): _names(scope["not_covered"], words),
            _("Certificate issued by"): chain[0]["issuer"] if chain else "",
            _("Certificate valid until"): _moment(chain[0]["not_after"], words) if chain else "",
            _("Level"): one["level"],
            _("Method"): ", ".join(one["algorithms"]),
            _("By the standard"): " ".join(filter(None, [one["indication"], one["sub_indication"]])),
        },
    )


def _stamp(one: dict[str, Any], words: Translator) -> Rows:
    verdict = " ".join(filter(None, [one["indication"], one["sub_indication"]]))
    return _filled(
        words,
        {
            _("Existed by"): _moment(one["time"], words),
            _("Time-stamp by"): one["authority"],
            _("Covers"): _names(one["scope"]["covered"], words),
            _("By the standard"): verdict,
        },
    )


def _listed(one: dict[str, Any] | None, words: Translator) -> Rows:
    """An item's values have the names that its list gives them."""
    if one is None:
        return ()
    rows = {
        _("What was signed"): one["text"],
        _("Service"): one["service"],
        _("VÖEN"): one["organisation"],
        _("Portal"): one["site"],
        _("Signed, as the signer says"): _moment(one["made_at"], words),
        _("Number of items"): words.number(one["count"]),
        _("Item"): words.number(one["item"]) if one["item"] else "",
    }
    return (*_filled(words, rows), *((name, _plain(value, words)) for name, value in one["values"].items()))


def _plain(value: str | int | bool | None, words: Translator) -> str:
    if value is None:
        return "–"
    return words.text(_("Yes") if value else _("No")) if isinstance(value, bool) else str(value)


def _filled(words: Translator, rows: dict[str, str | None]) -> Rows:
    return tuple((words.text(label), value) for label, value in rows.items() if value)


ITEM = re.compile(r"item ([0-9]{1,6}) of ([0-9]{1,6})")
PARTS = {
    "the content in the signature": _("the content in the signature"),
    "the content beside the signature": _("the content beside the signature"),
    "the document": _("the document"),
    "a part of the document": _("a part of the document"),
}


def _names(names: list[str], words: Translator) -> str:
    """Files by their names; all else in words."""
    return ", ".join(_pages(name, words) if name.startswith("page") else _part(name, words) for name in names)


def _part(name: str, words: Translator) -> str:
    if found := ITEM.fullmatch(name):
        return words.text(_("item {item} of {count}"), item=int(found[1]), count=int(found[2]))
    return words.text(PARTS[name]) if name in PARTS else name


def _pages(name: str, words: Translator) -> str:
    if name == "page 1":
        return words.text(_("page 1"))
    last = name.rpartition("-")[2]
    return words.text(_("pages 1–{last}"), last=last) if last.isdigit() else name


def _moment(text: str | None, words: Translator) -> str:
    return words.moment(dt.datetime.fromisoformat(text)) if text else ""
