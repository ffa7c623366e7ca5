"""Proofs about who acts, and about decisions against the party."""

from __future__ import annotations

from collections.abc import Iterator

from xidmet.check import reading
from xidmet.contract.roles import APART, Officer, Party
from xidmet.contract.service import Service
from xidmet.contract.states import Transition

Found = Iterator[tuple[str, str, str]]

MOST_GROUPS = 3  # columns of the table in which sums are kept


def someone_can_begin(service: type[Service]) -> Found:
    if not hasattr(service, "applicant"):
        yield "applicant", "Nobody may apply.", "Write applicant = a Party."
    elif hasattr(service, "starts") and not any(service.applicant in t.actors for t in service.leaving(service.starts)):
        yield service.starts.name, "The applicant cannot leave the first state.", "Add a transition by=the applicant."


def the_one_waited_for_can_move(service: type[Service]) -> Found:
    for state in service.states:
        able = [actor for t in service.leaving(state) for actor in t.actors]
        registers = [a for a in able if a and not isinstance(a, Party | Officer)]
        for role in state.waiting:
            if role and role not in able and not registers:
                yield (
                    state.name,
                    f"It waits for {role.label}, who can do nothing here.",
                    "Add a transition by= that role, or wait for another.",
                )


def named_parties_are_asked(service: type[Service]) -> Found:
    roles = {a for t in service.transitions for a in (*t.actors, *t.also, *(n.to for n in t.tells))}
    roles |= {a.holder for a in service.attestations() if a.holder}
    roles |= set(service.appeal.by) if service.appeal else set()
    for role in roles:
        if isinstance(role, Party) and role.who and not reading.knows(service, role.who):
            yield (
                role.label,
                f"{role.who.form}.{role.who.name} is not asked in this service.",
                "Name a field of its form.",
            )


def two_different_officers(service: type[Service]) -> Found:
    for move in service.transitions:
        for other in move.apart_from:
            if other not in service.transitions or not reading.path(service, other.target) & set(move.sources):
                yield move.name, f"{other.name} never comes before it.", "apart_from= names earlier transitions."


def nobody_declares_the_administrator(service: type[Service]) -> Found:
    actors = {actor for move in service.transitions for actor in move.actors if isinstance(actor, Officer)}
    for officer in actors:
        if officer.role in APART or ":" in officer.role or ":" in officer.agency.code:
            yield (
                officer.label,
                f"{officer.key}: administrator and assistant are every agency's own roles, and a key has one colon.",
                "Choose another role or code.",
            )


def refusals(service: type[Service]) -> Found:
    for move in service.transitions:
        if reading.against_the_party(service, move):
            yield from _refusal(service, move)


def _refusal(service: type[Service], move: Transition) -> Found:
    if not move.asks:
        yield (
            move.name,
            "A decision against the party gives no ground.",
            "Give asks= a form with the ground and the reason.",
        )
    if not any(notice.to is service.applicant for notice in move.tells):
        yield move.name, "The party is not told of a decision against it.", "Add tells=[Notice(applicant, ...)]."
    if not service.appeal:
        yield move.name, "Nothing says how this decision is disputed.", "Write appeal = Appeal(...)."
    elif not service.appeal.law and isinstance(service.appeal.days, int):
        yield "appeal", "Nothing says under which law a decision is disputed.", "Write Appeal(..., law=...)."


def totals_have_groups(service: type[Service]) -> Found:
    for totals in service.totals:
        if not 1 <= len(totals.by) <= MOST_GROUPS:
            yield "totals", f"Totals are grouped by one to {MOST_GROUPS} answers.", "Write two Totals in place of one."
        if not totals.states:
            yield "totals", "Totals count no state.", "Name the states whose cases are counted."


def laws(service: type[Service]) -> Found:
    rules = {r for t in service.transitions for r in t.needs} | {r for a in service.attestations() for r in a.needs}
    for rule in rules:
        if not rule.law.strip():
            yield rule.check.__name__, "The rule names no law.", "Write @rule(law=...)."


PROOFS = (
    someone_can_begin,
    the_one_waited_for_can_move,
    named_parties_are_asked,
    two_different_officers,
    nobody_declares_the_administrator,
    refusals,
    totals_have_groups,
    laws,
)
