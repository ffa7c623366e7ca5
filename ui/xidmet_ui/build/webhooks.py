"""Webhooks in words: how an address stands, and how each message to it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xidmet import clock
from xidmet.cases.webhooks import (
    ASKED,
    BROKEN,
    FAILED,
    OFF,
    ON,
    SENT,
    TEST,
    WAITS,
    Delivery,
    Hook,
    shown,
)
from xidmet.contract.texts import _
from xidmet.language import Translator
from xidmet.plugins import Catalogue

from xidmet_ui.build.mandates import named

PROBLEMS = {
    "no address": _("There is no such address"),
    "inside": _("The address is not reached from the internet"),
    "no answer": _("It did not answer"),
    "slow": _("It did not answer within 15 seconds"),
}
STATES = {
    WAITS: ("wait", _("Waits for its turn")),
    ASKED: ("wait", _("Is sent now")),
    SENT: ("ok", _("Arrived")),
    FAILED: ("no", _("Did not arrive")),
}


@dataclass(frozen=True)
class HookLine:
    """here: address of its page, "" for whoever may not see it."""

    address: str
    services: str
    state: tuple[str, str]
    sent: str
    here: str


@dataclass(frozen=True)
class DeliveryLine:
    """again: what the button that sends it once more is called; "" where there is none."""

    id: str
    message: str
    what: str
    at: str
    state: tuple[str, str]
    answer: str
    tries: int
    again: str


@dataclass(frozen=True)
class HookPage:
    """Of one webhook. on: whether it is sent to. earlier: until when the secret before signs; "" for none. next: when
    the next try is; "" where none is due."""

    line: HookLine
    id: str
    on: bool
    earlier: str
    failing: str
    next: str
    deliveries: tuple[DeliveryLine, ...]


def hook_lines(
    catalogue: Catalogue, found: Sequence[Hook], voen: str, words: Translator, *, is_head: bool
) -> tuple[HookLine, ...]:
    return tuple(_line(catalogue, one, voen, words, is_head=is_head) for one in found)


def _line(catalogue: Catalogue, one: Hook, voen: str, words: Translator, *, is_head: bool) -> HookLine:
    return HookLine(
        address=one.address if is_head else shown(one.address),
        services=named(catalogue, one.services, words),
        state=_state(one, words),
        sent=words.moment(one.sent_at) if one.sent_at else "",
        here=f"/organisations/{voen}/webhooks/{one.id}" if is_head else "",
    )


def _state(one: Hook, words: Translator) -> tuple[str, str]:
    if one.state == ON and one.failing_since:
        return "wait", words.text(_("Has not answered since {moment}"), moment=words.moment(one.failing_since))
    texts = {
        ON: ("ok", _("Switched on")),
        OFF: ("off", _("Switched off")),
        BROKEN: ("no", _("Stopped, because it did not answer")),
    }
    kind, text = texts[one.state]
    return kind, words.text(text)


def hook_page(
    catalogue: Catalogue, one: Hook, deliveries: Sequence[Delivery], voen: str, words: Translator
) -> HookPage:
    earlier = one.old_until if one.old_until and one.old_until > clock.now() else None
    return HookPage(
        line=_line(catalogue, one, voen, words, is_head=True),
        id=str(one.id),
        on=one.state == ON,
        earlier=words.moment(earlier) if earlier else "",
        failing=words.moment(one.failing_since) if one.failing_since else "",
        next=words.moment(one.next_at) if one.state == ON and one.failing_since else "",
        deliveries=tuple(_delivery(each, words, can_wait=one.state == ON) for each in deliveries),
    )


def _delivery(one: Delivery, words: Translator, *, can_wait: bool) -> DeliveryLine:
    test = words.text(_("Test"))
    again = {WAITS: _("Try now") if can_wait else "", SENT: _("Send again"), FAILED: _("Send again")}.get(one.state, "")
    kind, text = STATES[one.state]
    return DeliveryLine(
        id=str(one.id),
        message=one.message,
        what=test if one.kind == TEST else words.text(_("{count} event", "{count} events"), count=one.events),
        at=words.moment(one.tried_at or one.created_at),
        state=(kind, words.text(text)),
        answer=_answer(one, words),
        tries=one.tries,
        again=words.text(again),
    )


def _answer(one: Delivery, words: Translator) -> str:
    if one.status is None:
        return words.text(PROBLEMS.get(one.problem, ""))
    if 300 <= one.status < 400:
        return words.text(_("{status}, a redirect: it is not followed"), status=one.status)
    return str(one.status)
