"""Drafts among many cases: what was typed into each is read anew, and registers are asked once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from xidmet.auth import Actor
from xidmet.auth.may import Mover
from xidmet.cases.answer import HANDS, ROUNDS
from xidmet.cases.case import Case
from xidmet.cases.many.alone import of_wrong
from xidmet.cases.many.reading import in_turns
from xidmet.cases.site import Site
from xidmet.cases.unconfirmed import UNCONFIRMED, may_be_typed
from xidmet.check.reading import all_fields
from xidmet.contract.alike import Alike
from xidmet.contract.answers import Answers, Ask
from xidmet.contract.answers import read as read_typed
from xidmet.contract.fields import Upload
from xidmet.contract.form import Form
from xidmet.contract.hidden import without_hidden
from xidmet.contract.plain import to_store
from xidmet.contract.rule import Refusal
from xidmet.contract.service import Service
from xidmet.errors import WrongAnswers


@dataclass
class Drafts:
    """Of one service. alike: by which every later reader will have the answers."""

    site: Site
    service: type[Service]
    mover: Mover
    alike: Alike
    _rows: dict[str, dict[Ask, tuple[Form, ...]]] = field(default_factory=dict)

    def takes(self, case: Case) -> bool:
        """Can it be read with others? Files, rows that were typed, other signers and helpers are of one case."""
        return self._is_plain and not case.record.being_signed and UNCONFIRMED not in case.record.asked

    @cached_property
    def _is_plain(self) -> bool:
        helps = isinstance(self.mover, Actor) and self.mover.assistant is not None
        also = any(move.also for move in self.service.transitions)
        return not (
            helps or also or any(isinstance(one, Upload) or may_be_typed(one) for one in all_fields(self.service.form))
        )

    async def read(self, cases: Sequence[Case]) -> dict[str, Case | Refusal]:
        """By number: the case with the answers as they will stand, as given.read_given() has them; or what is wrong.

        Raises RegisterDown.
        """
        found, left = dict[str, Case | Refusal](), list(cases)
        for last in [*[False] * (ROUNDS - 1), True]:
            wanted, again = dict[str, set[Ask]](), list[Case]()
            async for some in in_turns(left):
                for case in some:
                    answers = read_typed(self.service.form, case.record.typed, self._rows_of(case.party).get)
                    if answers.wanted and not last:
                        wanted.setdefault(case.party, set()).update(answers.wanted)
                        again.append(case)
                    else:
                        found[case.number] = self._read(case, answers)
            left = again
            for party, asks in wanted.items():
                self._rows_of(party).update(await self.site.registers.offered_for(asks, party))
        return found

    def _rows_of(self, party: str) -> dict[Ask, tuple[Form, ...]]:
        return self._rows.setdefault(party, {})

    def _read(self, case: Case, answers: Answers[Form]) -> Case | Refusal:
        form, typed = self.service.form, case.record.typed
        asked = {name for name, one in form.fields.items() if one.asked}
        if errors := {path: said for path, said in answers.errors.items() if path.split("-")[0] in asked}:
            return of_wrong(WrongAnswers(errors))
        hands = {HANDS: typed[HANDS]} if HANDS in typed else {}
        kept, plain = {**without_hidden(form, typed, answers), **hands}, to_store(answers.so_far)
        record = replace(case.record, typed=kept, answers=plain)
        return replace(case, record=record, answers=self.alike.read(form, plain))
