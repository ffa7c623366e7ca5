"""The page of a move shows what the applicant will read, and what a colleague proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xidmet.cases import Case, history
from xidmet.cases.preview import preview
from xidmet.cases.proposed import proposal
from xidmet.contract.states import Transition
from xidmet.language import translator

from xidmet_ui.build.case import answers_of
from xidmet_ui.build.preview import PreviewShown, ProposalShown, preview_shown, proposal_shown
from xidmet_ui.requests import Asked, need_actor, site_of, value_in, version_in, words_of

OP = "preview"


async def previewed(
    request: Asked, case: Case, transition: Transition, pairs: Sequence[tuple[str, str]], asked: Mapping[str, Any]
) -> PreviewShown | None:
    """None when another button was pressed. Raises as making the move would."""
    op, _colon, language = value_in(pairs, "op").partition(":")
    if op != OP:
        return None
    site, actor = site_of(request), need_actor(request)
    language = language or value_in(pairs, "language")
    made = await preview(
        site, actor, case.number, transition.name, version=version_in(pairs), asked=asked, language=language
    )
    words = words_of(request, case.service.slug)
    theirs = translator(made.language, site.catalogue.plugin_of(case.service.slug).name)
    return preview_shown(made, transition, proposal(case, transition), theirs, words)


async def proposal_in(request: Asked, case: Case, transition: Transition) -> ProposalShown | None:
    """For officers, where somebody else had to propose what is decided here."""
    found = proposal(case, transition)
    if found is None or case.party == need_actor(request).party:
        return None
    words = words_of(request, case.service.slug)
    rows = answers_of(found.said, words, case.service.form) if found.said is not None else ()
    return proposal_shown(case, found, list(await history(case)), rows, words)
