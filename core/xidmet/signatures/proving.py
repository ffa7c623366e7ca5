"""From a signature that was read to what is said of it: at which moment it is judged, and what it carries with it.

ETSI EN 319 102-1, 5.3 to 5.6: a trusted time-stamp proves that the signature existed, so its certificate is judged as
of then; a later time-stamp over all of it does the same for the earlier one's authority.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cryptography import x509

from xidmet.contract.texts import _
from xidmet.signatures.anchors import Anchors
from xidmet.signatures.found import Reading
from xidmet.signatures.judging import Draft, judged
from xidmet.signatures.report import Level, SignatureReport
from xidmet.signatures.revocation import COVERED, EMBEDDED, Told
from xidmet.signatures.signed_data import Signed
from xidmet.signatures.stamps import Stamped, judged_stamp
from xidmet.signatures.trust import Trust
from xidmet.signatures.verdict import NotGood, RevocationData, Sub, Verdict

COUNTER_SIGNED = _("Others confirmed this signature with signatures of their own, which are not checked.")
ARCHIVE = _("It has an archive time-stamp that is not, or is not known to be, over all of it, which proves nothing.")
STAMP_NOT_TRUSTED = _("It has a time-stamp of an authority that is not trusted here, which proves no time.")
EMBEDDED_ONLY = Trust(Anchors())


@dataclass(frozen=True)
class Proof:
    """later: archive time-stamps, from the newest. own: those over the signature alone. at: when it surely existed."""

    later: tuple[Stamped, ...]
    own: tuple[Stamped, ...]
    at: dt.datetime

    @property
    def time(self) -> dt.datetime | None:
        return min((one.time for one in (*self.later, *self.own) if one.good and one.time), default=None)

    @property
    def all(self) -> tuple[Stamped, ...]:
        return (*self.own, *reversed(self.later))


async def judged_reading(reading: Reading, trust: Trust, at: dt.datetime) -> SignatureReport:
    """at: the moment that was asked about; certificates count as of the earliest time that is proven."""
    if reading.signed is None:
        return SignatureReport(Draft(at).ended(_error(reading)), reading.scope, notes=reading.notes)
    proof = await _proof(reading, reading.signed, trust, at)
    verdict = await _verdict(reading, reading.signed, trust, proof)
    return SignatureReport(
        verdict=verdict,
        scope=reading.scope,
        level=await _level(verdict, reading.signed, proof),
        proven_time=proof.time,
        stamps=proof.all,
        notes=(*reading.notes, *_notes(reading.signed, proof)),
    )


def _error(reading: Reading) -> NotGood:
    return reading.error or NotGood(Sub.GENERIC, "nothing was read")


async def _proof(reading: Reading, signed: Signed, trust: Trust, at: dt.datetime) -> Proof:
    """From the newest time-stamp to the oldest: each that is good says when the ones before it existed."""
    later, known, told = [], at, signed.told
    for stamp in reversed(reading.later):
        later.append(await judged_stamp(stamp, trust, known, signed.others, told))
        if later[-1].good:
            known, told = min(later[-1].time or known, known), _covered(signed.told)
    own = [await judged_stamp(stamp, trust, known, signed.others, told) for stamp in signed.stamps]
    return Proof(tuple(later), tuple(own), known)


async def _verdict(reading: Reading, signed: Signed, trust: Trust, proof: Proof) -> Verdict:
    moment = min(proof.time or proof.at, proof.at)
    draft = Draft(moment, signed.certificate, signed.claimed_time, signed.algorithms)
    if reading.error:
        return draft.ended(reading.error)
    if broken := next((one for one in proof.all if one.broken), None):
        detail = f"a time-stamp that does not hold: {broken.verdict.detail}"
        return draft.ended(NotGood(Sub.SIG_CONSTRAINTS_FAILURE, detail, _("Its time-stamp belongs to something else.")))
    return await judged(draft, signed.others, signed.told, trust, signer=None, usage="sign")


def _notes(signed: Signed, proof: Proof) -> tuple[str, ...]:
    untrusted = [one for one in proof.all if not one.good and not one.broken]
    notes = {COUNTER_SIGNED: signed.counter_signed, ARCHIVE: signed.archived, STAMP_NOT_TRUSTED: bool(untrusted)}
    return tuple(note for note, is_so in notes.items() if is_so)


async def _level(verdict: Verdict, signed: Signed, proof: Proof) -> Level | None:
    """What is not proven by the file itself does not raise it. None: the signature does not hold at all."""
    if not verdict.chain:
        return None if verdict.sub_indication in (Sub.GENERIC, *_BROKEN) else Level.B
    times = [one for one in proof.own if one.good]
    if not times and not any(one.good for one in proof.later):
        return Level.B
    if await carried_news(verdict.chain, signed.told, verdict.at) is None:
        return Level.T
    for one in times:
        if await carried_news(one.verdict.chain, signed.told, one.time or verdict.at) is None:
            return Level.T
    return Level.LTA if any(one.good for one in proof.later) else Level.LT


_BROKEN = (Sub.FORMAT_FAILURE, Sub.HASH_FAILURE, Sub.SIG_CRYPTO_FAILURE, Sub.SIG_CONSTRAINTS_FAILURE)


async def carried_news(
    chain: Sequence[x509.Certificate], told: Sequence[Told], at: dt.datetime, *, for_ever: bool = False
) -> tuple[RevocationData, ...] | None:
    """What came along and alone would show that nothing of this chain was taken back; None: it would not.

    for_ever: also to somebody who can ask nobody any more, and so believes only what was said since.
    """
    try:
        return await EMBEDDED_ONLY.news_of(tuple(chain), told if for_ever else _covered(told), at)
    except NotGood:
        return None


def _covered(told: Sequence[Told]) -> tuple[Told, ...]:
    return tuple(replace(one, source=COVERED) for one in told)


def with_material(reading: Reading, others: Sequence[x509.Certificate], told: Sequence[Told]) -> Reading:
    """With what lies in the file beside the signature itself, such as in a PDF's document security store."""
    if reading.signed is None:
        return reading
    more = tuple(replace(one, source=EMBEDDED) for one in told)
    signed = replace(reading.signed, others=(*reading.signed.others, *others), told=(*reading.signed.told, *more))
    return replace(reading, signed=signed)
