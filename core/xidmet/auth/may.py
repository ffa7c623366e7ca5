"""May they? One answer for the button on the page and for the check on the server."""

from __future__ import annotations

from typing import Any, Protocol

from xidmet.auth.actor import STRONGEST, Actor, acting_for
from xidmet.auth.beyond import (
    AT_HOME,
    ELSEWHERE,
    OTHER_AGENCY,
    UNSIGNED,
    UNSURE,
    UNSURE_AT_CENTRE,
    BeyondAssistants,
    BeyondPrograms,
)
from xidmet.auth.missing import missing
from xidmet.auth.parties import party_named
from xidmet.contract.levels import Level, reaches
from xidmet.contract.registers import Register
from xidmet.contract.roles import OFFICE_LEVEL, Officer, Party
from xidmet.contract.rule import Refusal
from xidmet.contract.service import Service
from xidmet.contract.states import State, Transition
from xidmet.contract.texts import _
from xidmet.errors import SurerNeeded
from xidmet.store.accounts import Power

NOT_CONFIRMED = _("The answer “{answer}” is not confirmed yet: its register did not answer when it was given.")
CONFIRM_FIRST = _("It is asked again by itself. On the desk, the pane “Registers” shows how it stands.")
Mover = Actor | Register[Any] | None  # None: time


class CaseSeen(Protocol):
    """What must be known of a case to say who may move it."""

    @property
    def service(self) -> type[Service]: ...
    @property
    def state(self) -> State: ...
    @property
    def party(self) -> str: ...
    @property
    def assistants(self) -> frozenset[str]: ...
    @property
    def co_signers(self) -> frozenset[str]: ...
    @property
    def unsure(self) -> tuple[str, ...]: ...
    def value_of(self, field: Any) -> Any: ...
    def has_done(self, transition: Transition) -> bool: ...
    def who_did(self, transition: Transition) -> str: ...


def could_open(actor: Actor, service: type[Service]) -> Refusal | None:
    """May this person apply at all?"""
    if not actor.confirmed:
        return Refusal(
            why=_("Your registration is not complete yet."), mend=_("Open the link in the e-mail that we sent you.")
        )
    own_agency = service.agency and actor.assistant and service.agency.code == actor.assistant.agency
    if actor.assistant and not (own_agency or actor.assistant.everywhere):
        return BeyondAssistants(why=OTHER_AGENCY, mend=ELSEWHERE)
    return _could_be(service.applicant, actor, service.slug)


def could_prepare(actor: Actor, service: type[Service]) -> Refusal | None:
    """May they prepare what takes effect only by the signature of somebody who may apply? A program of the organisation
    may, whose token reaches the service: it is no signer, and whoever signs is asked for their own power.
    """
    refusal = could_open(actor, service)
    if refusal is None or actor.program is None:
        return refusal
    prepares = actor.kind in service.applicant.kinds and actor.reaches(service.slug)
    return None if prepares else refusal


def powers_for(actor: Actor, service: type[Service]) -> list[Power]:
    """The organisations that this person does not act for just now, and for which they could apply."""
    others = {power.organisation: power for power in actor.powers if power.organisation != actor.organisation}
    return [power for power in others.values() if could_open(acting_for(actor, power), service) is None]


def may(mover: Mover, transition: Transition, case: CaseSeen) -> Refusal | None:
    """None when this mover may make this transition now; otherwise why not, and what mends it."""
    if case.state not in transition.sources:
        return Refusal(
            why=_("This can't be done in the present state of the case."), mend=_("Look at the case as it is now.")
        )
    if mover is None and (transition.at is not None or transition.after):
        return None  # time moves it; when, is for the one who asks in its name
    if not any(is_role(role, mover, case) for role in transition.actors) and not _raises(mover, transition):
        return _not_theirs(transition, mover, case)
    if transition.confirmed and case.unsure:
        return Refusal(why=NOT_CONFIRMED, mend=CONFIRM_FIRST, answer=case.unsure[0])
    if isinstance(mover, Actor) and (unsure := _surely(mover, transition.level)):
        return unsure
    if isinstance(mover, Actor) and mover.program and transition.signed_alone:
        return BeyondPrograms(UNSIGNED)
    if isinstance(mover, Actor) and str(mover.account) in {case.who_did(other) for other in transition.apart_from}:
        return Refusal(why=_("You prepared this decision yourself."), mend=_("A colleague must take it."))
    if isinstance(mover, Actor) and str(mover.account) in case.assistants:
        return Refusal(why=_("You filled in this application with the applicant."), mend=_("A colleague must take it."))
    if isinstance(mover, Actor) and _is_in_it(mover, transition, case):
        return Refusal(why=_("You are a side in this case yourself."), mend=_("A colleague must take it."))
    if case.has_done(transition) and any(transition in other.after for other in case.service.leaving(case.state)):
        return Refusal(why=_("This was done already."), mend=_("Nothing is left for you to do here."))
    return None


