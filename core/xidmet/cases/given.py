"""What a move is given: the answers as they will stand, read anew, and what the move asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xidmet.cases.answer import HANDS, read_answers
from xidmet.cases.attached import Known, files_of, gone, infected, understood
from xidmet.cases.case import Case
from xidmet.cases.consequences import Given
from xidmet.cases.opened import asked_in, opened
from xidmet.cases.site import Site
from xidmet.cases.unconfirmed import picked
from xidmet.contract.answers import SURE
from xidmet.contract.form import Form, Marks
from xidmet.contract.hidden import without_hidden
from xidmet.contract.mistake import Mistake
from xidmet.contract.shown import value_of
from xidmet.contract.states import Transition
from xidmet.contract.texts import _
from xidmet.contract.uploads import has_uploads
from xidmet.errors import WrongAnswers
from xidmet.store import move_files


async def read_given(
    site: Site, case: Case, transition: Transition, asked: Mapping[str, Any], amended: Mapping[str, Any]
) -> Given:
    """Read anew from what was typed: a stored copy of a register's row may be old. Raises WrongAnswers, RegisterDown.

    asked, amended: raw input of what the transition asks, and of answers it lets be changed.
    """
    errors: dict[str, Any] = {}
    files = await _files(case, transition)
    answers, typed, changed = case.answers, case.record.typed, False
    if case.is_draft or transition.amends:
        typed = {**typed, **understood(case.service.form, _allowed(case, transition, amended), files)}
        found = await read_answers(site, case.service.form, typed, case.party)
        typed = {**without_hidden(case.service.form, typed, found), **_hands(typed)}
        typed |= picked(typed, found, opened(case))
        answers, changed = _as_they_will_stand(case, found.so_far), True
        errors = _of_open(case, found.errors | infected(typed, answers, files))
    form: Form | None = None
    if transition.asks:
        given = understood(transition.asks, asked, files)
        reply = await read_answers(site, transition.asks, given, case.party)
        form = reply.so_far
        errors |= reply.errors | infected(given, form, files) | gone(transition.asks, asked, files)
        errors |= _of_nothing(case, form)
    if errors:
        raise WrongAnswers(errors)
    return Given(answers, typed, changed, form)


async def _files(case: Case, transition: Transition) -> Known:
    """Of the case, and those that wait for this very move."""
    asked = transition.asks
    if asked is None or not has_uploads(asked):
        return await files_of(case, case.service.form)
    waiting = await move_files.waiting(case.record.id, transition.name)
    return {**await files_of(case, case.service.form, asked), **{str(one.stored.id): one.stored for one in waiting}}


def _hands(typed: Mapping[str, Any]) -> dict[str, Any]:
    return {HANDS: typed[HANDS]} if HANDS in typed else {}


def _of_nothing(case: Case, asked: Form) -> dict[str, Any]:
    """Marks beside answers that this service does not ask, or that can't be given anew."""
    marks = [(field, value_of(field, asked) or {}) for field in type(asked).fields.values() if isinstance(field, Marks)]
    wrong = (one for one, marked in marks if set(marked) - {field.name for field in one.choices(case.service.form)})
    return {one.name: Mistake(_("Choose from the list.")) for one in wrong}


def _allowed(case: Case, transition: Transition, amended: Mapping[str, Any]) -> dict[str, Any]:
    is_open = opened(case) if transition.amends else {}
    return {name: value for name, value in amended.items() if name.removesuffix(SURE) in is_open}


def _as_they_will_stand(case: Case, now: Form) -> Form:
    """Of a sent case only what is open changes: the rest stays as it was sent, whatever registers say by now."""
    if case.is_draft:
        return now
    is_open = opened(case)
    changed = {name: value for name, value in vars(now).items() if name in is_open}
    return case.service.form(**{**vars(case.answers), **changed})


def _of_open(case: Case, errors: dict[str, Any]) -> dict[str, Any]:
    is_open = asked_in(case)
    return {path: said for path, said in errors.items() if path.split("-")[0] in is_open}
