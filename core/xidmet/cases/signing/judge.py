"""Does a file that came back signed count: is it this very document, well signed, and by whom it must be?"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import structlog

from xidmet import clock
from xidmet.auth import Actor
from xidmet.auth.parties import voen_of
from xidmet.cases.signed import Judged
from xidmet.cases.site import Site
from xidmet.contract.rule import Refusal
from xidmet.contract.texts import _
from xidmet.errors import Refused
from xidmet.signatures import Anchors
from xidmet.signatures.apart import Asked, checked_apart
from xidmet.signatures.fetching import private_hosts
from xidmet.turns import Turns

log = structlog.get_logger()

PATIENCE = 30.0  # seconds: somebody waits, yet on a busy machine a good signature must not be turned away
LARGEST = 20_000_000  # bytes of a signed file
_turns = Turns(2)  # checks of this process; each takes a processor and up to 300 MB for some seconds

SAID = "{said}"  # a sentence of the report, which is in the reader's language already
AGAIN = _("Sign the very file that is offered here, without changing it, with a certificate of yours that is in force.")
LATER = _("Send it once more in a few minutes. The document waits here for you.")
SOMEBODY_ELSE = _("This was signed by {name}, and not by you.")
OWN = _("Sign it with your own certificate.")
OWN_OR_SEAL = _("Sign it with your own certificate, or with the seal of {organisation}.")


async def judged(site: Site, actor: Actor, original: bytes, file: bytes, language: str) -> Judged:
    """Takes some seconds. Raises Refused, with the reason in this language, for what does not count."""
    judged = await passed(site, original, file, language)
    signer = judged.report["signers"][0]
    if not _is_theirs(actor, signer):
        log.info("a signature of somebody else", account=str(actor.account))
        mend = OWN_OR_SEAL if actor.organisation else OWN
        name = signer["organisation"] or signer["name"] if signer["kind"] == "organisation" else signer["name"]
        raise Refused(Refusal(why=SOMEBODY_ELSE, mend=mend, name=name, organisation=actor.party_name))
    return judged


async def passed(site: Site, original: bytes, file: bytes, language: str) -> Judged:
    """Whoever signed it, one person or one seal; what they may is another question. Raises Refused."""
    report = await _report(site, original, file)
    material = report.pop("material", {})
    if report["indication"] != "TOTAL-PASSED" or len(report["signers"]) != 1:
        log.info("a signature was not taken", indication=report["indication"], sub=report["sub_indication"])
        mend = LATER if report["sub_indication"] == "TRY_LATER" else AGAIN
        raise Refused(Refusal(why=SAID, mend=mend, said=report["sentence"][language]))
    signer = report["signers"][0]
    return Judged(
        name=signer["name"],
        fin=signer["fin"] or "",
        voen=signer["voen"] or "",
        form=report["format"] or "",
        level=signer["level"] or "",
        report=report,
        material=material,
    )


async def _report(site: Site, original: bytes, file: bytes) -> dict[str, Any]:
    """By a process apart, as for any stranger's file; it must be known that no certificate was taken back."""
    anchors = await asyncio.to_thread(Anchors.from_settings, site.settings)
    asked = Asked(
        file,
        partial(Anchors.unpacked, anchors.packed()),
        at=clock.now(),
        require_revocation=True,
        private=private_hosts(site.settings),
        original=original,
    )
    async with _turns.one():
        return await asyncio.to_thread(checked_apart, asked, seconds=PATIENCE)


def _is_theirs(actor: Actor, signer: dict[str, Any]) -> bool:
    """One's own certificate always; for an organisation its seal, too. Whether the mandate reaches so far is for
    may() to say: a seal in somebody's hand gives them no other.
    """
    if signer["kind"] == "person":
        return bool(actor.fin) and signer["fin"] == actor.fin
    if signer["kind"] == "organisation":
        return actor.organisation is not None and signer["voen"] == voen_of(actor.party)
    return False
