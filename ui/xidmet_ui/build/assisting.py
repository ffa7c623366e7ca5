"""Visits at service centres, as they are shown to the person and to the agency."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xidmet.auth.assisting.ask import PROOFS
from xidmet.auth.assisting.seen import Done, Seen
from xidmet.contract.texts import _
from xidmet.language import translator
from xidmet.plugins import Catalogue

from xidmet_ui.build.catalogue import domain_of

HOW = {
    "code": _("by a code from their e-mail"),
    "device": _("on a device of their own"),
    "paper": _("on paper, signed"),
    "": _("not yet"),
}
REASONS = {
    "button": _("ended by the officer"),
    "next": _("ended by the next visit"),
    "time": _("its time was over"),
    "left": _("the officer signed out"),
    "objected": _("stopped by the person"),
    "": _("goes on"),
}


@dataclass(frozen=True)
class DoneLine:
    number: str
    title: str
    sent: bool
    removed: bool


@dataclass(frozen=True)
class VisitLine:
    """waits: it has not begun. paper: the consent is kept as a file."""

    id: UUID
    when: dt.datetime
    clerk: str
    agency: str
    whom: str
    proof: str
    how: str
    paper: bool
    ended: dt.datetime | None
    reason: str
    done: tuple[DoneLine, ...]
    waits: bool
    agreed: bool
    objected: bool

    @property
    def cases(self) -> list[str]:
        return [one.number for one in self.done]


def visit_line(catalogue: Catalogue, seen: Seen, agency: str, language: str) -> VisitLine:
    """agency: its name, in this language."""
    words, visit = translator(language), seen.visit
    return VisitLine(
        id=visit.id,
        when=visit.begun_at or visit.asked_at,
        clerk=visit.clerk_name,
        agency=agency,
        whom=seen.whom,
        proof=f"{words.text(PROOFS[visit.proof])} …{visit.proof_last}",
        how=words.text(HOW[visit.how]),
        paper=visit.document is not None,
        ended=seen.ended_at,
        reason=words.text(REASONS[seen.reason]),
        done=done_lines(catalogue, seen.done, language),
        waits=visit.begun_at is None,
        agreed=visit.agreed_at is not None,
        objected=visit.objected_at is not None,
    )


def done_lines(catalogue: Catalogue, done: tuple[Done, ...] | list[Done], language: str) -> tuple[DoneLine, ...]:
    return tuple(DoneLine(one.number, _title(catalogue, one.service, language), one.sent, one.removed) for one in done)


def _title(catalogue: Catalogue, slug: str, language: str) -> str:
    service = catalogue.services.get(slug)
    return translator(language, domain_of(catalogue, service)).text(service.title) if service else slug