def _is_in_it(mover: Actor, transition: Transition, case: CaseSeen) -> bool:
    """Would an officer decide what they have asked for, or signed with whoever asks?"""
    if case.party != mover.own_party and mover.fin not in case.co_signers:
        return False
    return not any(isinstance(role, Party) and is_role(role, mover, case) for role in transition.actors)


def _raises(mover: Mover, transition: Transition) -> bool:
    """A register that says something else than what was accepted unconfirmed."""
    return isinstance(mover, Register) and any(one.register.name == mover.name for one in transition.on)


def _not_theirs(transition: Transition, mover: Mover, case: CaseSeen) -> Refusal:
    for role in transition.actors:
        if not isinstance(role, Party) or not isinstance(mover, Actor):
            continue
        service = case.service.slug
        found = _could_be(role, mover, service) if role.who is None else None
        if role.who is not None and party_named(role.who, case.value_of(role.who)) == mover.party:
            found = _strongly(role, mover, service)
        if found:
            return found
    return Refusal(why=_("This is not yours to do."), mend=_("Check for whom you are acting."))


def is_role(role: Any, mover: Mover, case: CaseSeen) -> bool:
    """Is the mover this party, officer or register of this case?"""
    if isinstance(mover, Register) or isinstance(role, Register):
        return isinstance(mover, Register) and isinstance(role, Register) and role.name == mover.name
    if mover is None:
        return False
    if isinstance(role, Officer):
        return role.key in mover.offices
    if role.who is not None:
        named = party_named(role.who, case.value_of(role.who))
        return bool(named) and named == mover.party and _strongly(role, mover, case.service.slug) is None
    return mover.party == case.party and mover.confirmed and _could_be(role, mover, case.service.slug) is None


def could_be(actor: Actor, role: Party | Officer, service: str) -> bool:
    """Are they one of these in this service, with no regard to any case?"""
    if isinstance(role, Officer):
        return role.key in actor.offices
    return role.who is None and actor.confirmed and _could_be(role, actor, service) is None


def _could_be(role: Party, actor: Actor, service: str) -> Refusal | None:
    if actor.kind not in role.kinds:
        if actor.acts_for_organisation:
            return Refusal(
                why=_("This service is for persons."), mend=_("Switch to acting for yourself, at the top of the page.")
            )
        return Refusal(
            why=_("This service is for others than you: {who}."),
            mend=_("Choose for whom you act, at the top of the page."),
            who=role.label,
        )
    return _strongly(role, actor, service)


def _strongly(role: Party, actor: Actor, service: str) -> Refusal | None:
    """Is their mandate, and their sign-in, strong enough for this party?"""
    if actor.acts_for_organisation and not actor.roles_in(service) & frozenset(role.mandates or STRONGEST):
        return missing(actor, service, role.mandates)
    return _surely(actor, role.level)


def _surely(actor: Actor, level: Level) -> Refusal | None:
    if reaches(actor.level, level):
        return None
    if actor.program:
        return BeyondPrograms(UNSURE)
    if actor.assistant:
        return BeyondAssistants(why=UNSURE_AT_CENTRE, mend=AT_HOME)
    if level == "high":
        return Refusal(
            why=_("This needs a sign-in by e-signature."),
            mend=_("Prove with your e-signature who you are; then you come back here."),
            level=level,
        )
    return Refusal(
        why=_("This needs a surer sign-in than the one you used."),
        mend=_("Prove who you are with a second means; then you come back here."),
        level=level,
    )


def surer_for_office() -> SurerNeeded:
    """For somebody who holds an office, or is about to, and is not known surely enough for it."""
    return SurerNeeded(
        Refusal(
            why=_("An office counts only after a sign-in with a second means: behind it are other people's data."),
            mend=_("Prove who you are with a second means; then you come back here."),
            level=OFFICE_LEVEL,
        )
    )
