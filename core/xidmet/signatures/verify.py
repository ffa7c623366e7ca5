"""The front door: is what is signed in this file good, by whom, since when, and what does each signature cover?"""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace

from xidmet import clock
from xidmet.contract.texts import _
from xidmet.signatures.formats.telling import read_file
from xidmet.signatures.found import Found, Reading, StampReading, Unreadable
from xidmet.signatures.judging import Draft
from xidmet.signatures.proving import judged_reading
from xidmet.signatures.report import Report, SignatureReport, StampReport
from xidmet.signatures.stamps import Stamped, judged_stamp
from xidmet.signatures.trust import Trust
from xidmet.signatures.verdict import Indication, NotGood, Sub

SECONDS = 7.0  # for all signatures of one file


async def verify(
    file: bytes,
    content: bytes | None = None,
    *,
    trust: Trust,
    at: dt.datetime | None = None,
    require_revocation: bool = True,
    seconds: float = SECONDS,
) -> Report:
    """Check a signed file of any format that is known here, told by its content. Never raises on hostile input.

    content: what was signed, when it lies beside the file. at: judge as of then; None: now. require_revocation: whether
    it must be known that no certificate was taken back. seconds: for the judging. A hostile file may cost much memory
    and time all the same: see xidmet.signatures.apart.
    """
    moment, trust = at or clock.now(), replace(trust, revocation=require_revocation)
    try:
        found = await asyncio.to_thread(read_file, file, content)
    except Unreadable as error:
        return Report(moment, error=error.error, readable=False)
    except NotGood as error:
        return Report(moment, error=error)
    except MemoryError:
        return Report(moment, error=too_big().error, readable=False)
    except Exception as error:  # the libraries raise many kinds on damaged input, each of which means: it can't be read
        return Report(moment, error=NotGood(Sub.FORMAT_FAILURE, type(error).__name__, DAMAGED))
    return await _judged(found, trust, moment, seconds)


DAMAGED = _("The file is damaged, or not what it says it is.")


def too_big() -> Unreadable:
    return Unreadable(_("The file is too big, or takes too long to check."), "over its bounds", not_yet=True)


async def _judged(found: Found, trust: Trust, at: dt.datetime, seconds: float) -> Report:
    end = asyncio.get_running_loop().time() + seconds
    signatures = [await _signature(one, trust, at, end) for one in found.readings]
    stamps = [await _stamp(one, trust, at, end) for one in found.stamps]
    failed = any(one.verdict.indication is Indication.FAILED for one in signatures)
    listed = None if failed else found.listed  # what nobody may have signed is not told as if somebody had
    return Report(at, found.format, tuple(signatures), tuple(stamps), found.notes, listed=listed)


async def _signature(reading: Reading, trust: Trust, at: dt.datetime, end: float) -> SignatureReport:
    try:
        async with asyncio.timeout_at(end):
            return await judged_reading(reading, trust, at)
    except TimeoutError:
        return SignatureReport(Draft(at).ended(NotGood(Sub.TRY_LATER, "it took too long")), reading.scope)


async def _stamp(reading: StampReading, trust: Trust, at: dt.datetime, end: float) -> StampReport:
    if reading.error:
        return StampReport(Stamped(None, Draft(at).ended(reading.error)), reading.scope)
    try:
        async with asyncio.timeout_at(end):
            return StampReport(await judged_stamp(reading.stamp, trust, at), reading.scope)
    except TimeoutError:
        return StampReport(Stamped(None, Draft(at).ended(NotGood(Sub.TRY_LATER, "it took too long"))), reading.scope)
