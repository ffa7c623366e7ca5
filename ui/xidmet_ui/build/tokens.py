"""Tokens of programs in words: what each may do, who made it, until when, and how it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from xidmet import clock
from xidmet.auth.tokens import Made
from xidmet.contract.texts import _
from xidmet.language import Translator
from xidmet.plugins import Catalogue

from xidmet_ui.build.mandates import named, scopes_named


@dataclass(frozen=True)
class TokenLine:
    """until: the last day. used: "" for never. end: address of the page that ends it, "" where nothing is to end."""

    name: str
    prefix: str
    scopes: str
    services: str
    maker: str
    until: str
    used: str
    state: tuple[str, str]
    end: str


def token_lines(
    catalogue: Catalogue, found: Sequence[Made], voen: str, words: Translator, *, is_head: bool
) -> tuple[TokenLine, ...]:
    """Those alive first."""
    ordered = sorted(found, key=lambda one: not one.alive)
    return tuple(token_line(catalogue, one, voen, words, is_head=is_head) for one in ordered)


def token_line(catalogue: Catalogue, one: Made, voen: str, words: Translator, *, is_head: bool) -> TokenLine:
    ends = is_head and one.ended_at is None and one.ends > clock.now()
    return TokenLine(
        name=one.name,
        prefix=one.prefix,
        scopes=scopes_named(one.scopes, words),
        services=named(catalogue, one.services, words),
        maker=one.maker,
        until=words.date(last_day(one.ends)),
        used=words.moment(one.used_at) if one.used_at else "",
        state=_state(one, words),
        end=f"/organisations/{voen}/tokens/{one.id}/end" if ends else "",
    )


def last_day(ends: dt.datetime) -> dt.date:
    return clock.local(ends - dt.timedelta(seconds=1)).date()


def _state(one: Made, words: Translator) -> tuple[str, str]:
    if one.alive:
        return "ok", words.text(_("In force"))
    if one.ended_at:
        return "off", words.text(_("Ended {moment}"), moment=words.moment(one.ended_at))
    if one.ends <= clock.now():
        return "off", words.text(_("Its time has passed"))
    return "off", words.text(_("Stopped: whoever made it is no head any more"))
