"""A time-stamp (RFC 3161) over each day's root: by somebody else's word it was this one when its day was over.

A seal only says that the portal stands for a root, and whoever holds its key could make another one later, with all
that follow. A root without a time-stamp is bound by the next one, which names it.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from dataclasses import replace

import structlog

from xidmet import clock
from xidmet.cases.site import Site
from xidmet.errors import Retry
from xidmet.journal import Judge, What
from xidmet.settings import Settings
from xidmet.signatures import Trust
from xidmet.signatures.signed_data import Stamp
from xidmet.signatures.stamp_authority import NoStamp
from xidmet.signatures.stamps import judged_stamp, read_stamp
from xidmet.store import roots
from xidmet.store.bound import is_unique_violation
from xidmet.store.effects import write_effect
from xidmet.store.roots import Root

log = structlog.get_logger()

KIND = "stamp-root"
AGAIN = 300.0  # seconds until an authority that did not answer is asked again
LATE = dt.timedelta(days=7)  # after a day's end none is asked for any more, so that one from then on is a forgery


async def write_stamp(day: dt.date) -> None:
    """Inside the transaction in which the root is added."""
    await write_effect(KIND, {"day": day.isoformat()}, f"{KIND}:{day.isoformat()}")


async def write_missing(site: Site) -> None:
    """Of days that were closed before there was an authority. Safe to repeat."""
    for day in await roots.unstamped(clock.today() - LATE) if site.lasting else ():
        try:
            await write_stamp(day)
        except Exception as error:
            if not is_unique_violation(error):
                raise


async def stamp_root(site: Site, day: dt.date) -> None:
    """Raises Retry as long as the authority does not answer."""
    root = await roots.of_day(day)
    if site.lasting is None or root is None or root.stamp or _is_late(day, clock.now()):
        return
    try:
        token = await site.lasting.authority.stamp(bytes.fromhex(root.hash))
    except NoStamp as error:
        raise Retry(AGAIN, str(error)) from None
    if await roots.put_stamp(root, base64.b64encode(token.der).decode()):
        log.info("root time-stamped", day=day.isoformat(), at=token.time.isoformat())


def stamp_judge(settings: Settings) -> Judge:
    """What is wrong with the time-stamp of a root. Raises as Anchors.from_settings."""
    trust = replace(Trust.from_settings(settings), revocation=False)

    async def judge(root: Root) -> What | None:
        return await _wrong(root, trust)

    return judge


async def _wrong(root: Root, trust: Trust) -> What | None:
    """Its authority is judged as of the time it says: afterwards its certificate ends, and the time-stamp remains."""
    try:
        stamp = Stamp(base64.b64decode(root.stamp, validate=True), (root.body.encode(),))
        time, _signed = read_stamp(stamp)
    except (ValueError, binascii.Error):
        return "its time-stamp can't be read"
    except Exception:  # NotGood, or of the many kinds that asn1crypto raises: it does not hold over this root
        return "not the one that was time-stamped"
    if _is_late(root.day, time):
        return "time-stamped long after its day"
    if trust.anchors.timestamps and not (await judged_stamp(stamp, trust, time)).good:
        return "time-stamped by somebody who is not trusted here"
    return None


def _is_late(day: dt.date, moment: dt.datetime) -> bool:
    return moment > clock.end_of(day) + LATE
