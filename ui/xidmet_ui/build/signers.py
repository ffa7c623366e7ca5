"""What the pages show of an application that several people sign."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xidmet import clock
from xidmet.cases.signing.several import Invited, Other, Standing, can_remind_at
from xidmet.contract.texts import _
from xidmet.language import Translator

ENDED = {
    "taken back": _("You took it back. Nothing was sent; the signatures that were under it are void."),
    "refused": _("{name} does not sign it. Nothing was sent; the signatures that were under it are void."),
    "late": _("Not all have signed in time. Nothing was sent; the signatures that were under it are void."),
    "not sent": _("All have signed, yet it could not be sent. The signatures that were under it are void."),
}
FOR_OTHER = {
    "sent": _("All have signed, and it was sent."),
    "taken back": _("It was taken back. Nothing was sent, and no signature counts."),
    "refused": _("Somebody refused to sign. Nothing was sent, and no signature counts."),
    "late": _("Not all have signed in time. Nothing was sent, and no signature counts."),
    "not sent": _("All have signed, yet it could not be sent. No signature counts."),
}


@dataclass(frozen=True)
class Wrong:
    """What was typed for one of them, and what is wrong with it, in the reader's language."""

    other: UUID
    typed: str
    said: str


@dataclass(frozen=True)
class SignerLine:
    """kind: ok (has signed), wait, or bad (refused). asked: the form that sends the link is shown. again: from when on
    the same address may be written to; None for at once.
    """

    id: UUID
    who: str
    kind: str
    state: str
    asked: bool
    address: str
    invited: dt.datetime | None
    again: dt.datetime | None
    wrong: str
    just_sent: bool


@dataclass(frozen=True)
class SignersPage:
    """ended: what became of it; "" while it waits. why: more about that. document: where it can be read."""

    number: str
    service: str
    act: str
    ended: str
    why: str
    until: dt.datetime
    lines: tuple[SignerLine, ...]
    first: tuple[str, dt.datetime] | None
    all_signed: bool
    wrong: UUID | None
    said: str
    just_sent: str


def signers_page(found: Standing, words: Translator, wrong: Wrong | None, sent: str) -> SignersPage:
    case, begun = found.case, found.round
    transition = case.service.transition(begun.transition)
    refuser = next((one.name for one in found.others if one.refused_at), "")
    ended = words.text(ENDED[begun.outcome], name=refuser) if begun.outcome in ENDED else ""
    lines = tuple(_line(one, words, wrong, sent, is_open=not ended) for one in found.others)
    return SignersPage(
        number=case.number,
        service=words.text(case.service.title),
        act=words.text(transition.label) if transition else begun.transition,
        ended=ended,
        why=begun.why,
        until=begun.ends_at,
        lines=lines,
        first=(found.first.name, found.first.signed_at) if found.first else None,
        all_signed=all(one.signed_at for one in found.others),
        wrong=wrong.other if wrong else None,
        said=wrong.said if wrong else "",
        just_sent=next((one.address for one in lines if one.just_sent), ""),
    )


def _line(one: Other, words: Translator, wrong: Wrong | None, sent: str, *, is_open: bool) -> SignerLine:
    mine = wrong is not None and wrong.other == one.id
    waits = is_open and not one.signed_at and not one.refused_at
    again = can_remind_at(one)
    return SignerLine(
        id=one.id,
        who=f"{words.text(one.role)}, {words.text(_('FIN'))} {one.fin}",
        kind="ok" if one.signed_at else "bad" if one.refused_at else "wait",
        state=_state(one, words, is_open=is_open),
        asked=waits,
        address=wrong.typed if wrong and mine else one.address,
        invited=one.invited_at if waits else None,
        again=again if again and again > clock.now() else None,
        wrong=wrong.said if wrong and mine else "",
        just_sent=waits and sent == str(one.id) and wrong is None,
    )


def _state(one: Other, words: Translator, *, is_open: bool) -> str:
    if one.signed_at:
        return words.text(_("{name} has signed {moment}."), name=one.name, moment=words.moment(one.signed_at))
    if one.refused_at:
        return words.text(_("{name} has refused {moment}."), name=one.name, moment=words.moment(one.refused_at))
    return words.text(_("Is waited for.") if is_open else _("Has not signed."))


@dataclass(frozen=True)
class CoSignPage:
    """What somebody else is shown: the service, what is signed, and what they did. ended: what became of it."""

    here: str
    service: str
    act: str
    role: str
    waits: bool
    signed: str
    refused: str
    ended: str
    sent: bool
    has_document: bool
    has_signature: bool


def co_sign_page(invited: Invited, words: Translator, *, has_signature: bool) -> CoSignPage:
    one, begun = invited.other, invited.round
    late = not begun.closed_at and begun.ends_at <= clock.now()
    said = FOR_OTHER.get(begun.outcome, FOR_OTHER["late"] if late else "")
    return CoSignPage(
        here=f"/co-sign/{one.id}",
        service=words.text(invited.case.service.title),
        act=words.text(invited.transition.label),
        role=words.text(one.role),
        waits=invited.waits,
        signed=words.text(_("You signed it {moment}."), moment=words.moment(one.signed_at)) if one.signed_at else "",
        refused=words.text(_("You refused {moment}."), moment=words.moment(one.refused_at)) if one.refused_at else "",
        ended=words.text(said) if said else "",
        sent=begun.outcome == "sent",
        has_document=invited.document is not None,
        has_signature=has_signature,
    )
