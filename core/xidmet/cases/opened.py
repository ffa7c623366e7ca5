"""Which questions of a case may be answered just now: all of a draft, of a sent case only those that were opened.

A draft that was begun from a refused case leads through what was wrong there; the rest can be opened from its review.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xidmet.auth import Actor
from xidmet.cases.case import Case
from xidmet.contract.answers import read, shown
from xidmet.contract.fields import Field
from xidmet.contract.form import Form, Step
from xidmet.contract.registers import Lookup
from xidmet.contract.roles import Party
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.errors import NotAllowed

FIXED = _("This application waits for signatures; what stands in it can't be changed meanwhile.")
TAKE_BACK = _("Take it back first: then all signatures under it are void, and you can change it.")


def may_fill(actor: Actor, case: Case) -> None:
    """Only what is open, and only for the party this person acts for just now. Raises NotAllowed."""
    if case.party != actor.party:
        raise NotAllowed
    if case.record.being_signed:
        raise NotAllowed(why=FIXED, mend=TAKE_BACK)
    if not opened(case):
        raise NotAllowed(why=_("This application was sent; it can't be changed any more."), mend=_("Look at the case."))


def opened(case: Case) -> Mapping[str, str]:
    """Question -> what an officer wrote beside it, "" where nobody did. Empty: nothing may be answered."""
    return {} if case.record.being_signed else asked_in(case)


def asked_in(case: Case) -> Mapping[str, str]:
    """The same, also while it stands still because several people sign it."""
    asked = {name: "" for name, field in case.service.form.fields.items() if field.asked}
    if case.is_draft:
        return asked | {name: text for name, text in case.wrong_before.items() if name in asked}
    marked: dict[str, str] = {}
    for transition in amending(case):
        if not isinstance(transition.amends, Field):
            return asked
        marked |= case.value_of(transition.amends) or {}
    marked = {name: text for name, text in marked.items() if name in asked}
    return {name: marked.get(name, "") for name in asked if name in _following(case, set(marked))}


def amending(case: Case) -> list[Transition]:
    """The ways in which the party may send other answers than those that were sent."""
    return [t for t in case.service.leaving(case.state) if t.amends and any(_is_party(role) for role in t.actors)]


def _is_party(role: Any) -> bool:
    return isinstance(role, Party) and role.who is None


def _following(case: Case, names: set[str]) -> set[str]:
    """With those that may have to be answered anew because one of these is: they are offered, or asked, by it."""
    found = set(names)
    for name, field in case.service.form.fields.items():
        if found & _reads(field) or (found and _was_hidden(field, case)):
            found.add(name)
    return found


def _reads(field: Field[Any]) -> set[str]:
    matched = field.match.values() if isinstance(field, Lookup) else ()
    conditions = field.condition.reads if field.condition is not None else ()
    return {other.name for other in (*matched, *conditions)}


def _was_hidden(field: Field[Any], case: Case) -> bool:
    """Whoever now answers so that it is asked must be able to answer it."""
    return field.condition is not None and not shown(field, case.answers)


def open_steps(case: Case) -> tuple[Step, ...]:
    """The pages of the form on which something is open."""
    steps = case.service.form.steps
    if case.is_draft or not case.service.form.fields:
        return steps
    names, so_far = opened(case), _as_typed(case)
    return tuple(step for step in steps if any(one.name in names and shown(one, so_far) for one in step.fields))


def way(case: Case, here: str = "") -> tuple[Step, ...]:
    """The pages that follow each other: those that are open; of a draft that mends what was refused only what was wrong
    there. here: name of one that somebody is at, whether it is one of these or not.
    """
    steps, wrong = open_steps(case), case.wrong_before
    if not case.is_draft or not wrong:
        return steps
    return tuple(s for s in steps if s.name == here or any(field.name in wrong for field in s.fields)) or steps


def _as_typed(case: Case) -> Form:
    """What was typed since, over what was sent: enough to say which questions are asked, without any register."""
    typed = read(case.service.form, case.record.typed, lambda ask: None).so_far
    return case.service.form(**{**vars(case.answers), **vars(typed)})
