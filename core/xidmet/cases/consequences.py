"""What a move writes, inside its one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol

from xidmet import clock, journal
from xidmet.attestations import end_in, issue_in
from xidmet.auth import Actor
from xidmet.auth.may import Mover
from xidmet.cases.appointments.leaving import leave
from xidmet.cases.assisted import SENT, tell_person
from xidmet.cases.case import Case, case_of
from xidmet.cases.consents import keep_consents
from xidmet.cases.desk.absence import stands_in
from xidmet.cases.desk.lease import let_go
from xidmet.cases.desk.take import had_after
from xidmet.cases.dispute import decided_by
from xidmet.cases.due import next_due
from xidmet.cases.duty import nothing_left
from xidmet.cases.events import say_moved
from xidmet.cases.figures import keep_figure
from xidmet.cases.given_files import given_files
from xidmet.cases.hand import hand_of, said, who
from xidmet.cases.indexed import index
from xidmet.cases.natural import natural_key
from xidmet.cases.once import Posted
from xidmet.cases.reminders import next_reminder
from xidmet.cases.roster.place import keeps_roster
from xidmet.cases.said import digest_of, internal_digest
from xidmet.cases.site import Site
from xidmet.cases.step_days import coming_into, reminded_from
from xidmet.cases.terms import Terms, calendar_of, terms_after
from xidmet.cases.totals import keep_totals
from xidmet.cases.unconfirmed_later import ask_later, unconfirmed_after
from xidmet.contract.fields import Field, holds
from xidmet.contract.form import Form
from xidmet.contract.notice import Notice
from xidmet.contract.payments import payments
from xidmet.contract.plain import to_store
from xidmet.contract.retyped import retyped
from xidmet.contract.states import Transition
from xidmet.errors import Stale
from xidmet.store import cases
from xidmet.store.effects import write_effect
from xidmet.store.issued import Attested

HAD = ("officer", "taken_as", "taken_at")
TIMES = ("due_at", "due_move", "remind_at", *HAD, *(one.name for one in fields(Terms)))


class Signature(Protocol):
    """What the signature of a move writes: into the journal's row, and beside it."""

    @property
    def facts(self) -> dict[str, str]: ...
    async def keep(self, place: int, moment: dt.datetime) -> None: ...


@dataclass(frozen=True)
class Given:
    """answers as they will stand; changed: they are not what was stored; asked: what the transition asked.

    signed: the signature it is made by.
    """

    answers: Form
    typed: dict[str, Any]
    changed: bool
    asked: Form | None
    signed: Signature | None = None


async def write(
    site: Site, mover: Mover, case: Case, transition: Transition, given: Given, posted: Posted
) -> str | None:
    """The number of what was issued. Raises Stale when somebody else was first."""
    moment = clock.now()
    after = await case_after(site, case, transition, given, mover, moment)
    await _state(case, transition, given, after, moment)
    await given_files(case, transition, given.asked)
    await let_go(case, transition, mover)
    await keep_figure(case, after)
    await keep_totals(case, after)
    await say_moved(after, transition, moment)
    await leave(case, after, moment)
    if given.changed:
        await index(case, given.answers, moment)
        await ask_later(after, moment)
    place = await _say(case, transition, mover, after, given.signed.facts if given.signed else {})
    if given.signed:
        await given.signed.keep(place, moment)
    if isinstance(mover, Actor) and mover.assistant:
        await tell_person(site, mover, mover.assistant, after, SENT)
    forms = (given.answers,) if given.asked is None else (given.answers, given.asked)
    await keep_consents(site, mover, after, forms, moment)
    attested = await _papers(site, after, transition)
    await _notices(case, transition, after, attested)
    if posted.token:
        await cases.spend(posted.token, case.record.id, transition.name, posted.digest, moment)
    await _follow(site, after, transition)
    return attested.number if attested else None


def _after(site: Site, case: Case, transition: Transition, given: Given, mover: Mover, moment: dt.datetime) -> Case:
    """The case as it will be, so that terms, notices and the attestation are made from the new answers."""
    forms = dict(case.record.asked.get("forms", {}))
    if given.asked is not None:
        forms.pop(type(given.asked).__name__, None)
        forms[type(given.asked).__name__] = to_store(given.asked)
    here = {"transition": transition.name, "by": who(mover), "at": moment.isoformat()}
    done = [*case.record.asked.get("done", []), here]
    stays = transition.target is case.state
    record = replace(
        case.record,
        state=transition.target.name,
        state_since=case.record.state_since if stays else moment,
        version=case.version + 1,
        answers=to_store(given.answers),
        asked={**case.record.asked, **unconfirmed_after(case, given, moment), "forms": forms, "done": done},
        sent_at=case.record.sent_at or moment,
        changed_at=moment,
        **had_after(case, transition, mover, moment),
    )
    made = case_of(site, record)
    assert made is not None
    return made


