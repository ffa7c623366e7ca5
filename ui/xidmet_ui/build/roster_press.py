"""What one press in a roster will bring, in words: for whom, from which state to which, until when, by which act."""

from __future__ import annotations

from dataclasses import dataclass

from xidmet.auth import Actor
from xidmet.cases.roster.press import Foreseen
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.language import Translator

from xidmet_ui.build.case import answers_of
from xidmet_ui.build.roster_person import PersonRows
from xidmet_ui.build.sending import FINAL, Rows, is_final, loses_force, told


@dataclass(frozen=True)
class PressPage:
    """rows: its legal effect. refusal: why, law and mend of what stands against it. back: the roster as it was."""

    slug: str
    number: str
    name: str
    label: str
    who: str
    service: str
    action: str
    version: int
    token: str
    rows: Rows
    refusal: tuple[str, str, str] | None
    query: str
    back: str
    ends: bool


def press_page(seen: Foreseen, actor: Actor, query: str, token: str, words: Translator) -> PressPage:
    """query: of the roster's address, to come back to the same place."""
    case, move, slug = seen.case, seen.move, seen.case.service.slug
    return PressPage(
        slug=slug,
        number=case.number,
        name=move.name,
        label=words.text(move.label),
        who=PersonRows(case.service, actor, words).person(case, "").name,
        service=words.text(case.service.title),
        action=f"/roster/{slug}/{case.number}/{move.name}",
        version=case.version,
        token=token,
        rows=() if seen.refusal else _effect(seen, actor, words),
        refusal=_refused(seen.refusal, words) if seen.refusal else None,
        query=query,
        back=f"/roster/{slug}{'?' if query else ''}{query}#p-{case.number}",
        ends=case.state.in_force and not move.target.in_force,
    )


def _refused(refusal: Refusal, words: Translator) -> tuple[str, str, str]:
    values = {name: words.text(value) if isinstance(value, str) else value for name, value in refusal.values.items()}
    return words.text(refusal.why, **values), words.text(refusal.law), words.text(refusal.mend, **values)


def _effect(seen: Foreseen, actor: Actor, words: Translator) -> Rows:
    case, move, after = seen.case, seen.move, seen.after
    asked = answers_of(seen.given.asked, words) if seen.given and seen.given.asked is not None else ()
    until = after.record.due_at if after and move.target.in_force else None
    names = ", ".join(dict.fromkeys(told(after or case, move, actor, words)))
    rows = [
        (words.text(_("For whom")), PersonRows(case.service, actor, words).person(case, "").name),
        (words.text(_("By whom")), actor.party_name),
        (words.text(_("State now")), words.text(case.state.label)),
        (words.text(_("State afterwards")), words.text(move.target.label)),
        (words.text(_("Can it be undone?")), words.text(FINAL) if is_final(case.service, move) else ""),
        *asked,
        (words.text(_("In force until")), words.moment(until) if until else ""),
        (words.text(_("By which act")), words.text(case.service.law)),
        (words.text(_("The document")), loses_force(case, move, words)),
        (words.text(_("Will be told")), names),
    ]
    return tuple(row for row in rows if row[1])
