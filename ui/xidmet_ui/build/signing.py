"""What the page shows on which a document is signed, and a signature that was put under one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from xidmet.auth import Actor
from xidmet.cases import Case
from xidmet.cases.co_signers import CoSigner
from xidmet.cases.signing import Pending, Signature
from xidmet.contract.texts import _
from xidmet.language import Translator

from xidmet_ui.build.case import is_theirs

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SigningPage:
    """here: its address. file: about the document. page, pages: of the picture; pages 0: none can be drawn. others: who
    signs it after the applicant.
    """

    number: str
    is_theirs: bool
    service: str
    act: str
    here: str
    back: str
    file: Rows
    until: dt.datetime
    page: int
    pages: int
    on_paper: bool
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class SignedLine:
    """One signature in the list of a case."""

    act: str
    kind: str
    sentence: str
    at: dt.datetime
    href: str


def signing_page(
    pending: Pending, actor: Actor, page: int, pages: int, words: Translator, others: Sequence[CoSigner] = ()
) -> SigningPage:
    """others: who signs it, too, once the applicant has."""
    case, document = pending.case, pending.document
    base = f"/cases/{case.number}"
    return SigningPage(
        number=case.number,
        is_theirs=is_theirs(case, actor),
        service=words.text(case.service.title),
        act=words.text(pending.transition.label),
        here=pending.address,
        back=f"{base}/review" if case.is_draft else f"{base}/move/{pending.transition.name}",
        file=(
            (words.text(_("File")), document.name),
            (words.text(_("Size")), words.size(document.size)),
            ("SHA-256", document.sha256),
        ),
        until=pending.wanted.ends_at,
        page=page,
        pages=pages,
        on_paper=pending.other is None and pending.transition.signed == "or on paper",
        others=tuple(f"{words.text(one.party.label)}, {words.text(_('FIN'))} {one.fin}" for one in others),
    )


def signed_lines(case: Case, kept: Sequence[Signature], words: Translator) -> tuple[SignedLine, ...]:
    return tuple(signed_line(case, one, words) for one in kept)


def signed_line(case: Case, kept: Signature, words: Translator) -> SignedLine:
    transition = case.service.transition(kept.transition)
    return SignedLine(
        act=words.text(transition.label) if transition else kept.transition,
        kind=kept.kind,
        sentence=sentence_of(kept, words),
        at=kept.signed_at,
        href=f"/cases/{case.number}/signatures/{kept.id}",
    )


def sentence_of(kept: Signature, words: Translator) -> str:
    """For a clerk, in one sentence."""
    if kept.kind == "paper":
        return words.text(_("Signed on paper by {name}; a scan, which no machine can verify."), name=kept.name)
    return str(kept.report["sentence"][words.language])
