"""A case as somebody reads it whom it is about and who did not apply."""

from __future__ import annotations

from dataclasses import dataclass

from xidmet.attestations import written
from xidmet.attestations.check import in_force
from xidmet.attestations.render import qr_address
from xidmet.cases.about_me import AboutMe
from xidmet.contract.plain import from_json
from xidmet.language import Translator

from xidmet_ui.build.case import Happened, appeal, decision, kind_of, timeline
from xidmet_ui.build.paper_says import paper_says
from xidmet_ui.build.sending import Rows


@dataclass(frozen=True)
class AboutMeShown:
    """label: of the newest document, else of the service. rows: what it says. qr: as an address of data, "" where
    nothing is in force. dispute: (until when, law, address) where the reader may complain.
    """

    number: str
    label: str
    state: str
    kind: str
    paper: str
    pdf: str
    qr: str
    rows: Rows
    decision: tuple[str, Rows] | None
    dispute: tuple[str, str, str] | None
    timeline: tuple[Happened, ...]


def about_me_shown(found: AboutMe, words: Translator) -> AboutMeShown:
    case, paper = found.case, found.papers[0] if found.papers else None
    attestations = {one.name: one for one in case.service.attestations()}
    declared = attestations.get(paper.attestation) if paper else None
    told, law = appeal(case, words)
    return AboutMeShown(
        number=case.number,
        label=words.text(declared.label if declared else case.service.title),
        state=words.text(case.state.label),
        kind=kind_of(case),
        paper=written(paper.number) if paper else "",
        pdf=f"/attestations/{paper.number}/pdf" if paper else "",
        qr=qr_address(paper.qr) if paper and in_force(paper) else "",
        rows=paper_says(declared, from_json(declared.of, paper.record), words) if declared and paper else (),
        decision=decision(case, words, to_staff=False),
        dispute=(told, law, f"/cases/{case.number}/complaint") if told and found.may_complain else None,
        timeline=timeline(case, found.history, words),
    )
