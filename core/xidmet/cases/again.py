"""Apply again: a new draft with the answers and files of a case that came to its end. A refusal bars nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from xidmet.auth import Actor
from xidmet.cases.attached import as_answer, files_of
from xidmet.cases.case import Case
from xidmet.cases.find import case_for
from xidmet.cases.internal import open_forms
from xidmet.cases.open import Beginning, open_case
from xidmet.cases.site import Site
from xidmet.contract.fields import Upload
from xidmet.contract.form import Marks
from xidmet.contract.retyped import retyped
from xidmet.contract.rule import Refusal
from xidmet.contract.shown import value_of
from xidmet.contract.texts import _
from xidmet.contract.uploads import as_raw, changed, ids_of
from xidmet.errors import NotAllowed, Refused
from xidmet.store.documents import Stored

GOES_ON = Refusal(why=_("This case is not over yet."), mend=_("Look at the case as it is now."))


async def open_again(site: Site, actor: Actor, number: str, token: str) -> Case:
    """A draft that begins with what was sent then; it says which case it follows. token: as for open_case.

    Files are not stored twice: two rows name the same bytes, which stay while one of them does. Infected ones are left
    out. What an officer marked as wrong stands beside the answer. Raises NotFound, NotAllowed for another party's,
    Refused for one that is not over, and what open_case raises.
    """
    old = await case_for(site, actor, number)
    may_open_again(actor, old)
    files = {one: stored for one, stored in (await files_of(old)).items() if not stored.is_nobodys}
    anew: dict[str, Stored] = {}

    def copied(path: str, field: Upload, given: Any) -> Any:
        ids = [one for one in ids_of(given) if one in files]
        anew.update({one: replace(files[one], id=uuid4()) for one in ids})
        return as_raw(field, [as_answer(anew[one]) for one in ids])

    typed = changed(old.service.form, retyped(old.answers, old.unconfirmed), copied)
    beginning = Beginning(typed, old.number, tuple(anew.values()), wrong=found_wrong(old))
    return await open_case(site, actor, old.service.slug, token, beginning=beginning)


def may_open_again(actor: Actor, case: Case) -> None:
    """Raises NotAllowed for another party's case, Refused for one that is not over."""
    if case.party != actor.party:
        raise NotAllowed
    if not is_over(case):
        raise Refused(GOES_ON)


def found_wrong(case: Case) -> Mapping[str, str]:
    """Question -> what was wrong with it, as the last move by a person marked it; originals to bring are no such."""
    done = next((one for one in reversed(case.done) if one.by != "time"), None)
    move = case.service.transition(done.transition) if done else None
    said = next((one for one in open_forms(case) if move and type(one) is move.asks), None)
    found: dict[str, str] = {}
    if said is None:
        return found
    for field in type(said).fields.values():
        if isinstance(field, Marks) and not field.documents:
            found |= value_of(field, said) or {}
    return found


def is_over(case: Case) -> bool:
    """Nobody's turn any more, and nothing of it is in force."""
    return case.record.sent_at is not None and not case.state.waiting and not case.state.in_force
