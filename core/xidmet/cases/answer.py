"""Answer: keep what was typed in a draft, right or wrong, and say what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xidmet import clock
from xidmet.auth import Actor
from xidmet.cases.case import Case
from xidmet.cases.find import case_for
from xidmet.cases.site import Site
from xidmet.contract.answers import Answers, Ask, read, shown
from xidmet.contract.form import F, Form
from xidmet.contract.mistake import Mistake
from xidmet.errors import NotAllowed, Stale
from xidmet.store import cases, transaction

ROUNDS = 6  # a look-up may depend on another one; deeper chains than this are not declared


@dataclass(frozen=True)
class Answered:
    """The draft as it is now, what could be understood of it, and what is wrong beside which field."""

    case: Case
    answers: Form
    errors: dict[str, Mistake]


async def answer(site: Site, actor: Actor, number: str, typed: Mapping[str, Any], version: int) -> Answered:
    """Keep what was typed on a page of the form. typed: raw input of the fields on that page, by name.

    Raises Stale when the draft was changed elsewhere since the page was made, unless what stands there now is just this
    page, sent twice. Raises RegisterDown when a register that is needed does not answer: what was typed is kept.
    """
    case = await case_for(site, actor, number)
    if not case.is_draft or case.party != actor.party:
        raise NotAllowed
    form = case.service.form
    async with transaction():
        changed = await cases.change(
            case.record.id, version, clock.now(), typed=_merged(form, case.record.typed, typed)
        )
    kept = await case_for(site, actor, number)
    if not changed and not (kept.is_draft and _merged(form, kept.record.typed, typed) == kept.record.typed):
        raise Stale(number)
    answers = await read_answers(site, form, kept.record.typed, case.party)
    return Answered(kept, answers.so_far, answers.errors)


def _merged(form: type[Form], before: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept: only questions of the form, and of those none that the answers beside it hide."""
    asked = {name: value for name, value in typed.items() if name in form.fields and form.fields[name].asked}
    merged = {**before, **asked}
    hidden = _ruled_out(read(form, merged, lambda ask: None).so_far)
    return {name: value for name, value in merged.items() if name not in hidden}


def _ruled_out(so_far: Form) -> set[str]:
    """The questions that these answers hide; not those whose condition still waits for an answer."""
    known = vars(so_far)
    fields = type(so_far).fields.values()
    return {
        field.name
        for field in fields
        if field.condition is not None
        and all(other.name in known or not other.asked for other in field.condition.reads)
        and not shown(field, so_far)
    }


async def read_answers(site: Site, form: type[F], typed: Mapping[str, Any], party: str) -> Answers[F]:
    """Read raw input, fetching the rows of registers that it names. Raises RegisterDown."""
    fetched: dict[Ask, tuple[Form, ...]] = {}
    for _round in range(ROUNDS):
        answers = read(form, typed, fetched.get)
        if not answers.wanted:
            break
        for ask in answers.wanted:
            fetched[ask] = await site.registers.offered(ask, party)
    return answers