async def case_after(
    site: Site, case: Case, transition: Transition, given: Given, mover: Mover, moment: dt.datetime
) -> Case:
    """The case as the move would leave it; nothing is written."""
    return await _timed(site, case, _after(site, case, transition, given, mover, moment), transition, moment)


async def _timed(site: Site, case: Case, after: Case, transition: Transition, moment: dt.datetime) -> Case:
    """The case as it will be, with its terms, and when time moves it or somebody is to be reminded."""
    after = await decided_by(site, await coming_into(site, after, moment), transition)
    after = await reminded_from(site, after, moment)
    days = await calendar_of(case.service)
    terms = terms_after(case, after, transition, moment, days)
    due, name = next_due(after, terms.state_ends)
    made = case_of(site, replace(after.record, **vars(terms), due_at=due, due_move=name, remind_at=None))
    assert made is not None
    remind_at = next_reminder(made, days, moment)
    return replace(made, record=replace(made.record, remind_at=remind_at)) if remind_at else made


async def _state(case: Case, transition: Transition, given: Given, after: Case, moment: dt.datetime) -> None:
    keeps_typed = any(t.amends for t in case.service.leaving(transition.target))
    changed = await cases.change(
        case.record.id,
        case.version,
        moment,
        state=after.state.name,
        state_since=after.record.state_since,
        answers=after.record.answers,
        asked=after.record.asked,
        typed=(given.typed or retyped(after.answers, after.unconfirmed)) if keeps_typed else {},
        sent_at=after.record.sent_at,
        unique_key=unique_key(after),
        **{name: getattr(after.record, name) for name in TIMES},
    )
    if not changed:
        raise Stale(case.number)


def unique_key(case: Case) -> str | None:
    """one_per, while the state holds it; a unique key of the store, so two at once cannot both succeed."""
    service = case.service
    if not service.one_per or not service.holds(case.state):
        return None
    return natural_key(service, case.party, case.answers)


async def _say(case: Case, transition: Transition, mover: Mover, after: Case, signed: Mapping[str, str]) -> int:
    """The place of the row in the journal. signed: hashes of what was signed, and of the signature."""
    away = await stands_in(case, transition, mover)
    digests = (digest_of(after), internal_digest(after))
    facts, personal = said(case, transition, hand_of(mover), after, signed, away, digests)
    return await journal.append(case.record.id, "moved", facts, personal)


async def _papers(site: Site, after: Case, transition: Transition) -> Attested | None:
    """End what is no longer in force; issue what this transition issues."""
    if not after.state.in_force:
        await end_in(after.record.id, transition.name)
    if transition.issues is None:
        return None
    plugin = site.catalogue.plugin_of(after.service.slug)
    attested = await issue_in(
        after, after.record.id, transition.issues, site.qr_key, site.settings.address, plugin.name
    )
    await journal.append(after.record.id, "issued", {"attestation": attested.attestation}, {"number": attested.number})
    if not keeps_roster(after.service):  # of a hundred thousand permits few are opened, and drawn when they are
        await write_effect("render", {"number": attested.number}, f"render:{attested.id}", case=after.record.id)
    return attested


async def _notices(case: Case, transition: Transition, after: Case, attested: Attested | None) -> None:
    for payload, once in notices(case, transition, after, attested.number if attested else ""):
        await write_effect("notice", payload, once, case=case.record.id)


def notices(case: Case, transition: Transition, after: Case, number: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Payload and own key of each notice. number: of what was issued."""
    for place, notice in enumerate(transition.tells):
        if notice.days_before is None and is_wanted(notice, after):
            payload = {
                "case": case.number,
                "transition": transition.name,
                "place": place,
                "version": after.version,
                "number": number,
            }
            yield payload, f"notice:{case.record.id}:{after.version}:{place}"


def is_wanted(notice: Notice, case: Case) -> bool:
    if notice.when is not None and not holds(notice.when)(case.answers):
        return False
    return not isinstance(notice.to, Field) or case.value_of(notice.to) is not None


async def _follow(site: Site, after: Case, transition: Transition) -> None:
    """A transition that happens after others follows at once, in the same transaction; so does a payment, where nothing
    is left to be paid.
    """
    for following in after.service.leaving(after.state):
        others = following.after
        if others and transition in others and all(after.has_done(other) for other in others):
            await write(site, None, after, following, Given(after.answers, {}, False, None), Posted(""))
            return
    if paid := await nothing_left(after):
        await write(site, payments, after, paid, Given(after.answers, {}, False, None), Posted(""))
